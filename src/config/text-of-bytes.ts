// Turns the bytes of a text file into text: UTF-8, UTF-16, or an encoding of one language.
import { guessEncoding } from './guess-encoding.ts';

const BOM = 0xfeff;

export interface DecodedText {
  readonly text: string;
  /** As guessed; null for UTF-8 and UTF-16, which are known. */
  readonly guessed: string | null;
}

/**
 * UTF-16 is known by its byte order mark, or by a zero beside the first character, which is ASCII in every JSON. What is no
 * UTF-8 is guessed. Drops the mark.
 */
export function textOfBytes(bytes: Uint8Array): DecodedText {
  const wide = wideEncodingOf(bytes);
  const text = wide === null ? utf8Of(bytes) : new TextDecoder(wide).decode(bytes);
  if (text !== null) return { text, guessed: null };
  const guessed = guessEncoding(bytes);
  return { text: new TextDecoder(guessed).decode(bytes), guessed };
}

/** Drops a byte order mark. @returns null where it is no UTF-8 */
export function utf8Of(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

function wideEncodingOf([first = 0x20, second = 0x20]: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if ((second << 8) + first === BOM || (first > 0 && first < 0x80 && second === 0)) return 'utf-16le';
  if ((first << 8) + second === BOM || (first === 0 && second > 0 && second < 0x80)) return 'utf-16be';
  return null;
}
