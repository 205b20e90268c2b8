// What the published schema of JSON Resume says about each place of a resume.
import type { JsonValue } from '../../search/json.ts';
import { isBlank, isNothing } from './note.ts';
import schema from '@jsonresume/schema/schema.json' with { type: 'json' };

export type TextFormat = 'plain' | 'date' | 'url' | 'image' | 'email' | 'country';

export interface TextShape {
  readonly kind: 'text';
  readonly format: TextFormat;
}
export interface ObjectShape {
  readonly kind: 'object';
  /** As in `basics.location` or `work`, whose items are objects; empty for the resume itself. */
  readonly place: string;
  readonly fields: ReadonlyMap<string, Shape>;
  /** The first field, which names the item, as `network` does in a profile. */
  readonly key: string;
}
export interface ListShape {
  readonly kind: 'list';
  readonly item: TextShape | ObjectShape;
}
export type Shape = TextShape | ObjectShape | ListShape;

/** Whether the value is nothing at its place. An empty list or object is something where the schema has one. */
export function isAbsent(value: JsonValue, { kind }: Shape): boolean {
  const isOther = kind === 'text' || (kind === 'object' && Array.isArray(value));
  return isOther ? isNothing(value) : isBlank(value);
}

interface SchemaNode {
  readonly type?: string;
  readonly format?: string;
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
}

/** What the schema describes in words only. */
const FORMATS: ReadonlyMap<string, TextFormat> = new Map([
  ['basics.image', 'image'],
  ['basics.location.countryCode', 'country'],
]);

function objectShape({ properties = {} }: SchemaNode, place: string): ObjectShape {
  const fields = Object.entries(properties).map(
    ([name, node]) => [name, shapeOf(node, place === '' ? name : `${place}.${name}`)] as const,
  );
  return { kind: 'object', place, fields: new Map(fields), key: fields[0]?.[0] ?? '' };
}

function shapeOf(node: SchemaNode, place: string): Shape {
  if (node.type === 'object') return objectShape(node, place);
  return node.type === 'array'
    ? { kind: 'list', item: itemShape(node.items ?? {}, place) }
    : text(node, place);
}

const itemShape = (node: SchemaNode, place: string) =>
  node.type === 'object' ? objectShape(node, place) : text(node, place);

function text({ format, $ref }: SchemaNode, place: string): TextShape {
  const given = FORMATS.get(place);
  if (given) return { kind: 'text', format: given };
  if ($ref !== undefined) return { kind: 'text', format: 'date' };
  return { kind: 'text', format: format === 'uri' ? 'url' : format === 'email' ? 'email' : 'plain' };
}

export const RESUME = objectShape(schema, '');

const basicsShape = RESUME.fields.get('basics');
if (basicsShape?.kind !== 'object') throw new Error('the schema of JSON Resume has no basics');
export const BASICS: ObjectShape = basicsShape;
