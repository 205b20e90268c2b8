// Imports files of JSON Resumes in batches. A file with faults is reported, and the others are imported. A database error ends
// the import; the batches before it stay imported, and an import of the same files goes on where it ended.
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { isDataRefused } from '../database/client.ts';
import { ClientError, ConflictError, type FieldFault } from '../graphql/errors.ts';
import type { WriteServices } from '../profiles/write.ts';
import { readStates, type ProfileState } from './content.ts';
import { createPeople } from './create-people.ts';
import { readFoundFile, type FoundFile, type ReadFile } from './find-files.ts';
import { findPeople, keysOf, type Person } from './identity.ts';
import { FoundMeanwhile, importPlan, RESUME, type ImportOptions, type ImportOutcome } from './import.ts';
import { planImport, type ImportPlan } from './plan.ts';
import { SeveralPeopleError } from './read/read-resume.ts';

export type FileResult =
  | ({ readonly file: string; readonly faults: null } & ImportOutcome)
  | {
      readonly file: string;
      readonly outcome: 'conflict' | 'refused';
      readonly faults: readonly FieldFault[];
    };

export interface ImportFilesOptions extends Omit<ImportOptions, 'expectedRevision'> {
  /** Ends the import after the batch that is being written. */
  readonly signal?: AbortSignal | undefined;
}

/** The people of a transaction. Each of its statements waits for a resume that is being planned, so few people cost more time each. */
const BATCH = 250;
/** The bytes of their files, of which a batch holds a few times as much in memory, and sends its rows in one statement for each table. */
const BATCH_BYTES = 8_000_000;

interface PlannedFile {
  readonly file: string;
  readonly bytes: number;
  readonly plan: ImportPlan;
}

/** Two different files of the same person: the second one is a conflict. Results come batch by batch, in the order of the files. */
export async function* importFiles(
  services: WriteServices,
  files: readonly FoundFile[],
  options: ImportFilesOptions = {},
): AsyncGenerator<FileResult, void, undefined> {
  const plan = (found: FoundFile) => planFile(services, found, options);
  // A batch is read while the one before it is written.
  const batches: AsyncIterable<(PlannedFile | FileResult)[]> = Readable.from(batchesOf(files, plan), {
    highWaterMark: 1,
  });
  const run = new ImportRun(services, options);
  for await (const batch of batches) {
    yield* await run.importBatch(batch);
    if (options.signal?.aborted) return;
  }
}

async function* batchesOf(
  files: readonly FoundFile[],
  plan: (found: FoundFile) => Promise<(PlannedFile | FileResult)[]>,
): AsyncGenerator<(PlannedFile | FileResult)[], void, undefined> {
  let [batch, bytes]: [(PlannedFile | FileResult)[], number] = [[], 0];
  for (const file of files) {
    // Lets the batch before it go on.
    await setImmediate();
    for (const one of await plan(file)) {
      batch.push(one);
      bytes += 'plan' in one ? one.bytes : 0;
      if (batch.length < BATCH && bytes < BATCH_BYTES) continue;
      yield batch;
      [batch, bytes] = [[], 0];
    }
  }
  if (batch.length > 0) yield batch;
}

/** A file of several people is planned as one file for each, as `people.json#0`. */
async function planFile(
  { profileBytes }: WriteServices,
  found: FoundFile,
  options: ImportFilesOptions,
): Promise<(PlannedFile | FileResult)[]> {
  const { file, faults } = found;
  if (faults) return [{ file, outcome: 'refused', faults }];
  const { profileId, key, strict = false } = options;
  const planOne = (json: unknown, name: string, { bytes, notes }: Omit<ReadFile, 'json'>) => {
    try {
      return [{ file: name, plan: planImport(json, { ...options, profileBytes, notes }), bytes }];
    } catch (error) {
      if (!(error instanceof SeveralPeopleError) || profileId !== undefined || key !== undefined)
        return [resultOf(name, error)];
      const each = { bytes: bytes / error.people.length, notes };
      return error.people.flatMap((one, index): (PlannedFile | FileResult)[] =>
        planOne(one, `${name}#${index}`, each),
      );
    }
  };
  try {
    const { json, ...read } = await readFoundFile(found, strict);
    return planOne(json, file, read);
  } catch (error) {
    return [resultOf(file, error)];
  }
}

/** What one file is at fault for. @throws any other error */
function resultOf(file: string, error: unknown): FileResult {
  if (error instanceof ConflictError) return { file, outcome: 'conflict', faults: error.fields };
  if (error instanceof ClientError) return { file, outcome: 'refused', faults: error.fields };
  if (!isDataRefused(error)) throw error;
  return { file, outcome: 'refused', faults: [{ path: RESUME, message: 'is refused by the database' }] };
}

/** The profiles of those whose resume is another one than before. */
const changedOf = (people: ReadonlyMap<PlannedFile, Person>) =>
  [...people.values()].flatMap((one) => (one.kind === 'known' && !one.isSame ? [one.profileId] : []));

/** The files of one command. It knows those that are in. */
class ImportRun {
  readonly #services: WriteServices;
  readonly #options: ImportFilesOptions;
  /** The first file of each person, by each of the person's keys and by the profile's id. */
  readonly #first = new Map<
    string,
    { readonly file: string; readonly hash: string; readonly profileId: string | null }
  >();

  constructor(services: WriteServices, options: ImportFilesOptions) {
    this.#services = services;
    this.#options = options;
  }

  async importBatch(batch: readonly (PlannedFile | FileResult)[]): Promise<FileResult[]> {
    const planned = batch.filter((one) => 'plan' in one);
    const people = await this.#findAll(planned);
    const created = await this.#createTogether(planned, people);
    const states = await readStates(this.#services.db, changedOf(people));
    const results: FileResult[] = [];
    for (const one of batch) {
      if (!('plan' in one)) results.push(one);
      else results.push(created.get(one) ?? (await this.#importOne(one, people.get(one), states)));
    }
    return results;
  }

  /** In one query. Empty where nobody is looked for. */
  async #findAll(planned: readonly PlannedFile[]): Promise<ReadonlyMap<PlannedFile, Person>> {
    const { profileId, create = false } = this.#options;
    if (profileId !== undefined || create || planned.length === 0) return new Map();
    const identities = planned.map(({ plan }) => plan.identity);
    const people = await findPeople(this.#services.db, identities);
    return new Map(planned.map((one, index) => [one, people[index] ?? { kind: 'new' }]));
  }

  /** The new people who share no key with a file before them, or everybody where that was asked for. None where one of them fails: each is then imported by itself. */
  async #createTogether(
    planned: readonly PlannedFile[],
    people: ReadonlyMap<PlannedFile, Person>,
  ): Promise<ReadonlyMap<PlannedFile, FileResult>> {
    const { create = false } = this.#options;
    const keys = new Set<string>();
    const fresh = planned.filter((one) => {
      if (create) return true;
      const own = keysOf(one.plan.identity);
      const isShared = own.some((key) => keys.has(key) || this.#first.has(key));
      for (const key of own) keys.add(key);
      return !isShared && people.get(one)?.kind === 'new';
    });
    if (fresh.length < 2 || this.#options.dryRun) return new Map();
    try {
      const ids = await createPeople(
        this.#services,
        fresh.map(({ plan }) => plan),
        create,
      );
      return new Map(
        fresh.map((one, index) => {
          const outcome = {
            profileId: ids[index] ?? null,
            outcome: 'created',
            notes: one.plan.notes,
          } as const;
          return [one, this.#note(one, outcome)];
        }),
      );
    } catch (error) {
      const isOfOne = error instanceof FoundMeanwhile || error instanceof ClientError || isDataRefused(error);
      if (!isOfOne) throw error;
      return new Map();
    }
  }

  /** @param found undefined where it is to be looked for @param states of those who were found */
  async #importOne(
    one: PlannedFile,
    found: Person | undefined,
    states: ReadonlyMap<string, ProfileState>,
  ): Promise<FileResult> {
    const { file, plan } = one;
    try {
      const before = this.#before(plan, found);
      if (before && before.hash !== plan.identity.hash)
        throw new ConflictError(
          RESUME,
          `leads to the same person as ${JSON.stringify(before.file)}, which is another resume`,
        );
      if (before)
        return { file, faults: null, profileId: before.profileId, outcome: 'unchanged', notes: plan.notes };
      // A person who was new may have come in with a file of this batch.
      const known = found?.kind === 'new' ? undefined : found;
      const state = known?.kind === 'known' ? states.get(known.profileId) : undefined;
      return this.#note(one, await importPlan(this.#services, plan, this.#options, known, state));
    } catch (error) {
      return resultOf(file, error);
    }
  }

  #before({ identity }: ImportPlan, found: Person | undefined) {
    if (this.#options.create) return undefined;
    const keys = [...keysOf(identity), ...(found?.kind === 'known' ? [found.profileId] : [])];
    return keys.map((key) => this.#first.get(key)).find((first) => first !== undefined);
  }

  #note({ file, plan: { identity } }: PlannedFile, outcome: ImportOutcome): FileResult {
    const { profileId } = outcome;
    const first = { file, hash: identity.hash, profileId };
    for (const key of [...keysOf(identity), ...(profileId === null ? [] : [profileId])])
      if (!this.#first.has(key)) this.#first.set(key, first);
    return { file, faults: null, ...outcome };
  }
}
