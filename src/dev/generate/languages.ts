// Writes the names of languages: npm run generate:languages. Without `--force` it does nothing where the file is of this
// version of the CLDR, since it takes some twenty seconds.
import { readFile, writeFile } from 'node:fs/promises';
import { languageNames } from './language-names.ts';

const FILE = 'src/sections/language/names.tsv';
const version = `CLDR ${process.versions['cldr'] ?? ''}`;

const [written] = (await readFile(FILE, 'utf8')).split('\n', 1);
if (written !== version || process.argv.includes('--force')) {
  const byTag = [...languageNames()].sort(([one], [other]) => (one < other ? -1 : 1));
  const lines = byTag.map(([tag, names]) => [tag, ...names.sort()].join('\t'));
  await writeFile(FILE, `${[version, ...lines].join('\n')}\n`);
}
