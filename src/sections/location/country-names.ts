// What a country is called in English and in its own language, so that Germany and Deutschland find who lives there.
const found = new Map<string, readonly string[]>();

/** None for a text that is no country code. */
export function countryNames(code: string | null): string[] {
  if (code === null || !/^[A-Z]{2}$/.test(code)) return [];
  const known = found.get(code);
  if (known) return [...known];
  const { language } = new Intl.Locale('und', { region: code }).maximize();
  const names = new Set(
    ['en', language].flatMap((one) => new Intl.DisplayNames(one, { type: 'region' }).of(code) ?? []),
  );
  names.delete(code);
  found.set(code, [...names]);
  return [...names];
}
