// Owns starting the local search server as a child process and stopping it.
// A folder that another serves rejects with a FolderTakenError, a child that ends before it is ready with what it wrote to
// stderr; later ends are told through `exited`.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { FolderTakenError } from './folder-lock.ts';

export interface SpawnLocalSearchOptions {
  /** 0 takes any free port. @default 0 */
  port?: number;
  /** @default none: in memory only */
  dataFolder?: string;
  appId: string;
  adminKey: string;
  /** As the server's own options. @default 1 */
  hosts?: number;
  /** @default false */
  allowFaults?: boolean;
}

export interface LocalSearchProcess {
  /** The first of `urls`. */
  url: string;
  urls: readonly string[];
  pid: number;
  /** Ends it gracefully and resolves once it is gone. */
  stop: () => Promise<void>;
  /** Resolves when the process has ended, however that came about. */
  exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

const messageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), urls: z.tuple([z.string()], z.string()) }),
  z.object({ type: z.literal('taken') }),
]);

export async function spawnLocalSearch(options: SpawnLocalSearchOptions): Promise<LocalSearchProcess> {
  const child = fork(fileURLToPath(new URL('./main.ts', import.meta.url)), [], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // The flags of the parent, a test runner's for instance, are none of the child's business.
    execArgv: [],
    // Nor is Ctrl-C in its terminal, also while it starts.
    detached: true,
    env: {
      ...process.env,
      // With it, a child of `node --watch` sends messages of its own.
      WATCH_REPORT_DEPENDENCIES: undefined,
      LOCAL_SEARCH_PORT: String(options.port ?? 0),
      LOCAL_SEARCH_APP_ID: options.appId,
      LOCAL_SEARCH_API_KEY: options.adminKey,
      LOCAL_SEARCH_FOLDER: options.dataFolder,
      LOCAL_SEARCH_HOSTS: String(options.hosts ?? 1),
      LOCAL_SEARCH_FAULTS: options.allowFaults ? '1' : '0',
    },
  });
  let complaints = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaints = (complaints + text).slice(-4000);
  });
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', () => resolve({ code: null, signal: null }));
  });
  const urls = await new Promise<[string, ...string[]]>((resolve, reject) => {
    child.once('message', (message) => {
      const told = messageSchema.safeParse(message);
      if (!told.success)
        reject(new Error('The local search server sent an unknown message', { cause: told.error }));
      else if (told.data.type === 'ready') resolve(told.data.urls);
      else reject(new FolderTakenError(options.dataFolder ?? ''));
    });
    child.once('error', reject);
    child.once('close', () => reject(new Error(`The local search server did not start: ${complaints}`)));
  });
  return {
    url: urls[0],
    urls,
    pid: child.pid ?? 0,
    exited,
    async stop() {
      if (child.connected) child.disconnect();
      await exited;
    },
  };
}
