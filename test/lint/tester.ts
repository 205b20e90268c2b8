// Owns how the rule is tried on code: a tester that runs under vitest, a folder with one section on disk, and the text
// of a mutation with the declaration in question. No type information, as the rule needs none.
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

/** A file with a mutation that has this among its options. */
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

/** One report, with the one suggestion that gives `mended`; with none where it is null. */
export function invalid(
  name: string,
  code: string,
  messageId: MessageId,
  mended: string | null,
  filename = bio,
): RuleTester.InvalidTestCase {
  const suggestions = mended === null ? [] : [{ messageId: 'suggestion', output: mended }];
  return { name, code, filename, errors: [{ messageId, suggestions }] };
}
