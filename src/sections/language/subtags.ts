// Regions and scripts of language tags, by their code or their English name. Each table is made when it is first needed.
import { fold } from './fold.ts';

/** Names that are common and that the CLDR does not have. */
const PLACES: readonly (readonly [name: string, code: string])[] = [
  ['usa', 'US'],
  ['england', 'GB'],
];
/** Of the languages that are written in several. */
const SCRIPTS = ['Latn', 'Cyrl', 'Arab', 'Deva', 'Guru', 'Hans', 'Hant', 'Hebr', 'Tfng'];
const LETTERS = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ');

let regions: ReadonlyMap<string, string> | undefined;
let scripts: ReadonlyMap<string, string> | undefined;

/** @param text a name, or a code in capitals, such as "UK" */
export function regionOf(text: string): string | null {
  regions ??= new Map([...regionTable(), ...PLACES]);
  return regions.get(text) ?? regions.get(fold(text)) ?? null;
}

/** Whether a code such as "Jpan" is one of the CLDR. */
export function isScript(code: string): boolean {
  return new Intl.DisplayNames('en', { type: 'script', fallback: 'none' }).of(code) !== undefined;
}

/** @param text a name or a code, such as "Cyrl" */
export function scriptOf(text: string): string | null {
  scripts ??= new Map(scriptTable());
  return scripts.get(fold(text)) ?? null;
}

/** The codes in capitals, and the folded names. */
function regionTable(): [text: string, code: string][] {
  const names = (['long', 'short'] as const).map(
    (style) => new Intl.DisplayNames('en', { type: 'region', style, fallback: 'none' }),
  );
  const codes = [...LETTERS.flatMap((first) => LETTERS.map((last) => first + last)), '001', '419'];
  return codes.flatMap((code) => {
    const its = names.flatMap((style) => style.of(code) ?? []);
    // As "UK" is "GB".
    const canonical = new Intl.Locale(`en-${code}`).region ?? code;
    return its.length === 0
      ? []
      : [code, ...its.map(fold)].map((text) => [text, canonical] as [string, string]);
  });
}

function scriptTable(): [text: string, code: string][] {
  const names = new Intl.DisplayNames('en', { type: 'script' });
  return SCRIPTS.flatMap((code) =>
    [code, names.of(code) ?? code].map((text) => [fold(text), code] as [string, string]),
  );
}
