// Operations that are made to cost much: long lists, deep objects, long texts, documents that multiply.

const times = (count: number, part: (index: number) => string, between = ' ') =>
  Array.from({ length: count }, (_, index) => part(index)).join(between);
const list = (count: number, item: string) => `[${times(count, () => item, ',')}]`;
const object = (count: number, key = (index: number) => `k${index}`) =>
  `{${times(count, (index) => `"${key(index)}":1`, ',')}}`;
const nested = (open: string, count: number, close: string) => `${open.repeat(count)}1${close.repeat(count)}`;
export const LONG = 'x'.repeat(900_000);

export const body = (query: string, variables = '{}') =>
  `{"query":${JSON.stringify(query)},"variables":${variables}}`;
const COMPLETION = 'query ($v: [SectionName!]) { me { completion(sections: $v) { percentage } } }';
const completions = times(29, (index) => `a${index}: completion(sections: $v) { percentage }`);
const SKILLS = 'mutation ($v: [SkillInput!]!) { saveSkills(skills: $v) { __typename } }';
const BIO = 'mutation ($v: BioInput!) { saveBio(input: $v) { __typename } }';
const PAGE = 'query ($v: Int) { profiles(first: $v) { edges { cursor } } }';
const PROFILE = 'query ($v: ID!) { profile(id: $v) { id } }';
const REINDEX = 'mutation ($v: StartReindexInput) { startReindex(input: $v) { id } }';
const since = (value: string) => `{"v":{"filter":{"updatedSince":${value}}}}`;
const fragments = (count: number, inside: (index: number) => string) =>
  times(count, (index) => `fragment F${index} on Query { ${inside(index)} }`);

/** What it is, the body, and the codes of its errors; none where it is answered. */
export const HOSTILE_INPUTS: [what: string, sent: string, code?: string][] = [
  ['490,000 wrong items', body(COMPLETION, `{"v":${list(490_000, '1')}}`), 'LIMIT_EXCEEDED'],
  ['9,990 wrong items', body(COMPLETION, `{"v":${list(9990, '1')}}`), 'BAD_REQUEST'],
  ['9,990 unknown names', body(COMPLETION, `{"v":${list(9990, '"skil"')}}`), 'BAD_REQUEST'],
  ['9,990 valid items', body(COMPLETION, `{"v":${list(9990, '"bio"')}}`), 'INVALID_INPUT'],
  [
    '9,990 valid items, used 29 times',
    body(`query ($v: [SectionName!]) { me { ${completions} } }`, `{"v":${list(9990, '"bio"')}}`),
    'INVALID_INPUT',
  ],
  ['an enum of 900 KB', body(COMPLETION, `{"v":"${LONG}"}`), 'BAD_REQUEST'],
  ['4,990 items of a mutation', body(SKILLS, `{"v":${list(4990, '{"name":"a"}')}}`)],
  ['9,990 wrong items of a mutation', body(SKILLS, `{"v":${list(9990, '1')}}`), 'BAD_REQUEST'],
  [
    '9,900 items in an item',
    body(SKILLS, `{"v":[{"name":"a","keywords":${list(9900, '1')}}]}`),
    'BAD_REQUEST',
  ],
  ['75,000 unknown fields', body(BIO, `{"v":${object(75_000)}}`), 'LIMIT_EXCEEDED'],
  ['9,900 unknown fields', body(BIO, `{"v":${object(9900)}}`), 'BAD_REQUEST'],
  [
    'long unknown fields',
    body(BIO, `{"v":${object(50, (i) => `label${i}${'x'.repeat(15_000)}`)}}`),
    'BAD_REQUEST',
  ],
  ['a field of 900 KB', body(BIO, `{"v":{"${LONG}":1}}`), 'BAD_REQUEST'],
  ['a field given 60,000 times', body(BIO, `{"v":{${times(60_000, () => '"label":"a"', ',')}}}`)],
  ['a text where an object is', body(BIO, `{"v":"${LONG}"}`), 'BAD_REQUEST'],
  ['a number of 900,000 digits', body(PAGE, `{"v":${'9'.repeat(900_000)}}`), 'BAD_REQUEST'],
  ['an Int that is a long text', body(PAGE, `{"v":"${LONG}"}`), 'BAD_REQUEST'],
  ['an ID that is a long object', body(PROFILE, `{"v":{"a":"${LONG}"}}`), 'BAD_REQUEST'],
  ['an ID of 900 KB', body(PROFILE, `{"v":"${LONG}"}`)],
  ['lists 9,000 deep', body(PROFILE, `{"v":${nested('[', 9000, ']')}}`), 'BAD_REQUEST'],
  ['lists 450,000 deep', body(PROFILE, `{"v":${nested('[', 450_000, ']')}}`), 'LIMIT_EXCEEDED'],
  ['objects 9,000 deep', body(BIO, `{"v":${nested('{"label":', 9000, '}')}}`), 'BAD_REQUEST'],
  ['a DateTime of 900 KB', body(REINDEX, since(`"${LONG}"`)), 'BAD_REQUEST'],
  [
    'a DateTime of digits',
    body(REINDEX, since(`"2020-01-01T00:00:00.${'1'.repeat(900_000)}Z"`)),
    'NOT_ALLOWED',
  ],
  ['a DateTime that is an object', body(REINDEX, since(object(9000))), 'BAD_REQUEST'],
  ['75,000 variables that are not used', body('{ __typename }', object(75_000)), 'LIMIT_EXCEEDED'],
  ['wrong values besides a wrong document', body('{ no }', `{"v":${list(490_000, '1')}}`), 'LIMIT_EXCEEDED'],
  [
    '28 wrong variables',
    body(
      `query (${times(28, (i) => `$v${i}: ID!`)}) { ${times(28, (i) => `a${i}: profile(id: $v${i}) { id }`)} }`,
      `{${times(28, (i) => `"v${i}":{"a":"${'x'.repeat(30_000)}"}`, ',')}}`,
    ),
    'BAD_REQUEST',
  ],
  [
    '480 variables',
    body(`query (${times(480, (i) => `$v${i}: Int`)}) { __typename }`),
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'one variable 480 times',
    body(`query (${times(480, () => '$v: Int')}) { __typename }`),
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'extensions with 75,000 keys',
    `{"query":"{ __typename }","extensions":${object(75_000)}}`,
    'LIMIT_EXCEEDED',
  ],
  [
    'extensions 450,000 deep',
    `{"query":"{ __typename }","extensions":{"a":${nested('[', 450_000, ']')}}}`,
    'LIMIT_EXCEEDED',
  ],
  [
    'an operationName with 75,000 keys',
    `{"query":"{ __typename }","operationName":${object(75_000)}}`,
    'LIMIT_EXCEEDED',
  ],
  ['a document with 75,000 keys', `{"query":${object(75_000)}}`, 'LIMIT_EXCEEDED'],
  [
    'another parameter with 75,000 keys',
    `{"query":"{ __typename }","more":${object(75_000)}}`,
    'LIMIT_EXCEEDED',
  ],
  ['75,000 other parameters', `{"query":"{ __typename }",${object(75_000).slice(1)}`, 'LIMIT_EXCEEDED'],
  ['450,000 brackets', nested('[', 450_000, ']'), 'BAD_REQUEST'],
  ['900,000 open brackets', '['.repeat(900_000), 'BAD_REQUEST'],
  ['a number of 900,000 digits for a body', '9'.repeat(900_000), 'BAD_REQUEST'],
  ['15,000 operations at once', list(15_000, '{"query":"{ __typename }"}'), 'BAD_REQUEST'],
  ['a parameter of 900 KB', `{"query":"{ __typename }","${LONG}":1}`, 'BAD_REQUEST'],
  [
    'an operationName of 900 KB',
    `{"query":"{ __typename }","operationName":"${LONG}"}`,
    'OPERATION_RESOLUTION_FAILURE',
  ],
  ['a name of 900 KB', body(`{ ${LONG} }`), 'GRAPHQL_VALIDATION_FAILED'],
  ['a name of 900 KB where none is expected', body(`{ me(id: 1 ${LONG}) ) }`), 'GRAPHQL_PARSE_FAILED'],
  [
    'long unknown fields in a document',
    body(`{ ${times(290, (i) => `profile${i}${'x'.repeat(3000)}`)} }`),
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    '600 unknown arguments',
    body(`{ me(${times(600, (i) => `a${i}: 1`)}) { id } }`),
    'GRAPHQL_VALIDATION_FAILED',
  ],
  ['600 unknown fragments', body(`{ ${times(600, (i) => `...F${i}`)} }`), 'GRAPHQL_VALIDATION_FAILED'],
  [
    '240 unused fragments',
    body(`{ __typename } ${fragments(240, () => '__typename')}`),
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'fragments in circles',
    body(`{ ...F0 } ${fragments(30, (i) => times(28, (j) => `...F${(i + j + 1) % 30}`))}`),
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'fragments that multiply',
    body(`{ ...F0 } ${fragments(180, (i) => (i < 179 ? `...F${i + 1} ...F${i + 1}` : '__typename'))}`),
    'LIMIT_EXCEEDED',
  ],
  [
    'fragments that may overlap',
    body(
      `{ ${times(40, (i) => `...F${i}`)} } ${fragments(40, (i) => (i < 39 ? `...F39 ${times(Math.min(9, 38 - i), (j) => `...F${i + j + 1}`)}` : '__typename'))}`,
    ),
    'LIMIT_EXCEEDED',
  ],
  ['fields that may overlap', body(`{ ${times(70, () => 'me { completion { sections { name } } }')} }`)],
  [
    'fields that do overlap',
    body(`{ ${times(140, (i) => `profiles(first: ${i}) { __typename }`)} }`),
    'GRAPHQL_VALIDATION_FAILED',
  ],
  ['200 operations', body(times(200, (i) => `query Q${i} { me { id } }`)), 'OPERATION_RESOLUTION_FAILURE'],
  ['600 directives', body(`{ __typename ${times(600, () => '@a')} }`), 'LIMIT_EXCEEDED'],
  ['a block string of 290,000 lines', body(`{ profile(id: """${'\n '.repeat(290_000)}""") { id } }`)],
  ['900,000 commas', body(`{ __typename ${','.repeat(900_000)} }`)],
  [
    'faults after 400,000 lines',
    body(`${'\n'.repeat(400_000)} { ${times(290, (i) => `x${i}`)} }`),
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'one variable 480 times after 400,000 lines',
    body(`query (${'\n'.repeat(400_000)} ${times(480, () => '$v: Int')}) { __typename }`),
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'a literal of 1,900 items',
    body(`{ me { completion(sections: [${times(1900, () => 'bio')}]) { percentage } } }`),
    'INVALID_INPUT',
  ],
  [
    'wrong literals',
    body(`{ me { completion(sections: [${times(100, () => `b${'o'.repeat(8000)}`)}]) { percentage } } }`),
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'a search for 900 KB, 25 times',
    body(
      `query ($v: String!) { ${times(25, (i) => `a${i}: searchProfiles(query: $v) { totalCount }`)} }`,
      `{"v":"${LONG}"}`,
    ),
    'INVALID_INPUT',
  ],
];
