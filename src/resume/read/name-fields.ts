// Finds the name of a person among the fields of an object: whole, in parts, in the languages that resumes are often written in,
// or as the text that the e-mail address agrees with.
import anyAscii from 'any-ascii';
import { isJsonObject, type JsonObject, type JsonValue } from '../../search/json.ts';
import { fieldOf, folded } from './names.ts';
import { isBlank } from './note.ts';
import { BASICS } from './shape.ts';

export interface FoundName {
  readonly name: string;
  /** The fields that it is from. */
  readonly keys: readonly string[];
}

/** Without accents, too. */
const keyOf = (key: string) => folded(key).normalize('NFKD').replace(/\p{M}/gu, '');
const keys = (words: string) => new Set(words.split(/\s+/).map(keyOf));

const WHOLE =
  keys(`nombre nombrecompleto nombreyapellidos nom nomcomplet nometprénom nome nomecompleto nomeecognome имя фио полноеимя
  姓名 名前 氏名 お名前 이름 성명 naam namn navn nimi nama imięinazwisko adsoyad ім'я піб ονοματεπώνυμο שם שםמלא اسم الاسم नाम`);
const FIRST =
  keys(`firstname fname localizedfirstname firstnames givenname givennames first given forename vorname vornamen prénom prénoms nombres
  primernombre primeironome voornaam fornavn förnamn etunimi imię jméno имя ім'я ad 名 이름`);
const MIDDLE = keys('middlename mname middle отчество segundonombre');
const LAST =
  keys(`lastname lname localizedlastname familyname surname surnames last family nachname familienname nomdefamille apellido apellidos cognome sobrenome
  apelido achternaam efternamn etternavn efternavn sukunimi nazwisko příjmení фамилия прізвище soyad soyadı 姓 성`);

export const isNameKey = (key: string) => {
  const own = keyOf(key);
  return fieldOf(BASICS, key) === 'name' || [WHOLE, FIRST, MIDDLE, LAST].some((words) => words.has(own));
};

export function findName(object: JsonObject): FoundName | null {
  const entries = Object.entries(object);
  const own = entries.find(([key, value]) => fieldOf(BASICS, key) === 'name' && !isBlank(value));
  if (own) return ownName(own, object);
  for (const [key, value] of entries) {
    const name = /name(?:_?(?:detail_?)?data)?$/i.test(key) ? nameWithin(value) : null;
    if (name) return { name: name.name, keys: [key] };
  }
  const whole = textOf(object, WHOLE);
  return nameFromParts(object) ?? (whole && { name: whole.text, keys: [whole.key] }) ?? nameByEmail(entries);
}

/** HR systems have the legal name beside the preferred one, each with its parts in an object of its own. */
function nameWithin(value: JsonValue, depth = 0): FoundName | null {
  if (!isJsonObject(value) || depth > MAX_DEPTH) return null;
  const inner = () => Object.values(value).map((one) => nameWithin(one, depth + 1));
  return nameFromParts(value) ?? inner().find((name) => name !== null) ?? null;
}

const MAX_DEPTH = 3;

/** A name of one word is completed: where the first name stands apart, it is the family's, and the other way round. */
function ownName([key, value]: readonly [string, JsonValue], object: JsonObject): FoundName | null {
  if (isJsonObject(value)) {
    const name = nameFromParts(value)?.name ?? nameOfLanguage(value);
    return name === null ? null : { name, keys: [key] };
  }
  if (Array.isArray(value) && value.length > 1 && value.every(isText))
    return { name: inOrder(value), keys: [key] };
  if (typeof value !== 'string') return null;
  const [first, last] = [textOf(object, FIRST), textOf(object, LAST)];
  const part = [first, last].find((one) => one && one.key !== key && !value.includes(one.text));
  if (!part || (first && last) || /\s/.test(value.trim())) return { name: value, keys: [key] };
  const parts = part === first ? [part.text, value] : [value, part.text];
  return { name: inOrder(parts), keys: [key, part.key] };
}

const LANGUAGE_TAG = /^[a-z]{2,3}(?:[-_][A-Za-z]{2,8})*$/;

/** As in `en` or `pt-BR`. */
export const isLanguageTag = (key: string) =>
  LANGUAGE_TAG.test(key) && isKnownLanguage(key.replaceAll('_', '-'));

let languageNames: Intl.DisplayNames | undefined;

function isKnownLanguage(tag: string): boolean {
  languageNames ??= new Intl.DisplayNames('en', { type: 'language', fallback: 'none' });
  try {
    return languageNames.of(tag) !== undefined;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** The first of `{ "en": …, "ja": … }`. */
function nameOfLanguage(object: JsonObject): string | null {
  const entries = Object.entries(object);
  const [first] = entries;
  const isByLanguage = entries.every(([key, value]) => isLanguageTag(key) && isText(value));
  return first && isByLanguage && isText(first[1]) ? first[1] : null;
}

function nameFromParts(object: JsonObject): FoundName | null {
  const whole = textOf(object, WHOLE);
  const [first, middle, last] = [textOf(object, FIRST), textOf(object, MIDDLE), textOf(object, LAST)];
  if (!first && !last) return null;
  // In Spanish `nombre` may be the first name, in French `nom` the family's.
  const other = whole && whole.key !== first?.key && whole.key !== last?.key ? whole : null;
  const isPart = other !== null && (first === null) !== (last === null) && !/\s/.test(other.text.trim());
  if (other && !isPart && !(first && last)) return { name: other.text, keys: [other.key] };
  const parts = [first ?? (isPart ? other : null), middle, last ?? (isPart ? other : null)].filter(
    (part) => part !== null,
  );
  return { name: inOrder(parts.map(({ text }) => text)), keys: parts.map(({ key }) => key) };
}

const FAMILY_FIRST = /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\s]+$/u;

function inOrder(parts: readonly string[]): string {
  const texts = parts.map((part) => part.trim());
  return texts.every((part) => FAMILY_FIRST.test(part)) ? texts.reverse().join('') : texts.join(' ');
}

const isText = (value: JsonValue | undefined): value is string =>
  typeof value === 'string' && !isBlank(value);

/** A text, or the first of `{ "localized": { "en_US": … } }`. */
function localText(value: JsonValue): string | null {
  if (!isJsonObject(value)) return isText(value) ? value : null;
  return nameOfLanguage(isJsonObject(value['localized']) ? value['localized'] : value);
}

function textOf(object: JsonObject, words: ReadonlySet<string>) {
  for (const [key, value] of Object.entries(object)) {
    const text = words.has(keyOf(key)) ? localText(value) : null;
    if (text !== null) return { key, text };
  }
  return null;
}

const NAME = /^\p{Lu}[\p{L}\p{M}.'’-]*(?: \p{L}[\p{L}\p{M}.'’-]*){1,4}$/u;
const LEAST_LETTERS = 3;

/** The text that could be a name, of which the e-mail address has two words. */
function nameByEmail(entries: readonly (readonly [string, JsonValue])[]): FoundName | null {
  const texts = entries.flatMap(([key, value]) =>
    isText(value) && value.length <= 100 ? [{ key, text: value.trim() }] : [],
  );
  const address = texts.find(({ text }) => /^[^\s@]+@[^\s@.]+\.[^\s@]+$/.test(text))?.text ?? '';
  const [local = ''] = address.toLowerCase().split('@');
  const agrees = (text: string) =>
    text.split(/[\s-]/).filter((word) => {
      const plain = anyAscii(word)
        .toLowerCase()
        .replace(/[^a-z]/g, '');
      return plain.length >= LEAST_LETTERS && local.includes(plain);
    }).length >= 2;
  const named = texts.find(
    ({ key, text }) => fieldOf(BASICS, key) === undefined && NAME.test(text) && agrees(text),
  );
  return named ? { name: named.text, keys: [named.key] } : null;
}

/** Also where it is no text. */
export const hasName = (object: JsonObject): boolean =>
  findName(object) !== null ||
  Object.entries(object).some(([key, value]) => fieldOf(BASICS, key) === 'name' && !isBlank(value));

/** Whether its name is one that only people have: in parts, or said to be the full one. */
export function hasPersonalName(object: JsonObject): boolean {
  const found = findName(object);
  if (!found) return false;
  const isNested = found.keys.some((key) => isJsonObject(object[key]));
  return isNested || found.keys.length > 1 || found.keys.some((key) => keyOf(key) !== 'name');
}
