// Turns the highlights of the index into HTML. Texts of profiles may hold any markup. So the index marks the words with texts
// that nobody can know, everything is escaped, and only then the marks become tags.
import { randomUUID } from 'node:crypto';
import type { SearchHit } from '../search/gateway.ts';
import { isJsonObject, ownValue, type JsonValue } from '../search/json.ts';
import { indexSettings } from './settings.ts';

export interface Highlight {
  /** As in `skills.name`. */
  readonly attribute: string;
  /** HTML without other tags than `<em>`. */
  readonly value: string;
}

/** The most of one hit. */
export const MAX_HIGHLIGHTS = 20;

/** In the order of relevance. */
const attributes = indexSettings.attributesToHighlight;

interface Marks {
  readonly start: string;
  readonly end: string;
}

/** New ones for each search. */
export const createMarks = (): Marks => ({ start: `[${randomUUID()}`, end: `${randomUUID()}]` });

/** The parameters of a search whose hits have highlights. */
export const highlighting = ({ start, end }: Marks) => ({
  attributesToHighlight: attributes,
  highlightPreTag: start,
  highlightPostTag: end,
  restrictHighlightAndSnippetArrays: true,
});

/** The texts of the hit in which a word of the query was found, those of the most relevant attribute first. */
export function highlightsOf(hit: SearchHit, { start, end }: Marks): Highlight[] {
  const result = ownValue(hit, '_highlightResult');
  return attributes
    .flatMap((attribute) => textsAt(result, attribute.split('.')).map((text) => ({ attribute, text })))
    .filter(({ text }) => text.includes(start))
    .slice(0, MAX_HIGHLIGHTS)
    .map(({ attribute, text }) => ({
      attribute,
      value: escapeHtml(text).replaceAll(start, '<em>').replaceAll(end, '</em>'),
    }));
}

/** Of the path, through lists. */
function textsAt(value: JsonValue | undefined, path: readonly string[]): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => textsAt(item, path));
  if (!isJsonObject(value)) return [];
  const [name, ...rest] = path;
  if (name !== undefined) return textsAt(ownValue(value, name), rest);
  const text = ownValue(value, 'value');
  return typeof text === 'string' ? [text] : [];
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
