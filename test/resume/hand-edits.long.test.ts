// Many histories of edits by hand between imports.
import { it } from 'vitest';
import { useVitae } from '../support/vitae.ts';
import { checkHistories } from './hand-edits.ts';

const vitae = useVitae({ workers: false });
const SEED = 20_261_127;

it(
  `300 generated histories lose nothing, and their exports change nothing, with the seed ${SEED}`,
  { timeout: 900_000 },
  async () => {
    await checkHistories(vitae, SEED, 300);
  },
);
