// Text of servers and files as it may be printed. What steers a terminal or the direction of its text is written as an escape.

/** JSON escapes only a part of it. */
const STEERING = /[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/gu;

/** On one line. */
export function printable(text: string): string {
  return text.replace(STEERING, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Keeps its lines. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}
