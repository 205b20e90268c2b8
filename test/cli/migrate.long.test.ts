// `npm run db:migrate`, `db:new` and `db:url` as processes, in a copy of the checkout with a changed schema.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { defaultMigrationsFolder } from '../../src/database/migrate/migration-folder.ts';
import { openEmbeddedPostgres } from '../../src/dev/postgres/embedded-postgres.ts';
import { query } from '../dev/postgres/holders.ts';
import { createCheckout, type Checkout } from '../sections/checkout.ts';
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { processEnvironment, runCommand } from '../support/vitae-process.ts';

const NEW_COLUMN = 'ALTER TABLE "profile" ADD COLUMN     "nickname" TEXT;';
const NEXT = '29990101000000_next';

let checkout: Checkout;
let database: TestDatabase;
let dataDir: string;

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'vitae-data-'));
  checkout = await createCheckout();
  const schema = await checkout.read('prisma/schema.prisma');
  await checkout.write(
    'prisma/schema.prisma',
    schema.replace(/^model Profile \{\n/m, '$&  nickname String?\n'),
  );
  await checkout.generatePrisma();
});
afterAll(async () => {
  await checkout[Symbol.asyncDispose]();
  await rm(dataDir, { recursive: true });
});

beforeEach(async () => {
  const migrations = path.join(checkout.root, 'prisma/migrations');
  await rm(migrations, { recursive: true });
  await cp(defaultMigrationsFolder, migrations, { recursive: true });
  database = await createTestDatabase();
});
afterEach(() => database.drop());

function run(script: string, args: readonly string[] = [], env: Record<string, string> = {}) {
  const all = { DATABASE_URL: database.url, DATA_DIR: dataDir, ...env };
  return runCommand(script, args, all, undefined, checkout.root);
}
const migrate = (...args: string[]) => run('cli/migrate.ts', args);
const writeNext = (sql: string, name = NEXT) =>
  checkout.write(`prisma/migrations/${name}/migration.sql`, sql);

/** Everything that a migration could change. */
async function stateOf({ url }: TestDatabase): Promise<unknown> {
  const columns = `SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2`;
  const exists = await query(url, `SELECT FROM pg_tables WHERE tablename = '_prisma_migrations'`);
  const history = exists.length > 0 ? await query(url, 'SELECT * FROM _prisma_migrations ORDER BY id') : [];
  return { columns: await query(url, columns), history };
}

describe('db:migrate -- --diff and --check only read', () => {
  it('--diff into the file of the next migration: the file is not applied while it is empty', async () => {
    await writeNext('');
    const empty = await migrate();
    expect(empty.code).toBe(0);
    expect(empty.stdout).toMatch(new RegExp(`${NEXT}.*is empty and is not applied`));
    const before = await stateOf(database);
    const diff = await migrate('--diff');
    expect(diff.code).toBe(0);
    expect(diff.stdout).toContain(NEW_COLUMN);
    expect(await stateOf(database)).toEqual(before);
    await writeNext(diff.stdout);
    const applied = await migrate();
    expect(applied).toMatchObject({ code: 0, stderr: '' });
    expect(applied.stdout).toContain(NEXT);
    expect(await query(database.url, 'SELECT nickname FROM profile')).toEqual([]);
  });

  it('--check compares, and does not apply a migration that is pending', async () => {
    const before = await stateOf(database);
    const differs = await migrate('--check');
    expect(differs.code).toBe(1);
    expect(differs.stdout).toContain(NEW_COLUMN);
    await writeNext(NEW_COLUMN);
    expect(await migrate('--check')).toMatchObject({ code: 0, stdout: 'Migrations and schema agree.\n' });
    expect(await stateOf(database)).toEqual(before);
  });

  it('make no table in an empty database', async () => {
    const empty = await createEmptyDatabase();
    const env = { DATABASE_URL: empty.url };
    expect(await run('cli/migrate.ts', ['--diff'], env)).toMatchObject({ code: 0 });
    expect(await run('cli/migrate.ts', ['--check'], env)).toMatchObject({ code: 1 });
    expect(await stateOf(empty)).toEqual({ columns: [], history: [] });
    await empty.drop();
  });

  it('apply nothing where npm keeps the option to itself', async () => {
    const empty = await createEmptyDatabase();
    for (const option of ['check', 'diff']) {
      const env = { DATABASE_URL: empty.url, [`npm_config_${option}`]: 'true' };
      const { code, stderr } = await run('cli/migrate.ts', [], env);
      expect({ code, stderr }).toMatchObject({ code: 2 });
      expect(stderr).toContain(`npm run db:migrate -- --${option}`);
    }
    expect(await stateOf(empty)).toEqual({ columns: [], history: [] });
    await empty.drop();
  });

  it('leave no scratch database behind on Ctrl-C', async () => {
    await writeNext('SELECT pg_sleep(1000);');
    const scratch = `SELECT datname FROM pg_database WHERE datname LIKE 'vitae_scratch_%'`;
    const child = spawn(process.execPath, [path.join(checkout.root, 'src/cli/migrate.ts'), '--diff'], {
      cwd: checkout.root,
      env: processEnvironment({ DATABASE_URL: database.url }),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const ended = once(child, 'close');
    await expect.poll(() => query(database.url, scratch)).not.toEqual([]);
    child.kill('SIGINT');
    const [code] = (await ended) as [number | null];
    expect(await query(database.url, scratch)).toEqual([]);
    expect({ code, stderr }).toMatchObject({ code: 130, stderr: 'Interrupted. Nothing was changed.\n' });
  });
});

describe('failures are reported without a stack', () => {
  it.each([
    ['an unreachable server', 'postgresql://a:b@127.0.0.1:1/none', /does not answer/],
    ['a malformed URL', 'nonsense', /DATABASE_URL: must be a URL/],
  ])('%s', async (_title, url, words) => {
    for (const [script, args, failed] of [
      ['cli/migrate.ts', [], 2],
      ['cli/migrate.ts', ['--diff'], 2],
      ['dev/migrations/new.ts', ['x'], 1],
    ] as const) {
      const { code, stderr } = await run(script, args, { DATABASE_URL: url });
      expect(code).toBe(failed);
      expect(stderr).toMatch(words);
      expect(stderr).not.toContain('    at ');
    }
  });

  it('a role that may not create databases', async () => {
    await query(database.url, `CREATE ROLE poor LOGIN PASSWORD 'poor'`);
    const url = Object.assign(new URL(database.url), { username: 'poor', password: 'poor' }).href;
    const { code, stderr } = await run('cli/migrate.ts', ['--diff'], { DATABASE_URL: url });
    await query(database.url, 'DROP ROLE poor');
    expect(code).toBe(2);
    expect(stderr).toMatch(/^Comparing needs a scratch database.*Give it CREATEDB/);
    expect(stderr).not.toContain('    at ');
  });
});

describe('db:migrate', () => {
  it('names a migration that another branch applied, and the way back', async () => {
    const [first = ''] = (await readdir(path.join(checkout.root, 'prisma/migrations'))).sort();
    await writeNext(NEW_COLUMN);
    await migrate();
    await rm(path.join(checkout.root, 'prisma/migrations', NEXT), { recursive: true });
    const tolerated = await migrate();
    expect(tolerated.code).toBe(0);
    expect(tolerated.stdout).toMatch(new RegExp(`${NEXT}.*another branch.*switch back to the branch`));

    await rm(path.join(checkout.root, 'prisma/migrations', first), { recursive: true });
    const refused = await migrate();
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.stderr).toMatch(
      new RegExp(`^Migration "${first}" .*Another branch may have it.*Switch back`),
    );
    expect(refused.stderr).not.toContain('    at ');
  });
});

describe('db:new', () => {
  it('makes the folder and the file, after every other migration; then there is nothing to migrate', async () => {
    await writeNext('SELECT 1;');
    const before = await stateOf(database);
    const made = await run('dev/migrations/new.ts', ['Ädd a nickname!']);
    const file = 'prisma/migrations/29990101000001_add_a_nickname/migration.sql';
    expect(made.code).toBe(0);
    expect(made.stdout).toContain(file);
    expect(await checkout.read(file)).toContain(NEW_COLUMN);
    const again = await run('dev/migrations/new.ts', ['again']);
    expect(again).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Nothing to migrate/) as string });
    expect(await readdir(path.join(checkout.root, 'prisma/migrations'))).not.toContainEqual(
      expect.stringContaining('again') as string,
    );
    expect(await stateOf(database)).toEqual(before);
  });

  it.each([[[]], [['?']], [['a'.repeat(300)]]])('refuses %j as a name', async (args) => {
    expect(await run('dev/migrations/new.ts', args)).toMatchObject({
      code: expect.any(Number) as number,
      stdout: '',
    });
  });
});

describe('db:url', () => {
  it('prints the configured URL', async () => {
    expect(await run('cli/database-url.ts')).toEqual({ code: 0, stdout: `${database.url}\n`, stderr: '' });
  });

  it('prints the URL of the embedded Postgres while it runs, and says what to do when it does not', async () => {
    const env = { DATABASE_URL: '' };
    const none = await run('cli/database-url.ts', [], env);
    expect(none).toMatchObject({ code: 2, stdout: '' });
    expect(none.stderr).toContain('npm start');
    const postgres = await openEmbeddedPostgres({
      folder: path.join(dataDir, 'postgres'),
      port: 0,
      initdbFlags: ['--no-sync'],
    });
    expect(await run('cli/database-url.ts', [], env)).toEqual({
      code: 0,
      stdout: `${postgres.url}\n`,
      stderr: '',
    });
    expect(await query(postgres.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await postgres.release();
    expect(await run('cli/database-url.ts', [], env)).toMatchObject({ code: 2, stdout: '' });
  });
});
