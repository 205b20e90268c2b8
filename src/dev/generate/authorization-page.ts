// Owns docs/authorization.md: the table of who may, in words.
import { getNamedType, isUnionType, type GraphQLSchema } from 'graphql';
import type { AccessName } from '../../graphql/auth/access.ts';
import { authorizationTable, waysTo, type AccessRow } from './authorization-table.ts';

const WHO: Readonly<Record<AccessName, string>> = {
  public: 'anybody',
  signedIn: 'anybody with a token',
  visible: 'who may see the profile',
  owner: 'the owner and the administrator',
  administrator: 'the administrator',
  inherited: 'whoever may read the field that leads to it',
};

const HEAD = `# Who may read and do what

Printed from the schema by \`npm run generate:authorization\`; CI compares. Each operation and type declares this itself, in
its option \`access\`, and the schema is not built while a field has no entry. A test asks for every line of the table as
nobody, another person, the owner and the administrator, and with tokens that are expired, forged or meant for others.

- The **owner** is the person whose token names the profile as its subject: of an operation, the profile that its
  \`profileId\` names, or the caller's own where that is left out.
- **Who may see a profile**: anybody while it is public, its owner and the administrator always.
- A token that is not valid is answered with 401 and \`UNAUTHENTICATED\`, whatever is asked for.
- An operation that is refused is an error \`NOT_ALLOWED\`; a mutation with a result union answers the member
  \`NotAllowedError\`. Nothing was done.
- A refused field is null and no error where the table says so: as if nothing were there. Elsewhere it is an error \`NOT_ALLOWED\`.
- A **private profile** is not there for others: \`profile\` is null, \`profiles\` and \`searchProfiles\` leave it out,
  \`completionChanged\` answers \`NOT_FOUND\`, and ends when the profile becomes private. Its documents leave the search index.
- A subscription ends when its token does, with \`UNAUTHENTICATED\` as its last answer.
- The commands (\`npm run export\`, \`import\`, \`seed\`) work on the database itself: who holds \`DATABASE_URL\` is the
  administrator, and an export holds the private fields too. \`npm run reindex\` asks this API, with a token.

| field | who | refused |
| --- | --- | --- |
`;

export function describeAuthorization(schema: GraphQLSchema): string {
  const table = authorizationTable(schema);
  const lines = table.map(
    (row) => `| \`${row.coordinate}\` | ${whoOf(schema, row, table)} | ${refusalOf(row)} |`,
  );
  return `${HEAD}${lines.join('\n')}\n`;
}

function whoOf(schema: GraphQLSchema, row: AccessRow, table: readonly AccessRow[]): string {
  if (row.guards.length > 0) return row.guards.map((name) => WHO[name]).join('; and ');
  if (!row.inherits) return WHO.public;
  const from = [...declaringWays(schema, row, table)].map((coordinate) => `\`${coordinate}\``);
  return `as ${from.sort().join(', ')}`;
}

/** The nearest fields on the ways to this one that say it themselves. */
function declaringWays(
  schema: GraphQLSchema,
  { type }: AccessRow,
  table: readonly AccessRow[],
  seen: ReadonlySet<string> = new Set(),
): ReadonlySet<string> {
  if (seen.has(type.name)) return new Set();
  return new Set(
    waysTo(schema, type, table).flatMap((way) =>
      way.inherits && way.guards.length === 0
        ? [...declaringWays(schema, way, table, new Set([...seen, type.name]))]
        : [way.coordinate],
    ),
  );
}

function refusalOf({ guards, refusal, field }: AccessRow): string {
  if (guards.length === 0) return '';
  if (refusal === 'null') return 'null';
  return isUnionType(getNamedType(field.type)) ? '`NotAllowedError`' : '`NOT_ALLOWED`';
}
