// What profiles say in one language: its words for any trade, and for each trade its titles, skills, courses, employers and
// achievements. A list of words is one text, separated by semicolons.
import type { Random } from '../random.ts';

type Some<Item> = readonly [Item, ...Item[]];

const TRADES = [
  'software',
  'data',
  'design',
  'nursing',
  'engineering',
  'business',
  'teaching',
  'law',
] as const;

export type Trade = (typeof TRADES)[number];

interface TextsAsWritten {
  /** Between sentences and between words, where the language does not write spaces. */
  readonly separators?: { readonly sentence: string; readonly word: string };
  /** Of a skill, from the lowest to the highest. */
  readonly levels: string;
  /** Of a language, from the highest to the lowest. The first one is a native speaker's. */
  readonly fluency: string;
  /** The first sentence of a bio, in the first two years and later. */
  readonly beginning: Some<string>;
  readonly experienced: Some<string>;
  /** A sentence of a bio about two skills. */
  readonly strengths: Some<string>;
  /** What a position is about. */
  readonly duties: Some<string>;
  /** For any trade. */
  readonly achievements: Some<string>;
  readonly trades: Readonly<Record<Trade, TradeAsWritten>>;
}

interface TradeAsWritten {
  readonly area: string;
  /** From the first position to the last. Where they differ: `his|hers`. */
  readonly titles: string;
  /** `name: keyword, keyword` */
  readonly skills: string;
  readonly courses: string;
  /** `name: what it does`. There are enough for a career without a second employer of the same kind. */
  readonly employers: string;
  readonly achievements: Some<string>;
}

/** A text with slots, such as `with {years} years` or `{5-15} colleagues`, split at its slots. */
export type Pattern = readonly (
  string | { readonly slot: string } | { readonly least: number; readonly most: number }
)[];

export interface Skill {
  readonly name: string;
  readonly keywords: readonly string[];
}

export interface Profession {
  readonly trade: Trade;
  readonly area: string;
  readonly titles: { readonly male: Some<string>; readonly female: Some<string> };
  readonly skills: Some<Skill>;
  readonly courses: Some<string>;
  readonly employers: Some<{ readonly name: Pattern; readonly description: string }>;
  /** Of the trade, and of any. */
  readonly achievements: Some<Pattern>;
}

export interface Texts {
  readonly separators: { readonly sentence: string; readonly word: string };
  readonly levels: Some<string>;
  readonly fluency: Some<string>;
  readonly beginning: Some<Pattern>;
  readonly experienced: Some<Pattern>;
  readonly strengths: Some<Pattern>;
  readonly duties: Some<Pattern>;
  readonly professions: Some<Profession>;
}

export function defineTexts(written: TextsAsWritten): Texts {
  return {
    separators: written.separators ?? { sentence: ' ', word: ', ' },
    levels: split(written.levels, '; '),
    fluency: split(written.fluency, '; '),
    beginning: each(written.beginning, patternOf),
    experienced: each(written.experienced, patternOf),
    strengths: each(written.strengths, patternOf),
    duties: each(written.duties, patternOf),
    professions: each(TRADES, (trade) => professionOf(trade, written)),
  };
}

function professionOf(trade: Trade, { trades, achievements }: TextsAsWritten): Profession {
  const of = trades[trade];
  const titles = each(split(of.titles, '; '), (title) => split(title, '|'));
  return {
    trade,
    area: of.area,
    titles: {
      male: each(titles, ([his]) => his),
      female: each(titles, ([his, hers = his]) => hers),
    },
    skills: each(split(of.skills, '; '), (skill) => {
      const [name, keywords = ''] = split(skill, ': ');
      return { name, keywords: keywords.split(', ') };
    }),
    courses: split(of.courses, '; '),
    employers: each(split(of.employers, '; '), (employer) => {
      const [name, description = ''] = split(employer, ': ');
      return { name: patternOf(name), description };
    }),
    achievements: each([...of.achievements, ...achievements], patternOf),
  };
}

/** @throws where a slot has no value */
export function fill(
  pattern: Pattern,
  random: Random,
  values: Readonly<Record<string, string>> = {},
): string {
  let text = '';
  for (const part of pattern) {
    const value =
      typeof part === 'string'
        ? part
        : 'slot' in part
          ? values[part.slot]
          : String(random.int(part.least, part.most));
    if (value === undefined) throw new Error(`no value for a slot of ${JSON.stringify(pattern)}`);
    text += value;
  }
  return text;
}

function patternOf(text: string): Pattern {
  return text.split(/[{}]/).map((part, index) => {
    if (index % 2 === 0) return part;
    const [, least, most] = /^(\d+)-(\d+)$/.exec(part) ?? [];
    return least && most ? { least: Number(least), most: Number(most) } : { slot: part };
  });
}

function each<From, To>([first, ...rest]: Some<From>, make: (item: From) => To): Some<To> {
  return [make(first), ...rest.map(make)];
}

function split(text: string, separator: string): Some<string> {
  const [first = '', ...rest] = text.split(separator);
  return [first, ...rest];
}
