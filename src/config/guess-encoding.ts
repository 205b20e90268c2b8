// Guesses the encoding of a text file that is no Unicode, by the bytes that its letters are.

/** Of two bytes for a character. The common ones are those of everyday words. */
interface Wide {
  readonly encoding: string;
  readonly lead: (byte: number) => boolean;
  readonly isCommon: (lead: number, trail: number) => boolean;
}

const between = (byte: number, from: number, to: number) => byte >= from && byte <= to;

/** The narrower ones first: they win where all are equally likely. */
const WIDE: readonly Wide[] = [
  {
    encoding: 'euc-kr',
    lead: (byte) => between(byte, 0x81, 0xfe),
    isCommon: (lead, trail) => trail >= 0xa1 && (between(lead, 0xb0, 0xc8) || lead === 0xa1),
  },
  {
    encoding: 'euc-jp',
    lead: (byte) => between(byte, 0xa1, 0xfe),
    // At least kana are not Chinese.
    isCommon: (lead, trail) =>
      trail >= 0xa1 && (between(lead, 0xa4, 0xa5) || lead === 0xa1 || between(lead, 0xb0, 0xcf)),
  },
  {
    encoding: 'gb18030',
    lead: (byte) => between(byte, 0x81, 0xfe),
    isCommon: (lead, trail) => trail >= 0xa1 && (between(lead, 0xb0, 0xd7) || lead === 0xa1 || lead === 0xa3),
  },
  {
    encoding: 'shift_jis',
    lead: (byte) => between(byte, 0x81, 0x9f) || between(byte, 0xe0, 0xfc),
    isCommon: (lead) => between(lead, 0x81, 0x83) || between(lead, 0x88, 0x98),
  },
  {
    encoding: 'big5',
    lead: (byte) => between(byte, 0x81, 0xfe),
    isCommon: (lead) => between(lead, 0xa4, 0xc6) || lead === 0xa1,
  },
];

/** Of one byte for a letter, with the most frequent letters of its languages. */
const NARROW: Readonly<Record<string, string>> = {
  'windows-1251': 'оеаинтсрвлкмдпуя',
  'koi8-r': 'оеаинтсрвлкмдпуя',
  'windows-1253': 'αοιετσνηυρπκμλςί',
  'windows-1255': 'יוהלארתשמבנדםחעק',
  'windows-1256': 'اليمنوترتبةعدسفح',
};

const MOST_BYTES = 100_000;
const LEAST_LIKELY = 0.8;
const LEAST_FREQUENT = 0.5;
/** Of the bytes beyond ASCII. Half of the second bytes of Shift_JIS and Big5 are ASCII. */
const LEAST_IN_PAIRS = 0.3;
const LEAST_IN_WORDS = 0.5;

/** @returns Windows-1252 where nothing tells more */
export function guessEncoding(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.subarray(0, MOST_BYTES)).toString('latin1');
  const count = (runs: RegExp) => text.match(runs)?.join('').length ?? 0;
  const high = count(/[\x80-\xff]+/g);
  // The letters with accents of Latin alphabets stand alone, or in pairs.
  const wide = count(/[\x80-\xff]{2,}/g) >= high * LEAST_IN_PAIRS ? likeliestWide(bytes) : null;
  const narrow = count(/[\x80-\xff]{3,}/g) >= high * LEAST_IN_WORDS ? likeliestNarrow(bytes) : null;
  return wide ?? narrow ?? likelierLatin(bytes);
}

function likeliestWide(bytes: Uint8Array): string | null {
  const scores = WIDE.filter(({ encoding }) => canDecode(encoding, bytes)).map((wide) => ({
    encoding: wide.encoding,
    share: commonShare(wide, bytes),
  }));
  const best = Math.max(0, ...scores.map(({ share }) => share));
  const [first] = scores.filter(
    ({ encoding, share }) => share === best && (encoding !== 'euc-jp' || hasKana(bytes)),
  );
  return first && best >= LEAST_LIKELY ? first.encoding : null;
}

const hasKana = (bytes: Uint8Array) =>
  /[ぁ-んァ-ヶ]/.test(new TextDecoder('euc-jp').decode(bytes.subarray(0, MOST_BYTES)));

function canDecode(encoding: string, bytes: Uint8Array): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

function commonShare({ lead, isCommon }: Wide, bytes: Uint8Array): number {
  let [common, all] = [0, 0];
  for (let at = 0; at < Math.min(bytes.length, MOST_BYTES); at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x80) continue;
    all += 1;
    if (!lead(byte)) continue;
    common += isCommon(byte, bytes[at + 1] ?? 0) ? 1 : 0;
    at += 1;
  }
  return all === 0 ? 0 : common / all;
}

function likeliestNarrow(bytes: Uint8Array): string | null {
  const scores = Object.entries(NARROW).map(([encoding, frequent]) => {
    const letters =
      new TextDecoder(encoding).decode(bytes.subarray(0, MOST_BYTES)).match(/\P{ASCII}/gu) ?? [];
    const count = letters.filter((letter) => frequent.includes(letter)).length;
    return { encoding, share: letters.length === 0 ? 0 : count / letters.length };
  });
  const [best] = scores.sort((one, other) => other.share - one.share);
  return best && best.share >= LEAST_FREQUENT ? best.encoding : null;
}

/** Signs next to letters are letters of Central Europe: in Łukasz, Windows-1252 has a pound sign. */
function likelierLatin(bytes: Uint8Array): string {
  const signs = (encoding: string) =>
    new TextDecoder(encoding)
      .decode(bytes.subarray(0, MOST_BYTES))
      .match(/(?<=\p{L})[^\p{ASCII}\p{L}\p{P}\p{Z}]|[^\p{ASCII}\p{L}\p{P}\p{Z}](?=\p{L})/gu)?.length ?? 0;
  return signs('windows-1250') < signs('windows-1252') ? 'windows-1250' : 'windows-1252';
}
