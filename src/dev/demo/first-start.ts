// Owns what a fresh development database is filled with: the four sample resumes of JSON Resume, and generated profiles.
// Killed in the middle it goes on at the next start: it is done once its reindex run is there.
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Database } from '../../database/client.ts';
import { recordedInvalidations } from '../../database/invalidations.ts';
import { startRun } from '../../reindex/runs.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import type { Logger } from '../../observability/logger.ts';
import { importFiles } from '../../resume/import-files.ts';

const samples = path.dirname(createRequire(import.meta.url).resolve('@jsonresume/schema/schema.json'));
const SAMPLE_FILES = [path.join(samples, 'sample.resume.json'), path.join(samples, 'examples')];

export interface FirstStartServices {
  readonly db: Database;
  readonly jobs: Jobs;
  readonly log: Logger;
  readonly url: string;
}

/** @param count how many generated profiles to add to the samples */
export async function fillOnFirstStart(
  { db, jobs, log, url }: FirstStartServices,
  count: number,
): Promise<void> {
  const done = await db.reindexRun.findFirst({ select: { id: true } });
  if (done) return;
  const seeded = await db.profile.count({ where: { importKey: { startsWith: 'seed:' } } });
  const others = await db.profile.count({
    where: { OR: [{ importKey: null }, { importKey: { startsWith: 'seed:' } }] },
  });
  if (others > seeded) return;
  log.info({ profiles: count }, 'first start: importing the sample resumes and generating profiles');
  for await (const { file, faults } of importFiles(
    { db, jobs, invalidations: recordedInvalidations },
    SAMPLE_FILES,
  )) {
    if (faults) log.warn({ file, faults }, 'a sample resume was not imported');
  }
  if (count > seeded) {
    // Loaded by the one start that needs it: what people are made up from would cost every start a third of a second.
    const { seedProfiles } = await import('./seed.ts');
    await seedProfiles({ url, count: count - seeded });
  }
  await startRun({ db, jobs });
}
