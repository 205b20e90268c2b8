// A process that holds an embedded Postgres. Arguments: folder, port. It prints { url }, or { code, message } of an error, and
// releases when its standard input ends.
import { openEmbeddedPostgres } from '../../../src/dev/postgres/embedded-postgres.ts';

const [folder = '', port = '0'] = process.argv.slice(2);
const print = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);

try {
  const postgres = await openEmbeddedPostgres({ folder, port: Number(port), initdbFlags: ['--no-sync'] });
  print({ url: postgres.url });
  await new Promise((resolve) => process.stdin.once('end', resolve).resume());
  await postgres.release();
} catch (error) {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  print({ code, message: String(error) });
  process.exitCode = 1;
}
