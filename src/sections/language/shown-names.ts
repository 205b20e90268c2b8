// What a language is called in English and in itself, so that German and Deutsch find who speaks it.
import { localeOf } from './tags.ts';

const found = new Map<string, readonly string[]>();

/** None for a text that is no language tag. */
export function shownNames(code: string): string[] {
  const known = found.get(code);
  if (known) return [...known];
  const locale = localeOf(code);
  if (locale === null) return [];
  const names = new Set(
    [new Intl.Locale('en'), locale].flatMap(
      (one) => new Intl.DisplayNames(one, { type: 'language' }).of(locale.baseName) ?? [],
    ),
  );
  names.delete(code);
  found.set(code, [...names]);
  return [...names];
}
