// A few generated resumes; generated.long.test.ts has many.
import { expect, it } from 'vitest';
import { useVitae } from '../support/vitae.ts';
import { checkImports, checkPlans } from './generated.ts';

const vitae = useVitae({ workers: false });
const SEED = 13;

it(`what is planned for 500 generated resumes is the whole resume, with the seed ${SEED}`, () => {
  expect(checkPlans(SEED, 500)).toBeGreaterThan(250);
});

it(`100 generated resumes come out as they were read, and importing again changes nothing, with the seed ${SEED}`, async () => {
  expect(await checkImports(vitae, SEED, 100)).toBeGreaterThan(50);
});
