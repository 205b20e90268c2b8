// The schema follows Relay's connections, describes everything, and has no breaking change that the changelog does not name.
// The rules are those of graphql-schema-linter.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  buildASTSchema,
  parse,
  validate,
  type ASTVisitor,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../support/vitae-process.ts';

const RULES = [
  'relay-connection-types-spec',
  'relay-connection-arguments-spec',
  'relay-page-info-spec',
  'types-have-descriptions',
  'fields-have-descriptions',
  'arguments-have-descriptions',
  'input-object-values-have-descriptions',
  'enum-values-have-descriptions',
];

let folder: string;
let schema: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'vitae-schema-'));
  schema = await readFile('schema.graphql', 'utf8');
});
afterAll(() => rm(folder, { recursive: true }));

async function fileWith(name: string, text: string): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, text);
  return file;
}

/** The linter's own command cannot print under this version of graphql; its rules run. It comes without types. */
interface Linter {
  readonly configuration: { readonly Configuration: new (schema: object, options: object) => Configuration };
}
type Configured = (configuration: Configuration, context: ValidationContext) => ASTVisitor;
interface Configuration {
  getRules(): (ValidationRule | Configured)[];
}
const require = createRequire(import.meta.url);
const { configuration } = require('graphql-schema-linter') as Linter;

/** The messages of the linter. */
function lint(text: string): string[] {
  const document = parse(text);
  const configured = new configuration.Configuration({ definition: text }, { rules: RULES });
  const rules = configured
    .getRules()
    .map((rule): ValidationRule =>
      takesConfiguration(rule) ? (context) => rule(configured, context) : rule,
    );
  expect(rules).toHaveLength(RULES.length);
  return validate(buildASTSchema(document), document, rules).map(({ message }) => message);
}

function takesConfiguration(rule: ValidationRule | Configured): rule is Configured {
  return rule.length === 2;
}

describe('the linter', () => {
  it('finds nothing', () => {
    expect(lint(schema)).toEqual([]);
  });

  it.each([
    ['relay-connection-types-spec', 'edges: [ProfileEdge!]!', 'edges: ProfileEdge!'],
    ['relay-connection-arguments-spec', /(profiles\([^)]*?)first: Int\b/, '$1first: String'],
    ['relay-page-info-spec', 'hasNextPage: Boolean!', 'hasNextPage: Int!'],
    ['types-have-descriptions', /^ *""".*"""(?=\ntype Profile )/m, ''],
    ['fields-have-descriptions', /^ *""".*"""(?=\n +fullName: String!\n)/m, ''],
    ['arguments-have-descriptions', /^ *""".*"""(?=\n +before: String\n)/m, ''],
    ['input-object-values-have-descriptions', /^ *""".*"""(?=\n +fullName: String\n)/m, ''],
    ['enum-values-have-descriptions', /^ *""".*"""(?=\n +PRIVATE\n)/m, ''],
  ])('finds a violation of %s', (_rule, pattern, replacement) => {
    const broken = schema.replace(pattern, replacement);
    expect(broken).not.toBe(schema);
    expect(lint(broken)).toHaveLength(1);
  });
});

describe('npm run schema:changes', () => {
  const RELEASED = 'type Query { a: Int b: Int }';

  async function changes(now: string, changelog: string, ...more: string[]) {
    const released = await fileWith('released.graphql', RELEASED);
    const args = ['--released', released];
    args.push('--schema', await fileWith('now.graphql', now));
    args.push('--changelog', await fileWith('CHANGELOG.md', changelog));
    return runCommand('dev/generate/schema-changes.ts', [...args, ...more], {});
  }

  it('finds no breaking change since the last release that the changelog does not name', async () => {
    expect(await runCommand('dev/generate/schema-changes.ts', [], {})).toMatchObject({ code: 0, stderr: '' });
  });

  it('accepts an addition, and lists it', async () => {
    const { code, stdout } = await changes(`${RELEASED} type More { c: Int }`, '## Unreleased\n');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '- More was added.\n' });
  });

  it('refuses a breaking change, and names it', async () => {
    const { code, stderr } = await changes('type Query { a: Int }', '## Unreleased\n\n## 1.0.0\n');
    expect(code).toBe(1);
    expect(stderr).toContain('- Field Query.b was removed.');
  });

  it('accepts it once the changelog names it for the next release, not for an older one', async () => {
    const line = '- Field Query.b was removed.';
    const now = 'type Query { a: Int }';
    expect((await changes(now, `## Unreleased\n\n${line}\n\n## 1.0.0\n`)).code).toBe(0);
    expect((await changes(now, `## Unreleased\n\n## 1.0.0\n\n${line}\n`)).code).toBe(1);
  });

  it('makes a release: its schema is the released one, and Unreleased is empty', async () => {
    const now = 'type Query { a: Int b: Int c: Int }';
    expect((await changes(now, '# Changes\n\n## Unreleased\n\n- c\n', '--release', '1.1.0')).code).toBe(0);
    expect(await readFile(path.join(folder, 'released.graphql'), 'utf8')).toBe(now);
    const changelog = await readFile(path.join(folder, 'CHANGELOG.md'), 'utf8');
    expect(changelog).toBe('# Changes\n\n## Unreleased\n\n## 1.1.0\n\n- c\n');
  });
});
