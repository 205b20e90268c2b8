// A process of its own that holds an embedded Postgres, for the tests to start, to ask and to kill.
// Arguments: folder, port. It prints the url, and releases when its standard input ends. Errors go out as { code, message }.
import { openEmbeddedPostgres } from '../../../src/dev/postgres/embedded-postgres.ts';

const [folder = '', port = '0'] = process.argv.slice(2);
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);

try {
  const postgres = await openEmbeddedPostgres({ folder, port: Number(port), initdbFlags: ['--no-sync'] });
  say({ url: postgres.url });
  await new Promise((resolve) => process.stdin.once('end', resolve).resume());
  await postgres.release();
} catch (error) {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  say({ code, message: String(error) });
  process.exitCode = 1;
}
