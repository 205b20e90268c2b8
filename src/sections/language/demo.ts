// The languages of generated people: the country's, mostly English, sometimes another one, each named in the language of the
// person's texts.
import type { Prisma } from '../../database/client.ts';
import { defineDemo } from '../../dev/demo/define-demo.ts';

export const demo = defineDemo<Prisma.LanguageModel>({
  share: 0.7,
  many({ country: { language, otherLanguages, locale }, texts: { fluency } }, random) {
    const [native, ...levels] = fluency;
    const [best = native] = levels;
    const spoken = (code: string, level: string) => ({
      language: nameOf(code, locale),
      code,
      fluency: level,
    });
    const list = [spoken(language, native)];
    // Who writes in English speaks it well.
    if (language !== 'en' && locale === 'en') list.push(spoken('en', best));
    else if (language !== 'en' && random.chance(0.85))
      list.push(spoken('en', random.pick([best, ...levels])));
    if (random.chance(0.25))
      list.push(spoken(random.pick(otherLanguages), random.pick([best, ...levels.slice(1)])));
    return list;
  },
});

const names = new Map<string, string>();

/** With a capital letter, as an entry of a list. */
function nameOf(code: string, locale: string): string {
  const key = `${code} ${locale}`;
  const known = names.get(key);
  if (known) return known;
  const name = new Intl.DisplayNames(locale, { type: 'language' }).of(code) ?? code;
  const capitalized = name.charAt(0).toLocaleUpperCase(locale) + name.slice(1);
  names.set(key, capitalized);
  return capitalized;
}
