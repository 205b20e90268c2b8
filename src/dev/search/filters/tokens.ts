// Splits filter text into tokens: parentheses, comparisons, colons, bare and quoted words.
// A quote that is not closed is refused through the caller's `fail`.
import type { Failure } from '../failure.ts';

export interface Token {
  kind: 'open' | 'close' | 'colon' | 'comparison' | 'word';
  text: string;
  quoted: boolean;
  at: number;
}

const space = /\s*/y;
const symbol = /<=|>=|!=|[()<>=:]/y;
// A bare value may contain colons (`url:http://x`), a bare name may not.
const bareName = /(?:[^\s()<>=!:"'\\]|!(?!=)|\\.)+/y;
const bareValue = /(?:[^\s()"'\\]|\\.)(?:[^\s()\\]|\\.)*/y;
const quotedWord = /"((?:[^"\\]|\\[^])*)"|'((?:[^'\\]|\\[^])*)'/y;

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

const unescape = (text: string) => text.replace(/\\([^])/g, '$1');

export function tokenize(text: string, fail: (reason: string) => Failure): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    at += match(space, text, at)?.[0].length ?? 0;
    if (at >= text.length) return tokens;
    const afterColon = tokens.at(-1)?.kind === 'colon';
    const quoted = match(quotedWord, text, at);
    const found =
      quoted ??
      (afterColon ? match(bareValue, text, at) : null) ??
      match(symbol, text, at) ??
      match(bareName, text, at);
    if (found === null) throw fail(`unexpected character at position ${at}`);
    const [whole] = found;
    if (quoted !== null) {
      tokens.push({ kind: 'word', text: unescape(quoted[1] ?? quoted[2] ?? ''), quoted: true, at });
    } else {
      const kind = afterColon ? 'word' : symbolKind(whole);
      tokens.push({ kind, text: kind === 'word' ? unescape(whole) : whole, quoted: false, at });
    }
    at += whole.length;
  }
}

function symbolKind(text: string): Token['kind'] {
  if (text === '(') return 'open';
  if (text === ')') return 'close';
  if (text === ':') return 'colon';
  return /^(?:[<>]=?|!?=)$/.test(text) ? 'comparison' : 'word';
}
