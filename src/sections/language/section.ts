// The languages: what the person speaks, a list that is replaced as a whole. A name is stored as given. Its code is
// found from it where it is sure; else it is null.
import { z } from 'zod';
import { broken } from '../../graphql/faults.ts';
import { optional, optionalText, requiredText, wholeList } from '../../graphql/input-rules.ts';
import { defineSection } from '../define.ts';
import { keyColumns, listOrder } from '../read.ts';
import { pick } from '../resume.ts';
import { codeOf } from './code.ts';
import { shownNames } from './shown-names.ts';
import { tagsOf } from './tags.ts';

const CODE_KIND = 'BCP 47 language tag, such as "en" or "pt-BR"';
export const languageCode = requiredText(35)
  .refine(isLanguageTag, broken('INVALID_LANGUAGE', `must be a ${CODE_KIND}`))
  .describe(
    `A ${CODE_KIND}. Left out: as it was in the item of the same name, else found from the name. Null: found from the name.`,
  );

const languageRule = z
  .object({
    language: requiredText(100, 'A name in any language, or a code'),
    code: optional(languageCode),
    fluency: optionalText(100),
  })
  .transform(({ language, code, fluency }) => ({
    language,
    code: code ? new Intl.Locale(code).toString() : codeOf(language),
    fluency,
  }));
export const MAX_LANGUAGES = 100;

export const languagesRule = wholeList(languageRule, MAX_LANGUAGES);

const languageNames = new Intl.DisplayNames('en', { type: 'language' });

function isLanguageTag(tag: string): boolean {
  try {
    const { language } = new Intl.Locale(tag);
    // Of an unknown language the name is the code itself.
    return languageNames.of(language) !== language;
  } catch {
    return false;
  }
}

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
    languages: rows.map((row) => ({
      ...pick(row, 'language', 'code', 'fluency'),
      tags: row.code === null ? [] : tagsOf(row.code),
      names: row.code === null ? [] : shownNames(row.code),
    })),
  }),
  search: {
    ranks: { 'languages.language,languages.names': 6 },
    facets: ['languages.code', 'languages.tags'],
  },
  resume: {
    read: (db, profileId) => db.language.findMany({ where: { profileId }, orderBy: listOrder() }),
    from: (resume, read) => read('languages', resume['languages'], languagesRule),
    to: (rows) => ({ languages: rows.map((row) => pick(row, 'language', 'fluency')) }),
  },
  rows: { list: (tx) => tx.language },
});
