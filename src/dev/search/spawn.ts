// Starts the local search server as a child process, and stops it.
// A folder that another process serves rejects with a FolderTakenError; a child that ends before it is ready rejects with
// its stderr. `exited` reports a later end.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { LocalSearchOptions } from './server.ts';

export class FolderTakenError extends Error {
  readonly code = 'FOLDER_TAKEN';
  override readonly name = 'FolderTakenError';
  constructor(folder: string) {
    super(`Another process serves the search index in ${folder}`);
  }
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

export async function spawnLocalSearch(options: LocalSearchOptions): Promise<LocalSearchProcess> {
  const child = fork(fileURLToPath(new URL('./main.ts', import.meta.url)), [], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // Without the parent's flags, such as a test runner's.
    execArgv: [],
    // Ctrl-C in the parent's terminal does not reach it, also while it starts.
    detached: true,
    env: {
      ...process.env,
      // With it, a child of `node --watch` sends messages of its own.
      WATCH_REPORT_DEPENDENCIES: undefined,
      LOCAL_SEARCH_OPTIONS: JSON.stringify(options),
    },
  });
  let errorOutput = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errorOutput = (errorOutput + text).slice(-4000);
  });
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', () => resolve({ code: null, signal: null }));
  });
  const urls = await new Promise<[string, ...string[]]>((resolve, reject) => {
    child.once('message', (message) => {
      const parsed = messageSchema.safeParse(message);
      if (!parsed.success)
        reject(new Error('The local search server sent an unknown message', { cause: parsed.error }));
      else if (parsed.data.type === 'ready') resolve(parsed.data.urls);
      else reject(new FolderTakenError(options.dataFolder ?? ''));
    });
    child.once('error', reject);
    child.once('close', () => reject(new Error(`The local search server did not start: ${errorOutput}`)));
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
