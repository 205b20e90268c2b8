// `npm run bench:import [-- --files N]`: a folder of generated resumes is imported into an empty database, then again, when every
// file is unchanged, and once more, when each has another label. Files per second, processor time of the importing process per file, and its peak memory.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openWriteServices, type OpenWriteServices } from '../../../src/cli/write-services.ts';
import { resumeOf } from '../../../src/resume/content.ts';
import { findFiles } from '../../../src/resume/find-files.ts';
import { importFiles } from '../../../src/resume/import-files.ts';
import type { Held } from '../../../src/sections/define.ts';
import { sections } from '../../../src/sections/registry.ts';
import { personRows } from '../../dev/demo/person-rows.ts';
import { benchCommand, type BenchOptions } from '../command.ts';
import { peakBytesOf, resetPeakOf } from '../process-figures.ts';
import { openStores } from '../production.ts';
import { formatCount, printTable, writeResults } from '../table.ts';

const values = benchCommand(
  'import',
  'Imports a folder of new people, the same again, and each with a change.',
)
  .option('--files <n>', 'the number of files', '10000')
  .parse()
  .opts<BenchOptions & { files: string }>();
const FILES = Number(values.files);
const MEBIBYTE = 1024 * 1024;

/** @returns the folder, and the bytes of a file */
async function writeResumes(dataDir: string, label?: string): Promise<{ folder: string; bytes: number }> {
  const folder = path.join(dataDir, 'resumes');
  await mkdir(folder, { recursive: true });
  const now = new Date();
  let bytes = 0;
  for (let number = 1; number <= FILES; number += 1) {
    const rows = personRows(number, now);
    const text = (column: string) => rows['profile']?.[0]?.[column] as string | null;
    const resume = resumeOf({
      fullName: text('fullName'),
      // The generated addresses are of a host for examples, which identify nobody.
      email: `person${number}@people.dev`,
      url: text('url'),
      sections: sections.map(({ name }) => (rows[name] ?? []) as readonly Held[]),
    });
    const basics = { ...resume.basics, ...(label !== undefined && { label }) };
    const content = JSON.stringify({ ...resume, basics }, null, 2);
    bytes += content.length / FILES;
    await writeFile(path.join(folder, `${number}.json`), content);
  }
  return { folder, bytes };
}

async function measure(services: OpenWriteServices, folder: string) {
  resetPeakOf(process.pid);
  const [started, used] = [performance.now(), process.cpuUsage()];
  const outcomes = new Map<string, number>();
  for await (const { outcome } of importFiles(services, await findFiles([folder])))
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  const { user, system } = process.cpuUsage(used);
  return {
    outcomes: Object.fromEntries(outcomes),
    filesASecond: (1000 * FILES) / (performance.now() - started),
    processorMs: (user + system) / 1000 / FILES,
    peakBytes: peakBytesOf(process.pid),
  };
}

await using opening = new AsyncDisposableStack();
const { dataDir, databaseUrl } = await openStores(opening);
const { folder, bytes } = await writeResumes(dataDir);
process.env['DATABASE_URL'] = databaseUrl;
await using services = await openWriteServices();
const first = { name: 'into an empty database', ...(await measure(services, folder)) };
const again = { name: 'the same again', ...(await measure(services, folder)) };
await writeResumes(dataDir, 'Beekeeper');
const changed = { name: 'each with a change', ...(await measure(services, folder)) };
const figures = [first, again, changed];
process.stdout.write(`${formatCount(FILES)} files of ${formatCount(bytes)} bytes\n`);
printTable(
  ['', 'outcomes', 'files a second', 'processor ms per file', 'peak MiB'],
  figures.map(({ name, outcomes, filesASecond, processorMs, peakBytes }) => [
    name,
    Object.entries(outcomes)
      .map(([outcome, count]) => `${formatCount(count)} ${outcome}`)
      .join(', '),
    formatCount(filesASecond),
    processorMs.toFixed(2),
    formatCount((peakBytes ?? 0) / MEBIBYTE),
  ]),
);
if (values.json) await writeResults(values.json, false, { files: FILES, bytes, figures });
