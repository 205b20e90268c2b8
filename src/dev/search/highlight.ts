// Marks the words of a query in the values of a hit: `_highlightResult` and `_snippetResult`. As on Algolia, the value is not
// escaped: a front end escapes it between tags of its own.
// Source: https://www.algolia.com/doc/guides/building-search-ui/ui-and-ux-patterns/highlighting-snippeting/js
import { isJsonObject } from '../../search/json.ts';
import type { JsonObject, JsonValue } from '../../search/json.ts';
import type { SearchOptions, Settings } from './settings.ts';
import { searchableFields } from './text/text-index.ts';
import type { TextSearch } from './text/text-index.ts';
import type { Token } from './text/words.ts';

/** @param search null without words in the query */
export function highlightsOf(
  record: JsonObject,
  search: TextSearch | null,
  settings: Settings,
  options: SearchOptions,
): JsonObject {
  const { attributesToHighlight, attributesToSnippet } = options;
  const searchable = searchableFields(settings).map(({ attribute }) => attribute ?? '*');
  const highlighted = new Map((attributesToHighlight ?? searchable).map((name) => [name, Infinity]));
  const snippeted = new Map((attributesToSnippet ?? []).map(readSnippet));
  const of = (lengths: ReadonlyMap<string, number>, isSnippet: boolean) =>
    lengths.size === 0 ? undefined : annotate(record, '', undefined, { lengths, isSnippet, search, options });
  const [highlights, snippets] = [of(highlighted, false), of(snippeted, true)];
  return {
    ...(highlights !== undefined && { _highlightResult: highlights }),
    ...(snippets !== undefined && { _snippetResult: snippets }),
  };
}

/** `name:20` is 20 words; the default is 10. */
function readSnippet(text: string): [name: string, words: number] {
  const [, name = text, words = '10'] = /^(.*):(\d+)$/.exec(text) ?? [];
  return [name, Number(words)];
}

interface Annotation {
  /** The most words of each attribute. */
  readonly lengths: ReadonlyMap<string, number>;
  readonly isSnippet: boolean;
  readonly search: TextSearch | null;
  readonly options: SearchOptions;
}

/** The same structure as the value, with an annotation for each text and number of the attributes. */
function annotate(
  value: JsonValue,
  path: string,
  length: number | undefined,
  annotation: Annotation,
): JsonValue | undefined {
  if (Array.isArray(value)) {
    const items = value
      .map((item) => annotate(item, path, length, annotation))
      .filter((item) => item !== undefined);
    const kept = annotation.options.restrictHighlightAndSnippetArrays ? items.filter(isMatched) : items;
    return kept.length > 0 ? kept : undefined;
  }
  if (isJsonObject(value)) {
    const entries = Object.entries(value).flatMap(([name, inner]): [string, JsonValue][] => {
      if (path === '' && name === 'objectID') return [];
      const innerPath = path === '' ? name : `${path}.${name}`;
      const { lengths } = annotation;
      const annotated = annotate(
        inner,
        innerPath,
        lengths.get(innerPath) ?? length ?? lengths.get('*'),
        annotation,
      );
      return annotated === undefined ? [] : [[name, annotated]];
    });
    return entries.length > 0 ? Object.fromEntries(entries) : undefined;
  }
  if (length === undefined || (typeof value !== 'string' && typeof value !== 'number')) return undefined;
  return annotateText(String(value), length, annotation);
}

/** An item that is no text is kept if anything in it matched. */
function isMatched(annotated: JsonValue): boolean {
  if (!isJsonObject(annotated)) return Array.isArray(annotated) && annotated.some(isMatched);
  const { matchLevel } = annotated;
  return typeof matchLevel === 'string' ? matchLevel !== 'none' : Object.values(annotated).some(isMatched);
}

interface Mark {
  readonly start: number;
  readonly end: number;
}

function annotateText(text: string, length: number, { search, options, isSnippet }: Annotation): JsonObject {
  const tokens = search?.tokenize(text) ?? [];
  const matched = new Set<number>();
  const marks = tokens.flatMap((token, position) => {
    const matches = search?.matchesOf(token.word) ?? [];
    for (const { at } of matches) matched.add(at);
    return matches.length === 0 ? [] : [{ ...markOf(token, matches, search), position }];
  });
  const level = matched.size === 0 ? 'none' : matched.size === search?.terms.length ? 'full' : 'partial';
  if (isSnippet) {
    return { value: snippetOf(text, tokens, marks, length, options), matchLevel: level };
  }
  return {
    value: withTags(text, marks, options),
    matchLevel: level,
    ...(level !== 'none' && { fullyHighlighted: marks.length === tokens.length }),
    matchedWords: [...matched].sort((a, b) => a - b).map((at) => search?.terms[at] ?? ''),
  };
}

/** Of a word that begins with the typed one, only the beginning, where each letter of it is one of the text. */
function markOf(
  token: Token,
  matches: readonly { at: number; isPrefix: boolean }[],
  search: TextSearch | null,
): Mark {
  const { start, end, word } = token;
  const lengths = matches.map(({ at, isPrefix }) =>
    isPrefix ? (search?.terms[at] ?? '').length : word.length,
  );
  const longest = Math.max(...lengths);
  return { start, end: word.length === end - start ? start + longest : end };
}

function withTags(
  text: string,
  marks: readonly Mark[],
  options: SearchOptions,
  from = 0,
  to = text.length,
): string {
  let value = '';
  let done = from;
  for (const { start, end } of marks) {
    if (start < from || end > to) continue;
    value +=
      text.slice(done, start) + options.highlightPreTag + text.slice(start, end) + options.highlightPostTag;
    done = end;
  }
  return value + text.slice(done, to);
}

/** So many words around the first match. */
function snippetOf(
  text: string,
  tokens: readonly Token[],
  marks: readonly (Mark & { position: number })[],
  length: number,
  options: SearchOptions,
): string {
  // Without words in the query nothing was split.
  const words = tokens.length > 0 ? tokens : [...text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)].map(placeOf);
  if (words.length <= length) return withTags(text, marks, options);
  const first = Math.max(
    0,
    Math.min((marks[0]?.position ?? 0) - Math.floor(length / 2), words.length - length),
  );
  const last = first + length - 1;
  const from = first === 0 ? 0 : (words[first]?.start ?? 0);
  const to = last >= words.length - 1 ? text.length : (words[last]?.end ?? text.length);
  const ellipsis = options.snippetEllipsisText;
  return `${from > 0 ? ellipsis : ''}${withTags(text, marks, options, from, to)}${to < text.length ? ellipsis : ''}`;
}

function placeOf({ 0: word, index }: RegExpExecArray): Mark {
  return { start: index, end: index + word.length };
}
