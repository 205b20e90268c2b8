// Generated resumes, in which every form that people write is mixed with every other.
import fc from 'fast-check';
import { RESUME, type ObjectShape, type Shape } from '../../../src/resume/read/shape.ts';
import type { JsonObject, JsonValue } from '../../../src/search/json.ts';

const words = fc.stringMatching(/^[A-Za-zÀ-ž一-龥 .,:;/@&#()'’\n\u2028-]{1,30}$/);
const odd = fc.string({ unit: 'binary', maxLength: 8 });
const empty = fc.constantFrom<JsonValue[]>('', ' ', null, [], {}, [''], [null], [{}]);
const dates = fc.constantFrom<JsonValue[]>(
  ...[
    '2014',
    '2014-06',
    '2014-06-31',
    'August 2012',
    'août 2012',
    '08/2012',
    '12.08.2012',
    '12/08/2012',
    'Present',
    '至今',
  ],
  ...[
    'heute',
    '2012 - 2014',
    '2012–present',
    'since 2012',
    '- 2014',
    'soon',
    'Summer 2012',
    '٢٠١٢',
    '2014-06-29T00:00:00Z',
  ],
  ...[2014, 201_406, true, 'May', ' 2014 '],
  { year: 2014, month: 6 },
);
const addresses = fc.constantFrom(
  ...[
    'https://example.org/a',
    'linkedin.com/in/rené',
    'mailto:a@b.example',
    'a@b.example',
    './cv.pdf',
    'me.png',
  ],
  ...[
    'data:image/png;base64,AAAA',
    'https://müller.example',
    'GitHub: ada',
    '@ada',
    '[a](https://b.example)',
    'a [at] b.example',
  ],
);
const places = fc.constantFrom(
  'Germany',
  'DEU',
  'uk',
  'us',
  '日本',
  'Berlin, Germany',
  '1 Street, London',
  'Atlanta, Georgia',
);
const scalars = fc.oneof(words, odd, dates, addresses, places, empty, fc.double(), fc.boolean(), fc.nat());
const OTHER_NAMES = [
  ...[
    'company',
    'website',
    'picture',
    'gpa',
    'level',
    'country',
    'zip',
    'date',
    'title',
    'Name',
    'start_date',
    'URL',
  ],
  ...[
    'firstName',
    'last_name',
    'x-site',
    '__proto__',
    'constructor',
    'toString',
    '0',
    '1',
    'a\0',
    '\uFEFFname',
    'highlight',
  ],
];

const anything: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    scalars,
    fc.array(tie('value'), { maxLength: 3 }),
    objectOf(tie('value')),
  ),
})).value;

function objectOf(values: fc.Arbitrary<JsonValue>): fc.Arbitrary<JsonObject> {
  return fc.array(fc.tuple(fc.constantFrom(...OTHER_NAMES), values), { maxLength: 3 }).map(fromEntries);
}

function fromEntries(entries: readonly (readonly [string, JsonValue])[]): JsonObject {
  return Object.fromEntries(entries);
}

/** Mostly what the schema says, with anything else at any place. */
function messy(shape: Shape): fc.Arbitrary<JsonValue> {
  if (shape.kind === 'text')
    return fc.oneof({ weight: 5, arbitrary: scalars }, { weight: 1, arbitrary: anything });
  const inner = shape.kind === 'list' ? messy(shape.item) : messyObject(shape);
  const usual = shape.kind === 'list' ? fc.array(inner, { maxLength: 3 }) : inner;
  return fc.oneof(
    { weight: 8, arbitrary: usual },
    { weight: 1, arbitrary: inner },
    { weight: 1, arbitrary: fc.array(usual, { maxLength: 2 }) },
    { weight: 1, arbitrary: anything },
  );
}

function messyObject(shape: ObjectShape): fc.Arbitrary<JsonObject> {
  const known = [...shape.fields].map(([name, field]) => fc.tuple(fc.constant(name), messy(field)));
  const other = fc.tuple(fc.constantFrom(...OTHER_NAMES), anything);
  return fc.array(fc.oneof(...known, other), { maxLength: 8 }).map(fromEntries);
}

export const resumes = fc.oneof(
  {
    weight: 6,
    arbitrary: messyObject(RESUME).chain((resume) => messyBasics().map((basics) => ({ ...resume, basics }))),
  },
  { weight: 1, arbitrary: messyObject(RESUME) },
  { weight: 1, arbitrary: messyObject(RESUME).map((resume) => ({ resume })) },
  { weight: 1, arbitrary: messyBasics() },
);

function messyBasics(): fc.Arbitrary<JsonObject> {
  const basics = RESUME.fields.get('basics');
  if (basics?.kind !== 'object') throw new Error('no basics');
  return fc.tuple(words, messyObject(basics)).map(([name, others]) => ({ ...others, name: `Ada ${name}` }));
}
