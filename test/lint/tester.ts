// Runs the rule on code: ESLint's tester under vitest, a folder with one section on disk, and the text of a mutation. Without
// type information, because the rule needs none.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { RuleTester } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, it } from 'vitest';
import type { MessageId } from '../../src/lint/completion/messages.ts';
import { vitae } from '../../src/lint/plugin.ts';

RuleTester.describe = describe;
RuleTester.it = it;

export const rule = vitae.rules['require-completion-invalidation'];
export const tester = new RuleTester({ languageOptions: { parser: tseslint.parser } });

const root = mkdtempSync(path.join(tmpdir(), 'vitae-lint-'));
for (const file of ['src/sections/bio/section.ts', 'src/sections/drafts/notes.ts', 'app/parts/cv/part.ts']) {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), '');
}
// Files share this module, so the folder is removed when the worker ends and not after the first file.
process.once('exit', () => rmSync(root, { recursive: true, force: true }));

export const fileAt = (file: string): string => path.join(root, file);
export const bio = fileAt('src/sections/bio/schema.ts');

export const IMPORT = "import { profileCompletionTag } from '../../profiles/completion-tag.ts';";
export const LINE = 'invalidates: ({ profileId }) => [profileCompletionTag(profileId)]';

export const ALIAS = IMPORT.replace(' }', ' as profileCompletionTag2 }');

const WORDS: Readonly<Record<string, string>> = {
  TAG: 'profileCompletionTag',
  LINE,
  IMPORT,
  ALIAS,
  ALIASED: LINE.replace('[profileCompletionTag(', '[profileCompletionTag2('),
};

/** The code of a table's entry: TAG, LINE, IMPORT, ALIAS and ALIASED stand for the texts above. */
export const expand = (text: string): string => text.replace(/\b[A-Z]+\b/g, (word) => WORDS[word] ?? word);

/** A file with one mutation, which has this declaration in its options. */
export function saveBio(declaration: string, before = IMPORT): string {
  return `${before}
builder.mutationField('saveBio', (t) =>
  t.field({
    type: ProfilePayload,
    ${declaration}
  }),
);
`;
}

export function valid(name: string, code: string, filename = bio): RuleTester.ValidTestCase {
  return { name, code, filename };
}

/** One report, whose one suggestion makes `fixed`; without a suggestion where that is null. */
export function invalid(
  name: string,
  code: string,
  messageId: MessageId,
  fixed: string | null,
  filename = bio,
): RuleTester.InvalidTestCase {
  const suggestions = fixed === null ? [] : [{ messageId: 'suggestion', output: fixed }];
  return { name, code, filename, errors: [{ messageId, suggestions }] };
}
