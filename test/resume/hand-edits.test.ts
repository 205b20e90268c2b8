// A few histories of edits by hand between imports; hand-edits.long.test.ts has many.
import { it } from 'vitest';
import { useVitae } from '../support/vitae.ts';
import { checkHistories } from './hand-edits.ts';

const vitae = useVitae({ workers: false });
const SEED = 13;

it(`20 generated histories lose nothing, and their exports change nothing, with the seed ${SEED}`, async () => {
  await checkHistories(vitae, SEED, 20);
});
