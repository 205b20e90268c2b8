// What a section's `demo.ts` says: how generated people have the section.
import type { CopyRow, CopyValue } from './copy-text.ts';
import type { Person } from './people/person.ts';
import type { Random } from './people/random.ts';

/** A row of any section, by field. */
export type GeneratedRow = CopyRow;

/** The fields that are the section's own, of a row as Prisma reads it. */
type OwnFields<Row> = {
  readonly [Field in Exclude<keyof Row, 'id' | 'ordinal' | 'profileId' | 'updatedAt'>]: Readonly<Row[Field]> &
    CopyValue;
};

type DemoDefinition<Row> = {
  /** The share of people who have the section, from 0 to 1. */
  readonly share: number;
} & (
  | { readonly one: (person: Person, random: Random) => OwnFields<Row> }
  /** Rows that have an id of their own, and an order. */
  | { readonly many: (person: Person, random: Random) => readonly OwnFields<Row>[] }
);

export interface Demo {
  readonly share: number;
  /** Whether the rows have an id of their own, and an order. */
  readonly isList: boolean;
  readonly rows: (person: Person, random: Random) => readonly GeneratedRow[];
}

export function defineDemo<Row>(demo: DemoDefinition<Row>): Demo {
  return {
    share: demo.share,
    isList: 'many' in demo,
    rows: 'many' in demo ? demo.many : (person, random) => [demo.one(person, random)],
  };
}
