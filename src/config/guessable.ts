// Says whether a secret can be guessed. A random secret of 32 bytes as hex or base64 never can.

/** Of six letters at least: a shorter word may stand in a random secret by chance. */
const PLACEHOLDERS = /secret|passwo|example|change|qwerty|letmein/i;

/** @param bits the least that the secret must hold, after what repeats or counts in it is taken away */
export function isGuessable(secret: string, bits: number): boolean {
  return PLACEHOLDERS.test(secret) || isProse(secret) || bitsOf(secret) < bits;
}

/** Whether most of it is words: letters between separators, in lower case or with a capital. */
function isProse(secret: string): boolean {
  const words = secret.split(/[^A-Za-z0-9]+/).filter((part) => /^[A-Z]?[a-z]+$/.test(part));
  return words.join('').length > secret.length / 2;
}

/** The bits of the characters that do not follow from those before them. */
function bitsOf(secret: string): number {
  const text = secret.toLowerCase();
  const characters = Array.from(text);
  const surprises = characters.filter((_, at) => !repeats(text, at) && !counts(text, at));
  return surprises.length * Math.log2(new Set(characters).size);
}

/** Whether it is the one before it, or ends three characters that stand further left too. */
function repeats(text: string, at: number): boolean {
  return text[at] === text[at - 1] || (at > 2 && text.indexOf(text.slice(at - 2, at + 1)) < at - 2);
}

/** Whether it goes on as the two before it, such as the "c" of "abc". */
function counts(text: string, at: number): boolean {
  return (
    at > 1 &&
    text.charCodeAt(at) - text.charCodeAt(at - 1) === text.charCodeAt(at - 1) - text.charCodeAt(at - 2)
  );
}
