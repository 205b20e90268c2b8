// Owns whether this process should be sent work: each part it stands on is looked at, within a deadline, and named.
// Only a part that nothing can be done without makes it unready: the API works on while its cache or its index is away.

export interface Part {
  readonly name: string;
  /** Whether the process is of no use without it. */
  readonly needed: boolean;
  /** Rejects, or takes too long, where the part is not there. */
  readonly probe: () => Promise<unknown>;
}

export interface ReadyState {
  readonly ready: boolean;
  readonly parts: Readonly<Record<string, 'up' | 'down' | 'stopping'>>;
}

export interface Readiness {
  /** At most one look in a while, whoever asks. Never rejects. */
  look(): Promise<ReadyState>;
  /** From now on it is not ready. */
  stopping(): void;
}

const DEADLINE_MS = 1000;
const FRESH_MS = 1000;

export function createReadiness(parts: readonly Part[]): Readiness {
  let last: { state: Promise<ReadyState>; at: number } | undefined;
  let stopping = false;
  return {
    async look() {
      const now = performance.now();
      if (!last || now - last.at > FRESH_MS) last = { state: lookAt(parts), at: now };
      const state = await last.state;
      return stopping ? { ready: false, parts: { ...state.parts, process: 'stopping' } } : state;
    },
    stopping() {
      stopping = true;
    },
  };
}

async function lookAt(parts: readonly Part[]): Promise<ReadyState> {
  const states = await Promise.all(
    parts.map(async (part) => ({
      ...part,
      state: (await isThere(part)) ? ('up' as const) : ('down' as const),
    })),
  );
  return {
    ready: states.every(({ needed, state }) => !needed || state === 'up'),
    parts: Object.fromEntries(states.map(({ name, state }) => [name, state])),
  };
}

async function isThere({ probe }: Part): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), DEADLINE_MS);
  });
  const there = probe().then(
    () => true,
    () => false,
  );
  return Promise.race([there, late]).finally(() => clearTimeout(timer));
}
