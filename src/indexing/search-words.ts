// The words by which a document is found beside its own texts, for an index that compares whole words:
// - parts of texts in scripts without spaces, such as 小龙 of 李小龙, and the whole of a name that has a space
// - other spellings of the skills that it names, such as K8s for Kubernetes
// - other ways to write the name and the city (name-words.ts), and what the city is called elsewhere
import { isJsonObject, type JsonObject, type JsonValue } from '../search/json.ts';
import { otherCityNames } from '../sections/location/city-names.ts';
import { otherSpellings } from '../sections/skill-spellings.ts';
import { nameWordsOf } from './name-words.ts';

const SCRIPTS = ['Han', 'Hiragana', 'Katakana', 'Thai', 'Lao', 'Khmer', 'Myanmar', 'Hangul']
  .map((script) => `\\p{Script=${script}}`)
  .join('');
const LETTER = `[${SCRIPTS}ー々]`;
const RUNS = new RegExp(`${LETTER}[${SCRIPTS}ー々\\p{M}]*`, 'gu');
const JOINT = new RegExp(`(?<=${LETTER}\\p{M}*)[\\s・·]+(?=${LETTER})`, 'gu');
const HANGUL = /\p{Script=Hangul}/u;
/** What may hold one of these scripts: all are after Thai, which is the first. */
const MAY_HOLD = /[\u0e00-\uffff]/;

/** As in S.E.O.: an index has each letter as a word, and people type SEO. */
const DOTTED = /(?<![\p{L}\p{N}])(?:\p{L}\.){2,}\p{L}?(?![\p{L}\p{N}])/gu;

/** Letters of a name or a word: any end of it may be what people type. */
const LONGEST_NAME = 8;
/** Letters of a text that may name a skill. A longer one is prose. */
const LONGEST_TITLE = 100;
/** The most words of one document. */
const MOST_WORDS = 500;
/** The most letters of one document that are segmented, which takes microseconds for each. */
const MOST_LETTERS = 500;

export function searchWordsOf(document: JsonObject): string[] {
  const words = new Set(nameWordsIn(document));
  const budget = { letters: MOST_LETTERS };
  for (const text of textsIn(document)) {
    if (MAY_HOLD.test(text)) for (const part of partsOf(text, budget)) words.add(part);
    if (text.length <= LONGEST_TITLE) {
      for (const spelling of knownSpellings(text)) words.add(spelling);
      for (const [acronym] of text.matchAll(DOTTED)) words.add(acronym.replaceAll('.', ''));
    }
    if (words.size >= MOST_WORDS) break;
  }
  return [...words].slice(0, MOST_WORDS);
}

function nameWordsIn({ fullName, location }: JsonObject): string[] {
  const city = isJsonObject(location) ? location['city'] : null;
  const short = [fullName, city].flatMap((name) =>
    typeof name === 'string' && name.length <= LONGEST_TITLE ? [name] : [],
  );
  return [...short.flatMap(nameWordsOf), ...(typeof city === 'string' ? otherCityNames(city) : [])];
}

function textsIn(value: JsonValue, found: string[] = []): string[] {
  if (typeof value === 'string') found.push(value);
  else if (Array.isArray(value)) for (const item of value) textsIn(item, found);
  else if (isJsonObject(value)) for (const item of Object.values(value)) textsIn(item, found);
  return found;
}

/** Titles, skills and cities are the same in many documents. */
const known = new Map<string, readonly string[]>();
const MOST_KNOWN = 10_000;

function knownSpellings(text: string): readonly string[] {
  const before = known.get(text);
  if (before) return before;
  const spellings = otherSpellings(text);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(text, spellings);
  return spellings;
}

const words = new Intl.Segmenter(undefined, { granularity: 'word' });
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

function* partsOf(text: string, budget: { letters: number }): Generator<string> {
  const isProse = text.length > LONGEST_TITLE;
  const joined = isProse ? text : text.replace(JOINT, '');
  if (joined !== text) yield* runsOf(joined).filter((run) => run.length <= 2 * LONGEST_NAME);
  for (const run of runsOf(text)) {
    if (budget.letters <= 0) return;
    // Korean prose has spaces.
    if (isProse && HANGUL.test(run)) continue;
    budget.letters -= run.length;
    if (run.length > 3 * LONGEST_NAME) {
      yield* wordsOf(run);
      continue;
    }
    const letters = Array.from(graphemes.segment(run), ({ segment }) => segment);
    if (letters.length > LONGEST_NAME) yield* wordsOf(run);
    else for (let start = 1; start < letters.length; start += 1) yield letters.slice(start).join('');
  }
}

const runsOf = (text: string): string[] => text.match(RUNS) ?? [];

/** Each word, and each with the next one: who types both as one may mean a single word. */
function* wordsOf(run: string): Generator<string> {
  const found = Array.from(words.segment(run)).filter(({ isWordLike }) => isWordLike);
  for (const [at, { segment }] of found.entries()) {
    yield segment;
    const next = found[at + 1];
    if (next) yield segment + next.segment;
  }
}
