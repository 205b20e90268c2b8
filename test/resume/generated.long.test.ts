// Many generated resumes, planned without a database and imported into one.
import { expect, it } from 'vitest';
import { useVitae } from '../support/vitae.ts';
import { checkImports, checkPlans } from './generated.ts';

const vitae = useVitae({ workers: false });
const SEED = 20_261_127;

it(
  `what is planned for 10,000 generated resumes is the whole resume, with the seed ${SEED}`,
  { timeout: 600_000 },
  () => {
    expect(checkPlans(SEED, 10_000)).toBeGreaterThan(5000);
  },
);

it(
  `2,000 generated resumes come out as they were read, and importing again changes nothing, with the seed ${SEED}`,
  { timeout: 900_000 },
  async () => {
    expect(await checkImports(vitae, SEED, 2000)).toBeGreaterThan(1000);
  },
);
