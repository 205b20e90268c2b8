// Languages as people write them: which code the API and an import find, and for what they find none.
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf } from '../../src/sections/language/code.ts';
import { mutated } from '../support/mutations.ts';
import { startVitae, type Vitae } from '../support/vitae.ts';

type Written = readonly [written: string, code: string];

const UNDERSTOOD: Readonly<Record<string, readonly Written[]>> = {
  'its English name': [
    ['English', 'en'],
    ['Cantonese', 'yue'],
    ['Filipino', 'fil'],
    ['Norwegian Bokmål', 'nb'],
    ['american sign language', 'ase'],
  ],
  'its own name': [
    ['Deutsch', 'de'],
    ['Français', 'fr'],
    ['हिन्दी', 'hi'],
    ['日本語', 'ja'],
    ['العربية', 'ar'],
    ['Tiếng Việt', 'vi'],
    ['isiZulu', 'zu'],
    ['lietuvių kalba', 'lt'],
  ],
  'its name in another language': [
    ['Englisch', 'en'],
    ['anglais', 'en'],
    ['Alemán', 'de'],
    ['английский', 'en'],
    ['İngilizce', 'en'],
    ['英文', 'en'],
    ['فرانسوی', 'fr'],
    ['Niederländisch', 'nl'],
  ],
  'a name that the CLDR has for a part of it only, or not at all': [
    ['Farsi', 'fa'],
    ['Slovene', 'sl'],
    ['Bokmål', 'nb'],
    ['Flemish', 'nl-BE'],
    ['Tagalog', 'fil'],
    ['Mandarin Chinese', 'zh'],
    ['普通话', 'zh'],
    ['國語', 'zh'],
    ['Bahasa Indonesia', 'id'],
    ['Castellano', 'es'],
    ['Chichewa', 'ny'],
  ],
  'accents, capitals and signs otherwise': [
    ['francais', 'fr'],
    ['INGLÉS', 'en'],
    ['TÜRKÇE', 'tr'],
    ['INGILIZCE', 'en'],
    ['Ελληνικα', 'el'],
    ['Tieng Viet', 'vi'],
    ['עִבְרִית', 'he'],
    ['  (English)  ', 'en'],
    ['\u200eespan\u0303ol', 'es'],
  ],
  'a code': [
    ['en', 'en'],
    ['EN', 'en'],
    ['En', 'en'],
    ['pt-BR', 'pt-BR'],
    ['pt_br', 'pt-BR'],
    ['zh-Hant-TW', 'zh-Hant-TW'],
    ['deu', 'de'],
    ['ger', 'de'],
    ['iw', 'he'],
    ['yue', 'yue'],
    ['es-419', 'es-419'],
    ['en-UK', 'en-GB'],
    ['ja-Jpan', 'ja-Jpan'],
  ],
  'a place': [
    ['British English', 'en-GB'],
    ['English (UK)', 'en-GB'],
    ['English UK', 'en-GB'],
    ['US English', 'en-US'],
    ['English (USA)', 'en-US'],
    ['Brazilian Portuguese', 'pt-BR'],
    ['Portuguese (Brazilian)', 'pt-BR'],
    ['Português do Brasil', 'pt-BR'],
    ['Spanish (Latin America)', 'es-419'],
    ['Deutsch (Österreich)', 'de-AT'],
    ['German (Luxembourg)', 'de-LU'],
    ['Englisch (Vereinigtes Königreich)', 'en-GB'],
    ['Français (Canada)', 'fr-CA'],
    ['English (US/UK)', 'en'],
  ],
  'a script': [
    ['简体中文', 'zh-Hans'],
    ['繁體中文', 'zh-Hant'],
    ['Chinese (Simplified)', 'zh-Hans'],
    ['中文（简体）', 'zh-Hans'],
    ['Chinese (Traditional, Taiwan)', 'zh-Hant-TW'],
    ['Serbian (Cyrillic)', 'sr-Cyrl'],
    ['Serbian (Latin)', 'sr-Latn'],
  ],
  'a variety': [
    ['Chinese (Mandarin)', 'zh'],
    ['Chinese - Cantonese', 'yue'],
    ['Norwegian (Nynorsk)', 'nn'],
    ['Dutch (Flemish)', 'nl-BE'],
    ['Persian (Dari)', 'fa-AF'],
    ['Arabic, Egyptian', 'arz'],
    ['Sorbian (Upper)', 'hsb'],
    ['Catalan (Valencian)', 'ca-valencia'],
  ],
  'two of its names': [
    ['Deutsch / German', 'de'],
    ['日本語 (Japanese)', 'ja'],
    ['Persian/Farsi', 'fa'],
    ['Filipino (Tagalog)', 'fil'],
  ],
  'a level': [
    ['Spanish - native', 'es'],
    ['Spanish: fluent', 'es'],
    ['Français – courant', 'fr'],
    ['English (C1)', 'en'],
    ['German B2', 'de'],
    ['英語（ビジネスレベル）', 'en'],
    ['de: Muttersprache', 'de'],
  ],
  'a label': [
    ['Mother tongue: Hindi', 'hi'],
    ['Langue maternelle : français', 'fr'],
    ['母語：日本語（ネイティブ）', 'ja'],
  ],
  'the name of one, and the code of another': [
    ['Ga', 'gaa'],
    ['ga', 'ga'],
  ],
};

const NOT_SURE: Readonly<Record<string, readonly string[]>> = {
  'two languages': [
    'English / German',
    'Spanish, English',
    'Mother tongues: Hindi, Tamil',
    'Hindi/Urdu',
    'Chinese (English)',
  ],
  'no language': ['', '  ', '-', '()', 'none', 'N/A', 'Elvish', 'xx', 'mul', 'und'],
  'a language of computers': ['Java', 'JavaScript', 'C++', 'Lua', 'ada', 'Python', 'Go', 'R', 'Code: Java'],
  'a variety that is not known': ['French Creole', 'German Sign Language', 'Gaelic'],
  'a code with parts that are not known': ['en-fluent', 'en-XX', 'de-Native'],
};

describe.each(Object.entries(UNDERSTOOD))('a language with %s', (_kind, forms) => {
  it.each(forms)('%j is %s', (written, code) => {
    expect(codeOf(written)).toBe(code);
  });
});

describe.each(Object.entries(NOT_SURE))('%s: no code', (_kind, forms) => {
  it.each(forms)('%j', (written) => {
    expect(codeOf(written)).toBeNull();
  });
});

describe('the file of names', () => {
  it('is of the CLDR of this Node; else: npm run generate:languages', async () => {
    const text = await readFile('src/sections/language/names.tsv', 'utf8');
    expect(text.slice(0, text.indexOf('\n'))).toBe(`CLDR ${process.versions['cldr'] ?? ''}`);
  });

  it.each(['en', 'de', 'es', 'fr', 'pt', 'ru', 'ja', 'zh', 'ar', 'hi', 'ko', 'tr', 'id', 'vi', 'it', 'pl'])(
    'has the names of the large languages in %s',
    (locale) => {
      const names = new Intl.DisplayNames(locale, { type: 'language' });
      const codes =
        'en de es fr pt ru ja zh ar hi bn ur fa ko tr id vi it pl uk nl sv el he th sw pt-BR en-GB zh-Hant';
      const written = codes.split(' ').map((code) => [code, names.of(code)] as const);
      expect(written.map(([, name = '']) => codeOf(name))).toEqual(written.map(([code]) => code));
    },
  );
});

describe('saveLanguages', () => {
  let vitae: Vitae;
  beforeAll(async () => {
    vitae = await startVitae({ workers: false, sweeps: false });
  });
  afterAll(() => vitae.close());

  it('keeps each name as it was written, and finds its code', async () => {
    const created = await mutated(vitae, 'createProfile', { input: { fullName: 'Ana Sá' } }, 'admin');
    const profileId = created.profile?.id ?? '';
    const names = ['Português (Brasil)', 'anglais - courant', 'Elvish'];
    await mutated(vitae, 'saveLanguages', { languages: names.map((language) => ({ language })) }, profileId);
    const rows = await vitae.db.language.findMany({ where: { profileId }, orderBy: { ordinal: 'asc' } });
    expect(rows.map(({ language, code }) => [language, code])).toEqual([
      [names[0], 'pt-BR'],
      [names[1], 'en'],
      [names[2], null],
    ]);
  });
});
