// `npm run token` prints a token and nothing else, or the reason why it cannot.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTokens } from '../../src/graphql/auth/tokens.ts';
import { runCommand, temporaryDataDir } from '../support/vitae-process.ts';

const SECRET = 'a secret of this test, with more than 32 characters';
const ID = '01A00000-0000-7000-8000-000000000000';

let data: Awaited<ReturnType<typeof temporaryDataDir>>;
beforeAll(async () => {
  data = await temporaryDataDir();
});
afterAll(() => data.remove());

const run = (args: readonly string[], env: Record<string, string> = {}, script = 'cli/token.ts') =>
  runCommand(script, args, { DATA_DIR: data.dataDir, ...env });
const JWKS = { JWKS_URL: 'https://login.example.com/keys', JWT_ISSUER: 'them', JWT_AUDIENCE: 'us' };

describe('npm run token', () => {
  it('prints only a token, for a person or the administrator, with the configured issuer and audience', async () => {
    const env = { JWT_SECRET: SECRET, JWT_ISSUER: 'i', JWT_AUDIENCE: 'a' };
    const tokens = createTokens({ secret: SECRET, issuer: 'i', audience: 'a' });
    // Both start at once on a new folder, and one of them stores the generated secrets there.
    const [admin, person] = await Promise.all([run(['--admin'], env), run(['--profile', ID], env)]);
    expect([admin.code, person.code]).toEqual([0, 0]);
    expect(admin.stdout).toMatch(/^\S+\n$/);
    expect(await tokens.viewerOf(`Bearer ${admin.stdout.trim()}`)).toMatchObject({ kind: 'administrator' });
    expect(await tokens.viewerOf(`Bearer ${person.stdout.trim()}`)).toMatchObject({
      profileId: ID.toLowerCase(),
    });
  });

  it('prints none if another issuer signs tokens; npm run reindex then needs VITAE_TOKEN', async () => {
    const token = await run(['--admin'], JWKS);
    expect(token).toMatchObject({ code: 2, stdout: '' });
    expect(token.stderr).toContain('JWKS_URL');
    const reindex = await run([], JWKS, 'cli/reindex.ts');
    expect(reindex).toMatchObject({ code: 2, stdout: '' });
    expect(reindex.stderr).toContain('VITAE_TOKEN');
  });

  it.each([[[]], [['--admin', '--profile', ID]], [['--profile', 'me']]])('refuses %j', async (args) => {
    expect(await run(args)).toMatchObject({ code: 2, stdout: '' });
  });
});
