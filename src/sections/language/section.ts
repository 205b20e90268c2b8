// Owns the languages: what the person speaks, a list that is replaced as a whole. A name is kept as given; its code is
// found where the name is a language's English or own name, and null otherwise, never guessed.
import iso6391 from 'iso-639-1';
import { z } from 'zod';
import type { Transaction } from '../../database/client.ts';
import { optionalText, requiredText, text } from '../../graphql/input-rules.ts';
import { defineSection } from '../define.ts';
import { inOrder } from '../list.ts';
import { keyColumns, listOrder } from '../read.ts';
import { compact, listFromResume, listRule } from '../resume.ts';

const MAX_LANGUAGES = 100;

const languageCode = text(35).refine(isLanguageTag, 'must be a BCP 47 language tag, such as "en" or "pt-BR"');

const languageRule = z
  .object({
    language: requiredText(100),
    code: z.union([z.literal(''), languageCode]).nullish(),
    fluency: optionalText(100),
  })
  // Put in order only here: a member of a union that transforms loses its message.
  .transform(({ language, code, fluency }) => ({
    language,
    code: code ? new Intl.Locale(code).toString() : codeOf(language),
    fluency,
  }));
export const languagesRule = listRule(languageRule, MAX_LANGUAGES);
type LanguageContent = z.infer<typeof languageRule>;

function isLanguageTag(tag: string): boolean {
  try {
    const { language } = new Intl.Locale(tag);
    // An unknown language is answered with its own code.
    return new Intl.DisplayNames('en', { type: 'language' }).of(language) !== language;
  } catch {
    return false;
  }
}

function codeOf(name: string): string | null {
  const byName =
    iso6391.getCode(name) || iso6391.getAllCodes().find((code) => iso6391.getNativeName(code) === name);
  return byName ?? (iso6391.validate(name.toLowerCase()) ? name.toLowerCase() : null);
}

/** Null or an empty list deletes it. */
export async function replaceLanguages(
  tx: Transaction,
  profileId: string,
  content: readonly LanguageContent[] | null,
): Promise<void> {
  await tx.language.deleteMany({ where: { profileId } });
  if (content) await tx.language.createMany({ data: inOrder(profileId, content) });
}

const FLUENCY = ['Elementary', 'Conversational', 'Fluent', 'Professional working proficiency'] as const;

export const section = defineSection({
  name: 'language',
  description: 'What the person speaks.',
  staleAfterDays: null,
  read: (db, profileId) =>
    db.language.findMany({
      where: { profileId },
      orderBy: listOrder(),
      select: { ...keyColumns, language: true, code: true, fluency: true },
    }),
  toDocument: (rows) => ({
    languages: rows.map(({ language, code, fluency }) => compact({ language, code, fluency })),
  }),
  search: { ranks: { 'languages.language': 6 }, facets: ['languages.code'] },
  resume: {
    read: (db, profileId) => db.language.findMany({ where: { profileId }, orderBy: listOrder() }),
    from: (resume) => listFromResume(resume, 'languages', languageRule, MAX_LANGUAGES),
    to: (rows) => ({ languages: rows.map(({ language, fluency }) => compact({ language, fluency })) }),
  },
  replace: replaceLanguages,
  generated: {
    share: 0.7,
    many: ({ country }, random) => {
      const native = { ...country.language, fluency: 'Native speaker' };
      if (native.code === 'en' || random.chance(0.15)) return [native];
      return [native, { language: 'English', code: 'en', fluency: random.pick(FLUENCY) }];
    },
  },
});
