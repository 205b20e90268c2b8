// Checks whether a Vitae answers at HOST and PORT, and what it says of its parts.
import { z } from 'zod';
import type { Config } from '../config/config.ts';
import { findingsOf, type Finding } from './finding.ts';

const { ok, warning } = findingsOf('server');
const DEADLINE_MS = 3000;
const readyRule = z.object({ ready: z.boolean(), parts: z.record(z.string(), z.string()) });

export async function checkServer({ port }: Pick<Config, 'port'>): Promise<Finding[]> {
  const url = `http://localhost:${port}/ready`;
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(DEADLINE_MS) });
    const { ready, parts } = readyRule.parse(await answer.json());
    const down = Object.entries(parts).filter(([, state]) => state !== 'up');
    if (ready && down.length === 0) return [ok(`ready at port ${port}`)];
    const told = down.map(([name, state]) => `${name} is ${state}`).join(', ');
    return [
      warning(`at port ${port}: ${told}`, 'See the lines above of these parts, and the log of the process'),
    ];
  } catch {
    return [
      warning(
        `no Vitae answers at port ${port} of this machine`,
        'Start it: npm start; or run this where it runs',
      ),
    ];
  }
}
