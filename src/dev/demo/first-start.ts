// Fills a new development database with the four sample resumes of JSON Resume and with generated profiles. If it is
// interrupted, the next start continues. The reindex run that it creates at the end marks it as done.
import { createRequire } from 'node:module';
import path from 'node:path';
import { recordedInvalidations } from '../../database/invalidations.ts';
import type { Services } from '../../graphql/context.ts';
import { startRun } from '../../reindex/runs.ts';
import { findFiles } from '../../resume/find-files.ts';
import { importFiles } from '../../resume/import-files.ts';

const samples = path.dirname(createRequire(import.meta.url).resolve('@jsonresume/schema/schema.json'));
const SAMPLE_FILES = [path.join(samples, 'sample.resume.json'), path.join(samples, 'examples')];

/** @param count how many generated profiles to add to the samples @throws the signal's reason */
export async function fillOnFirstStart(
  {
    db,
    jobs,
    log,
    profileBytes,
    url,
  }: Pick<Services, 'db' | 'jobs' | 'log' | 'profileBytes'> & {
    readonly url: string;
  },
  count: number,
  signal: AbortSignal,
): Promise<void> {
  const done = await db.reindexRun.findFirst({ select: { id: true } });
  if (done) return;
  const seeded = await db.profile.count({ where: { importKey: { startsWith: 'seed:' } } });
  const others = await db.profile.count({
    where: { keptResume: null, OR: [{ importKey: null }, { importKey: { startsWith: 'seed:' } }] },
  });
  if (others > seeded) return;
  log.info({ profiles: count }, 'first start: importing the sample resumes and generating profiles');
  for await (const { file, faults } of importFiles(
    { db, jobs, profileBytes, invalidations: recordedInvalidations },
    await findFiles(SAMPLE_FILES),
    { signal },
  )) {
    if (faults) log.warn({ file, faults }, 'a sample resume was not imported');
  }
  signal.throwIfAborted();
  if (count > seeded) {
    // Loading faker takes a third of a second, which only this start needs.
    const { seedProfiles } = await import('./seed.ts');
    await seedProfiles({ url, count: count - seeded, log, signal });
  }
  signal.throwIfAborted();
  await startRun({ db, jobs });
}
