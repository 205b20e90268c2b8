// Imports of files in every encoding, and of texts that are nearly JSON.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { collect, resume, useImportFolder } from './import-folder.ts';

const { vitae, folder, results } = useImportFolder();

it.each([
  ['UTF-8 with a mark', (text: string) => Buffer.from(`\uFEFF${text}`)],
  ['UTF-16 LE', (text: string) => Buffer.from(text, 'utf16le')],
  ['UTF-16 LE with a mark', (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le')],
  ['UTF-16 BE', (text: string) => Buffer.from(text, 'utf16le').swap16()],
  ['UTF-16 BE with a mark', (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16()],
  ['Latin-1', (text: string) => Buffer.from(text, 'latin1')],
])('reads %s', async (encoding, encode) => {
  const name = `J\u00f6rg of ${encoding}`;
  const file = path.join(folder, 'encoded.json');
  await writeFile(file, encode(resume(name)));
  const [result] = await collect(vitae.writes, [file]);
  const { fullName } = await vitae.db.profile.findFirstOrThrow({ orderBy: { id: 'desc' } });
  expect([result?.outcome, fullName]).toEqual(['created', name]);
});

it('reads the characters that Windows-1252 has beyond Latin-1', async () => {
  const file = path.join(folder, 'windows.json');
  await writeFile(file, Buffer.from(resume('O\u0092Neill'), 'latin1'));
  await collect(vitae.writes, [file]);
  const { fullName } = await vitae.db.profile.findFirstOrThrow({ orderBy: { id: 'desc' } });
  expect(fullName).toBe('O\u2019Neill');
});

it('reads with strict nothing that is not UTF-8', async () => {
  const file = path.join(folder, 'strict.json');
  await writeFile(file, Buffer.from(resume('J\u00f6rg'), 'latin1'));
  expect(await collect(vitae.writes, [file], { strict: true })).toMatchObject([
    { outcome: 'refused', faults: [{ message: 'is not text in UTF-8' }] },
  ]);
});

it.each([
  ['shift_jis', '7b226e616d65223a228e5293632091be9859222c22656d61696c223a227440612e646576227d', '山田 太郎'],
  ['euc-kr', '7b226e616d65223a22b1e8b9cebcf6222c22656d61696c223a226b40612e646576227d', '김민수'],
  ['gb18030', '7b226e616d65223a22cdf5d0a1c3f7222c22656d61696c223a227740612e646576227d', '王小明'],
  [
    'windows-1251',
    '7b226e616d65223a22c8e2e0ed20cfe5f2f0eee2222c22656d61696c223a226940612e646576227d',
    'Иван Петров',
  ],
  [
    'windows-1250',
    '7b226e616d65223a22a3756b61737a20aff3b3e6222c22656d61696c223a226c40612e646576227d',
    'Łukasz Żółć',
  ],
  [
    'windows-1252',
    '7b226e616d65223a224af67267204dfc6c6c6572222c22656d61696c223a226d40612e646576227d',
    'Jörg Müller',
  ],
])('guesses %s, and says that it is a guess', async (encoding, bytes, name) => {
  const file = path.join(folder, 'guessed.json');
  await writeFile(file, Buffer.from(bytes, 'hex'));
  const [result] = await collect(vitae.writes, [file]);
  const { fullName } = await vitae.db.profile.findFirstOrThrow({ orderBy: { id: 'desc' } });
  expect([result?.outcome, fullName]).toEqual(['created', name]);
  const notes = result && 'notes' in result ? result.notes : [];
  expect(notes[0]).toMatchObject({ path: '(the file)', read: encoding });
});

it('tells of what JSON.parse would lose, and reads over comments and trailing commas', async () => {
  const file = path.join(folder, 'lost.json');
  const text =
    '// mine\n{"basics": {"name": "Ada Lost", "label": "Cook", "label": "Smith"}, /* */\n "x-id": 12345678901234567890, "meta": {"a": 1e3},}';
  await writeFile(file, text);
  const [result] = await collect(vitae.writes, [file]);
  expect(result).toMatchObject({
    outcome: 'created',
    notes: [
      { path: 'basics.label', written: 'Cook', read: 'Smith' },
      { path: 'x-id', read: '12345678901234567890' },
      { path: '(the file)', message: 'it has comments or trailing commas, which JSON has not' },
    ],
  });
  expect(await collect(vitae.writes, [file], { strict: true })).toMatchObject([{ outcome: 'refused' }]);
});

it('says line and column where a file is no JSON', async () => {
  const file = path.join(folder, 'place.json');
  await writeFile(file, 'basics:\n  name: Ada\n');
  expect(await results(file)).toEqual([
    ['place.json', ['(the file): is not JSON: unexpected text, where JSON was expected (line 1 column 1)']],
  ]);
  await writeFile(file, '{"a": 1,\n "b" 2}');
  expect(String(await results(file))).toMatch(/line 2 column 6/);
});
