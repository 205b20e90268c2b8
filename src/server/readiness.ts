// Answers whether this process can take work: probes each part it depends on, within a deadline. Only a required part makes
// it unready: the API works without its cache or its index.

export interface Part {
  readonly name: string;
  readonly required: boolean;
  /** Rejects where the part is down. Taking too long counts as down. */
  readonly probe: () => Promise<unknown>;
}

export interface ReadyState {
  readonly ready: boolean;
  readonly parts: Readonly<Record<string, 'up' | 'down' | 'stopping'>>;
}

export interface Readiness {
  /** Probes at most once a second, however many callers there are. Never rejects. */
  check(): Promise<ReadyState>;
  /** The process is not ready from now on. */
  stopping(): void;
}

const DEADLINE_MS = 1000;
const FRESH_MS = 1000;

export function createReadiness(parts: readonly Part[]): Readiness {
  let last: { state: Promise<ReadyState>; at: number } | undefined;
  let stopping = false;
  return {
    async check() {
      const now = performance.now();
      if (!last || now - last.at > FRESH_MS) last = { state: probeAll(parts), at: now };
      const state = await last.state;
      return stopping ? { ready: false, parts: { ...state.parts, process: 'stopping' } } : state;
    },
    stopping() {
      stopping = true;
    },
  };
}

async function probeAll(parts: readonly Part[]): Promise<ReadyState> {
  const states = await Promise.all(
    parts.map(async (part) => ({ ...part, state: (await isUp(part)) ? ('up' as const) : ('down' as const) })),
  );
  return {
    ready: states.every(({ required, state }) => !required || state === 'up'),
    parts: Object.fromEntries(states.map(({ name, state }) => [name, state])),
  };
}

async function isUp({ probe }: Part): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), DEADLINE_MS);
  });
  const up = probe().then(
    () => true,
    () => false,
  );
  return Promise.race([up, late]).finally(() => clearTimeout(timer));
}
