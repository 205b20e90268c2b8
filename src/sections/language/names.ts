// The names of all languages in all languages of the CLDR, from a generated file: to ask Intl for them takes many seconds.
// The file is read when the first name is looked up. That takes 30 ms, and then 6 MB.
import { readFileSync } from 'node:fs';
import { fold } from './fold.ts';

const FILE = new URL('names.tsv', import.meta.url);

/** Names that are common and that the CLDR does not have: it has one name for each language and place. */
const ALIASES: Readonly<Record<string, readonly string[]>> = {
  zh: ['Mandarin', 'Mandarin Chinese', '普通话', '普通話', '汉语', '漢語', '华语', '華語', '国语', '國語'],
  nan: ['Hokkien', 'Taiwanese'],
  es: ['Castilian', 'castellano'],
  'ca-valencia': ['Valencian', 'valencià'],
  id: ['Bahasa Indonesia'],
  ms: ['Bahasa Melayu', 'Bahasa Malaysia'],
  si: ['Sinhalese'],
  ku: ['Kurmanji'],
};

let index: ReadonlyMap<string, string> | undefined;

/** The BCP 47 tag of the language with this name; null where there is none. */
export function tagOfName(name: string): string | null {
  index ??= readNames();
  return index.get(fold(name)) ?? null;
}

function readNames(): Map<string, string> {
  const names = new Map<string, string>();
  for (const line of readFileSync(FILE, 'utf8').split('\n')) {
    const [tag = '', ...its] = line.split('\t');
    for (const name of its) names.set(name, tag);
  }
  for (const [tag, its] of Object.entries(ALIASES)) for (const name of its) names.set(fold(name), tag);
  return names;
}
