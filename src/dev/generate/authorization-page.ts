// Prints docs/authorization.md: every operation, and each type and field that has an access rule of its own.
import { getNamedType, isUnionType, type GraphQLSchema } from 'graphql';
import type { AccessName } from '../../graphql/auth/access.ts';
import { authorizationTable, type AccessRow } from './authorization-table.ts';

const WHO: Readonly<Record<AccessName, string>> = {
  public: 'anyone',
  signedIn: 'anyone with a token',
  visible: 'who may see the profile',
  owner: 'the owner and the administrator',
  administrator: 'the administrator',
  inherited: 'who may read the field that leads to it',
};

const HEAD = `# Who may read and do what

\`npm run generate:authorization\` writes this page from the schema, and the check compares it. Each operation and each type
declares its rule in the option \`access\`. The schema is not built while a field has no rule. A test asks for every field
without a token, as another person, the owner and the administrator, and with tokens that are expired, forged or meant for another
service.

What a section declares \`private\` in its \`section.ts\` is for the owner and the administrator, in everything that reads it:
the API answers null to others, \`npm run export -- ID --public\` leaves it out, and neither the index nor the score has it.

- The **owner** is the person whose token names the profile as its subject. For an operation, that is the profile in its
  argument \`profileId\`, or the caller's own where \`profileId\` is left out.
- **Who may see a profile**: anyone while it is public. Its owner and the administrator always.
- A token that is not valid is answered with 401 and \`UNAUTHENTICATED\`.
- A refused operation answers the error \`NOT_ALLOWED\`. A mutation with a result union answers the member \`NotAllowedError\`.
  Nothing was changed.
- A refused field is null where the table says so. Elsewhere it is an error \`NOT_ALLOWED\`.
- A **private profile** does not exist for others: \`profile\` is null and so is its item in \`profilesByIds\`, \`profiles\` and \`searchProfiles\` leave it out,
  \`completionChanged\` and \`profileChanged\` answer \`NOT_FOUND\`. When a profile becomes private, its document leaves the index and the
  subscriptions of others end.
  No answer and no statement shows others whether an id is a private profile's. A handle does: it is unique, so a handle
  that a private profile has, or had, is a \`CONFLICT\` for everybody else, and one that is made from the name has a suffix.
  Both tell that the handle is taken, and not whose it is.
- \`searchKey\` is for anyone with a token, and for anyone at all where \`ANONYMOUS_SEARCH_KEYS\` is \`on\`. Elsewhere it
  answers \`NOT_ALLOWED\` without a token.
- A subscription ends when its token expires. Its last answer is \`UNAUTHENTICATED\`.
- The commands \`npm run export\`, \`import\` and \`seed\` work on the database directly. Whoever holds \`DATABASE_URL\` is the
  administrator. \`npm run reindex\` calls the API with a token.

A type that is not in the table may be read by those who may read the field that leads to it. \`Type.*\` stands for all fields of
the type that have no line of their own.

| field | who | refused |
| --- | --- | --- |
`;

export function describeAuthorization(schema: GraphQLSchema): string {
  const lines = [...Map.groupBy(authorizationTable(schema), ({ type }) => type)]
    .flatMap(([, rows]) => (isRoot(schema, rows) ? rows : rulesOf(rows)))
    .map((row) => `| \`${row.coordinate}\` | ${whoOf(row)} | ${refusalOf(row)} |`);
  return `${HEAD}${lines.join('\n')}\n`;
}

function isRoot(schema: GraphQLSchema, [row]: readonly AccessRow[]): boolean {
  return [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].includes(row?.type);
}

/** One line for the fields without a rule of their own, unless they inherit; then one for each of the others. */
function rulesOf(rows: readonly AccessRow[]): readonly AccessRow[] {
  const own = rows.filter(({ hasOwnRule }) => hasOwnRule);
  const shared = rows.find(({ hasOwnRule }) => !hasOwnRule);
  if (!shared || (shared.inherits && shared.guards.length === 0)) return own;
  return [{ ...shared, coordinate: `${shared.type.name}.*` }, ...own];
}

function whoOf({ guards }: AccessRow): string {
  return guards.length > 0 ? guards.map((name) => WHO[name]).join('; and ') : WHO.public;
}

function refusalOf({ guards, refusal, field }: AccessRow): string {
  if (guards.length === 0) return '';
  if (refusal === 'null') return 'null';
  return isUnionType(getNamedType(field.type)) ? '`NotAllowedError`' : '`NOT_ALLOWED`';
}
