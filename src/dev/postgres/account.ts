// Owns under which user Postgres's programs run: our own, or, since Postgres refuses root, the user postgres.
// When that user cannot reach the data or the programs (a clone in /root), it is lent one capability; failing that, a clear error.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { EmbeddedPostgresError } from './embedded-error.ts';

const run = promisify(execFile);
const USER = 'postgres';

export interface Account {
  /** What must own the data folder; null: whoever we are. */
  readonly owner: { readonly uid: number; readonly gid: number } | null;
  /** The command line and spawn options that run a program under this account. */
  command(program: string, args: readonly string[]): Command;
}

export interface Command {
  readonly file: string;
  readonly args: string[];
  readonly options: { readonly uid?: number; readonly gid?: number };
}

/**
 * @param folder must exist; the programs are to reach it.
 * @param program one of the programs; it must answer `--version`.
 */
export async function chooseAccount(folder: string, program: string): Promise<Account> {
  if (process.getuid?.() !== 0) {
    return { owner: null, command: (file, args) => ({ file, args: [...args], options: {} }) };
  }
  const owner = (await findUser()) ?? (await makeUser());
  const candidates = [
    plain(owner),
    // Enough to walk through the parents and to load the libraries; containers often withhold it and grant the other.
    lending(owner, 'dac_read_search'),
    lending(owner, 'dac_override'),
  ];
  for (const account of candidates) {
    if (await reaches(account, folder, program)) return account;
  }
  const message = `Postgres cannot run as root, and the user "${USER}" it runs as instead cannot reach ${folder} or ${program}: a folder above one of them is closed to other users. Move the checkout and DATA_DIR out of it (or \`chmod o+x\` that folder), start Vitae as an ordinary user, or set DATABASE_URL to a Postgres of your own.`;
  throw new EmbeddedPostgresError('EMBEDDED_POSTGRES_UNREACHABLE', message);
}

type Owner = NonNullable<Account['owner']>;

function plain(owner: Owner): Account {
  return { owner, command: (file, args) => ({ file, args: [...args], options: owner }) };
}

/** The capability is "ambient": it survives the change of user and the exec, which no other way of lending does. */
function lending(owner: Owner, capability: string): Account {
  const flags = [
    `--reuid=${owner.uid}`,
    `--regid=${owner.gid}`,
    '--clear-groups',
    // Without it access(2), which Postgres asks about its own programs, leaves capabilities out of account.
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
    // Refused, or no setpriv here: either way this account will not do.
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
    // Another process may have made it just now; the question below decides.
    cause = error;
  }
  const owner = await findUser();
  if (owner) return owner;
  const message = `Postgres cannot run as root, and the user "${USER}" could not be made. Start Vitae as an ordinary user, or set DATABASE_URL to a Postgres of your own.`;
  throw new EmbeddedPostgresError('EMBEDDED_POSTGRES_NO_ACCOUNT', message, cause);
}
