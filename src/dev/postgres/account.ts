// Chooses the user that runs Postgres's programs: the current one, or `postgres` where that is root, which Postgres refuses.
// A user that cannot reach the data or the programs (a clone in /root) gets one capability; failing that, a clear error.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { EmbeddedPostgresError } from './embedded-error.ts';

const run = promisify(execFile);
const USER = 'postgres';

export interface Account {
  /** The owner of the data folder; null for the current user. */
  readonly owner: { readonly uid: number; readonly gid: number } | null;
  /** The command line and spawn options that run a program as this user. */
  command(program: string, args: readonly string[]): Command;
}

export interface Command {
  readonly file: string;
  readonly args: string[];
  readonly options: { readonly uid?: number; readonly gid?: number };
}

/**
 * @param folder must exist; the programs must be able to reach it
 * @param program one of the programs; it must answer `--version`
 */
export async function chooseAccount(folder: string, program: string): Promise<Account> {
  if (process.getuid?.() !== 0) {
    return { owner: null, command: (file, args) => ({ file, args: [...args], options: {} }) };
  }
  const owner = (await findUser()) ?? (await makeUser());
  const candidates = [
    plain(owner),
    // Enough to pass the parent folders and to load the libraries. Containers often deny it and grant the next one.
    withCapability(owner, 'dac_read_search'),
    withCapability(owner, 'dac_override'),
  ];
  for (const account of candidates) {
    if (await reaches(account, folder, program)) return account;
  }
  const message = `Postgres cannot run as root, and the user "${USER}" it runs as instead cannot reach ${folder} or ${program}: other users may not enter a folder above one of them. Move the checkout and DATA_DIR out of it (or \`chmod o+x\` that folder), start Vitae as an ordinary user, or set DATABASE_URL to a Postgres of your own.`;
  throw new EmbeddedPostgresError('EMBEDDED_POSTGRES_UNREACHABLE', message);
}

type Owner = NonNullable<Account['owner']>;

function plain(owner: Owner): Account {
  return { owner, command: (file, args) => ({ file, args: [...args], options: owner }) };
}

/** The capability is "ambient": only such a one survives the change of user and the exec. */
function withCapability(owner: Owner, capability: string): Account {
  const flags = [
    `--reuid=${owner.uid}`,
    `--regid=${owner.gid}`,
    '--clear-groups',
    // Without it, access(2) ignores capabilities; Postgres calls it for its own programs.
    '--securebits=+no_setuid_fixup',
    `--inh-caps=+${capability}`,
    `--ambient-caps=+${capability}`,
  ];
  return {
    owner,
    command: (file, args) => ({ file: 'setpriv', args: [...flags, '--', file, ...args], options: {} }),
  };
}

async function reaches(account: Account, folder: string, program: string): Promise<boolean> {
  const attempts = [account.command('test', ['-x', folder]), account.command(program, ['--version'])];
  try {
    for (const { file, args, options } of attempts) await run(file, args, { ...options, cwd: '/' });
    return true;
  } catch {
    // Access denied, or no setpriv on this machine.
    return false;
  }
}

async function findUser(): Promise<Owner | null> {
  try {
    const [uid, gid] = await Promise.all(
      ['-u', '-g'].map(async (flag) => Number((await run('id', [flag, USER])).stdout)),
    );
    return uid === undefined || gid === undefined ? null : { uid, gid };
  } catch {
    return null;
  }
}

async function makeUser(): Promise<Owner> {
  let cause: unknown;
  try {
    await run('useradd', ['--system', '--user-group', '--no-create-home', USER]);
  } catch (error) {
    // Another process may just have made it; the lookup below decides.
    cause = error;
  }
  const owner = await findUser();
  if (owner) return owner;
  const message = `Postgres cannot run as root, and the user "${USER}" could not be made. Start Vitae as an ordinary user, or set DATABASE_URL to a Postgres of your own.`;
  throw new EmbeddedPostgresError('EMBEDDED_POSTGRES_NO_ACCOUNT', message, cause);
}
