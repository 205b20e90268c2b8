// Imports a JSON Resume: into the profile that is named, into that of the same person, or into a new one. What the profile has
// since the last import stays. Where nothing changes, nothing is written.
import { ConflictError, cut, NotFoundError } from '../graphql/errors.ts';
import { profileCompletionTag } from '../profiles/completion-tag.ts';
import { withFreeHandle } from '../profiles/handle.ts';
import { anotherRevision, createProfile, writeProfile, type WriteServices } from '../profiles/write.ts';
import type { Note } from '../sections/note.ts';
import { changeOf, type ImportMode } from './change.ts';
import { readState, type ProfileState } from './content.ts';
import { findPeople, lockPeople, type Person } from './identity.ts';
import { insertPlans, planImport, type ImportPlan } from './plan.ts';

/** The path of a fault of the resume as a whole. */
export const RESUME = 'resume';

export interface ImportOptions {
  /** The profile that takes the resume. @default the one of the same person, else a new one */
  readonly profileId?: string | undefined;
  /** Makes a new profile, whoever is there. @default false */
  readonly create?: boolean | undefined;
  /** Tells whose resume it is, instead of its own address. The profile keeps it for the next import. */
  readonly key?: string | undefined;
  /** @default MERGE */
  readonly mode?: ImportMode | undefined;
  /** Answers what would be done. @default false */
  readonly dryRun?: boolean | undefined;
  /** Refuses a resume with any note. @default false */
  readonly strict?: boolean | undefined;
  /** The revision that the profile must have. @default any */
  readonly expectedRevision?: number | undefined;
}

export interface ImportOutcome {
  /** Null where a dry run would create the profile. */
  readonly profileId: string | null;
  readonly outcome: 'created' | 'updated' | 'unchanged';
  /** What was read otherwise than it was written, and what the profile has otherwise. */
  readonly notes: readonly Note[];
  /** Where the profile was updated: the one that the import made. */
  readonly revision?: number | undefined;
}

/**
 * A new profile is public, with a handle made from the name. Handle and visibility of a profile that is there stay.
 * @throws InvalidInputError where it is no resume
 * @throws ConflictError where it leads to a profile of another name, or the revision is another one
 * @throws NotFoundError where the named profile does not exist
 */
export async function importResume(
  services: WriteServices,
  json: unknown,
  options?: ImportOptions & { readonly dryRun?: false },
): Promise<ImportOutcome & { readonly profileId: string }>;
export async function importResume(
  services: WriteServices,
  json: unknown,
  options?: ImportOptions,
): Promise<ImportOutcome>;
export async function importResume(
  services: WriteServices,
  json: unknown,
  options: ImportOptions = {},
): Promise<ImportOutcome> {
  const plan = planImport(json, { ...options, profileBytes: services.profileBytes });
  return importPlan(services, plan, options);
}

/**
 * As `importResume`.
 * @param found the person, where the caller has looked. @default looks
 * @param state that of the profile, where the caller has read it. @default reads it
 */
export async function importPlan(
  services: WriteServices,
  plan: ImportPlan,
  options: ImportOptions,
  found?: Person,
  state?: ProfileState,
): Promise<ImportOutcome> {
  const outcome = await carryOutPlan(services, plan, options, found, state);
  if (outcome.profileId !== null && outcome.outcome !== 'unchanged')
    await services.invalidations.carryOut([profileCompletionTag(outcome.profileId)]);
  return outcome;
}

/** As `importPlan`, for a mutation, which declares itself what it invalidates. */
export async function carryOutPlan(
  services: WriteServices,
  plan: ImportPlan,
  options: ImportOptions,
  found?: Person,
  state?: ProfileState,
): Promise<ImportOutcome> {
  const { profileId, create = false, dryRun = false } = options;
  if (profileId !== undefined) return update(services, plan, profileId, options);
  const person = create ? ({ kind: 'new' } as const) : (found ?? (await findPerson(services, plan)));
  if (person.kind === 'new') {
    if (dryRun) return { profileId: null, outcome: 'created', notes: plan.notes };
    const made = await createPerson(services, plan, create);
    if (typeof made === 'string') return { profileId: made, outcome: 'created', notes: plan.notes };
    return updateKnown(services, plan, made, options);
  }
  return updateKnown(services, plan, person, options, state);
}

async function findPerson({ db }: Pick<WriteServices, 'db'>, { identity }: ImportPlan): Promise<Person> {
  const [person = { kind: 'new' }] = await findPeople(db, [identity]);
  return person;
}

async function updateKnown(
  services: WriteServices,
  plan: ImportPlan,
  person: Person,
  options: ImportOptions,
  state?: ProfileState,
): Promise<ImportOutcome> {
  if (person.kind !== 'known') {
    const message = person.kind === 'conflict' ? person.message : 'has changed meanwhile';
    throw new ConflictError(RESUME, message);
  }
  const { profileId, isSame } = person;
  const { mode, expectedRevision, key } = options;
  if (isSame && mode !== 'REPLACE' && expectedRevision === undefined && key === undefined)
    return { profileId, outcome: 'unchanged', notes: plan.notes };
  return update(services, plan, profileId, options, state);
}

/** Another import has created the profile meanwhile. It rolls back this one's. */
export class FoundMeanwhile extends Error {
  readonly person: Person;
  constructor(person: Person) {
    super('another import has created the profile of this person');
    this.person = person;
  }
}

/** @returns its id, or whom another import has created meanwhile */
async function createPerson(
  services: WriteServices,
  plan: ImportPlan,
  isForced: boolean,
): Promise<string | Person> {
  const { profile, identity } = plan;
  const isTaken = isForced && profile.importKey !== null && (await isKeyTaken(services, profile.importKey));
  const importKey = isTaken ? null : profile.importKey;
  const create = (handle: string) =>
    createProfile(
      services,
      { ...profile, importKey: null, handle },
      async (tx, profileId) => {
        if (!isForced) {
          await lockPeople(tx, [identity]);
          // Its own row has the e-mail address, which others may not see before it commits.
          const [person] = await findPeople(tx, [identity], profileId);
          if (person && person.kind !== 'new') throw new FoundMeanwhile(person);
        }
        if (importKey !== null) await tx.profile.update({ where: { id: profileId }, data: { importKey } });
        await insertPlans(tx, [{ profileId, plan }]);
      },
      RESUME,
    );
  try {
    return await withFreeHandle(profile.fullName, create);
  } catch (error) {
    if (error instanceof FoundMeanwhile) return error.person;
    throw error;
  }
}

async function isKeyTaken({ db }: Pick<WriteServices, 'db'>, importKey: string): Promise<boolean> {
  return (await db.profile.count({ where: { importKey } })) > 0;
}

/** Of a name in a message. */
const MAX_NAME = 100;

/** @returns the key where the profile has another one or none @throws ConflictError where another profile has it */
async function newKeyOf(
  db: WriteServices['db'],
  { profile: { importKey } }: ImportPlan,
  profileId: string,
): Promise<string | null> {
  if (importKey === null) return null;
  const holder = await db.profile.findFirst({ where: { importKey }, select: { id: true, fullName: true } });
  if (!holder) return importKey;
  if (holder.id === profileId) return null;
  const name = JSON.stringify(cut(holder.fullName, MAX_NAME));
  throw new ConflictError(RESUME, `has the key of the profile ${holder.id}, whose name is ${name}`);
}

/** It rolls back a transaction in which nothing is left to change. */
class NothingToChange extends Error {}

async function update(
  services: WriteServices,
  plan: ImportPlan,
  profileId: string,
  { mode = 'MERGE', dryRun = false, expectedRevision, key }: ImportOptions,
  given?: ProfileState,
): Promise<ImportOutcome> {
  const stateOf = async (db: WriteServices['db']) => {
    const state = await readState(db, profileId);
    if (!state) throw new NotFoundError('profile', profileId, 'profileId');
    return state;
  };
  const state = given ?? (await stateOf(services.db));
  if (expectedRevision !== undefined && expectedRevision !== state.revision)
    throw anotherRevision(state.revision);
  const now = changeOf(plan, state, mode);
  const newKey = key === undefined ? null : await newKeyOf(services.db, plan, profileId);
  const answer = (outcome: ImportOutcome['outcome'], notes = now.notes) => ({
    profileId,
    outcome,
    notes: [...(now.isExport ? plan.notesOfWhole : plan.notes), ...notes],
  });
  const isChanged = now.write !== null || newKey !== null;
  if (!isChanged || dryRun) return answer(isChanged ? 'updated' : 'unchanged');
  try {
    const { notes, revision } = await writeProfile(
      services,
      profileId,
      async (tx, [revision]) => {
        // Another write may have come before this one, which has raised the revision as well.
        const isSame = revision === state.revision + 1;
        const change = isSame ? now : changeOf(plan, await stateOf(tx), mode);
        if (!change.write && newKey === null) throw new NothingToChange();
        await change.write?.(tx);
        if (newKey !== null)
          await tx.profile.update({ where: { id: profileId }, data: { importKey: newKey } });
        return { notes: change.notes, revision };
      },
      { path: RESUME, expectedRevision },
    );
    return { ...answer('updated', notes), revision };
  } catch (error) {
    if (error instanceof NothingToChange) return answer('unchanged');
    throw error;
  }
}
