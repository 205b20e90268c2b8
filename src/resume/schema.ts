// Resumes in the API: the profile as a JSON Resume, and the mutation that imports one into a profile.
import DataLoader from 'dataloader';
import { allows } from '../graphql/auth/access.ts';
import type { Viewer } from '../graphql/auth/viewer.ts';
import { builder } from '../graphql/builder.ts';
import type { Context } from '../graphql/context.ts';
import { InvalidInputError } from '../graphql/errors.ts';
import { MUTATION_COST } from '../graphql/limits/cost.ts';
import { countValues } from '../graphql/limits/variables.ts';
import { profileCompletionTag } from '../profiles/completion-tag.ts';
import { expectedRevisionArg, ownerOnly, profileIdArg, profileIdOf } from '../profiles/owner.ts';
import { changedProfile, type WrittenProfile } from '../profiles/schema.ts';
import type { Resume } from '../sections/define.ts';
import type { Note } from '../sections/note.ts';
import type { Reader } from '../sections/private.ts';
import { exportResumes } from './export.ts';
import { carryOutPlan, RESUME } from './import.ts';
import { planImport, type ImportPlan } from './plan.ts';
import { WHOLE_RESUME } from './read/clean.ts';

const readerOf = (viewer: Viewer, profileId: string): Reader =>
  allows({ owner: () => profileId }, viewer, null, null) ? 'owner' : 'others';

/** Those of one request, by who reads. The profiles of a page share their statements. */
const loaders = new WeakMap<object, Map<Reader, DataLoader<string, Resume | null>>>();

function loaderOf(ctx: Context, reader: Reader): DataLoader<string, Resume | null> {
  const ofRequest = loaders.get(ctx) ?? new Map<Reader, DataLoader<string, Resume | null>>();
  loaders.set(ctx, ofRequest);
  const load = (ids: readonly string[]) => exportResumes(ctx.db, ids, reader);
  const loader = ofRequest.get(reader) ?? new DataLoader(load, { cache: false });
  ofRequest.set(reader, loader);
  return loader;
}

/** A statement for each section, and two more. */
const RESUME_COST = 20;

builder.prismaObjectField('Profile', 'resume', (t) =>
  t.field({
    type: 'JSON',
    nullable: true,
    description:
      'The profile as a JSON Resume (https://jsonresume.org/schema). The owner and the administrator get the whole: all that was ' +
      'imported, in its places, with every change since. Others get what is public: the public parts of the sections, the site, and ' +
      'volunteer work, awards, certificates, publications, projects and interests.',
    select: { id: true },
    complexity: RESUME_COST,
    resolve: ({ id }, _args, ctx) => loaderOf(ctx, readerOf(ctx.viewer, id)).load(id),
  }),
);

const ResumeImportModeEnum = builder.enumType('ResumeImportMode', {
  description: 'What an import does with what was changed in the profile since the last one.',
  values: {
    MERGE: { description: 'It stays. Where the resume was changed there as well, a note tells both values.' },
    REPLACE: { description: 'The resume replaces it.' },
  } as const,
});

const ResumeImportOutcomeEnum = builder.enumType('ResumeImportOutcome', {
  description: 'What an import did.',
  values: {
    UPDATED: { description: 'The profile was changed, and its revision raised. In a dry run: it would be.' },
    UNCHANGED: { description: 'The profile holds the resume already. Nothing was written.' },
  } as const,
});

const ResumeNote = builder.objectRef<Note>('ResumeNote').implement({
  description:
    'A value of a resume that was read otherwise than it was written, or that the profile has otherwise.',
  access: 'inherited',
  fields: (t) => ({
    path: t.exposeString('path', { description: 'In the given resume, as in "work.0.endDate".' }),
    written: t.expose('written', {
      type: 'JSON',
      nullable: true,
      description: 'The value as it was given. A long one is cut.',
    }),
    read: t.expose('read', {
      type: 'JSON',
      nullable: true,
      description:
        'What it became; null where no section holds it. Then it stays in the resume as it was written, unless it was empty.',
    }),
    message: t.exposeString('message', { description: 'A sentence about it.' }),
  }),
});

interface Imported extends WrittenProfile {
  readonly outcome: 'UPDATED' | 'UNCHANGED';
  readonly notes: readonly Note[];
}

/** More would not be read, and the answer is counted after the profile was written. */
const MAX_NOTES = 100;

/** To read a value of a resume, such as a date in words, takes as long as some fields. */
const VALUE_COST = 5;
/** Above this an import is too expensive whatever LIMIT_COST is. */
const MAX_VALUES = 50_000;

const ImportResumePayload = builder.objectRef<Imported>('ImportResumePayload').implement({
  description: 'What an import did, and the profile after it.',
  access: 'inherited',
  fields: (t) => ({
    outcome: t.expose('outcome', { type: ResumeImportOutcomeEnum, description: 'Whether anything changed.' }),
    notes: t.field({
      type: [ResumeNote],
      description: `What was read otherwise than it was written: the first ${MAX_NOTES} notes.`,
      resolve: ({ notes }) => notes.slice(0, MAX_NOTES),
    }),
    noteCount: t.int({ description: 'How many notes there are.', resolve: ({ notes }) => notes.length }),
    profile: changedProfile(t),
  }),
});

/** @throws InvalidInputError whose paths begin with the argument */
function planOf(resume: unknown, { profileBytes }: Pick<Context, 'profileBytes'>): ImportPlan {
  try {
    return planImport(resume, { profileBytes });
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    const under = (path: string) => (path === WHOLE_RESUME ? RESUME : `${RESUME}.${path}`);
    throw new InvalidInputError(error.fields.map(({ path, ...fault }) => ({ ...fault, path: under(path) })));
  }
}

builder.mutationField('importResume', (t) =>
  t.field({
    type: ImportResumePayload,
    description:
      'Imports a JSON Resume into a profile. It is read leniently: other names, dates in words, addresses without a scheme and more ' +
      'are understood, with a note each. What cannot be understood stays in the resume as it was written and counts for nothing. ' +
      'The same resume again changes nothing. ' +
      `It costs ${MUTATION_COST}, and ${VALUE_COST} for each value of the resume.`,
    args: {
      ...profileIdArg(),
      ...expectedRevisionArg(),
      ...builder.args((arg) => ({
        resume: arg.field({ type: 'JSON', required: true, description: 'The resume, with at least a name.' }),
        mode: arg.field({
          type: ResumeImportModeEnum,
          required: false,
          defaultValue: 'MERGE',
          description: 'What happens to changes since the last import.',
        }),
        dryRun: arg.boolean({
          required: false,
          defaultValue: false,
          description: 'True: answers what would be done, and writes nothing.',
        }),
      })),
    },
    complexity: ({ resume }) => MUTATION_COST + VALUE_COST * countValues({ resume }, MAX_VALUES),
    access: ownerOnly,
    errors: {},
    invalidates: ({ profileId }) => [profileCompletionTag(profileId)],
    resolve: async (_root, { resume, mode, dryRun, expectedRevision, ...args }, ctx): Promise<Imported> => {
      const profileId = profileIdOf(args, ctx);
      const options = {
        profileId,
        mode: mode ?? 'MERGE',
        dryRun: dryRun ?? false,
        expectedRevision: expectedRevision ?? undefined,
      };
      const plan = planOf(resume, ctx);
      const { outcome, notes, revision } = await carryOutPlan(ctx, plan, options);
      return { profileId, outcome: outcome === 'unchanged' ? 'UNCHANGED' : 'UPDATED', notes, revision };
    },
  }),
);
