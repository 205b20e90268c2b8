// Plans the import of a resume, without a database: what a new profile of it holds, and what tells whose it is.
import { createHash } from 'node:crypto';
import type { Prisma, Transaction } from '../database/client.ts';
import { InvalidInputError, validate, type FieldFault } from '../graphql/errors.ts';
import { fullNameRule } from '../profiles/mutations.ts';
import type { Resume } from '../sections/define.ts';
import { sections } from '../sections/registry.ts';
import { basicsText } from '../sections/resume.ts';
import type { Note } from './read/note.ts';
import { readResume } from './read/read-resume.ts';

export interface PlanOptions {
  /** Refuses a resume with any note. @default false */
  readonly strict?: boolean;
  /** What tells whose resume it is, instead of its own address. As given; stored as `key:…`. */
  readonly key?: string;
  /** The most bytes of a profile: the longest texts of a larger resume are left out, each with a note. */
  readonly profileBytes: number;
}

/** What a resume becomes. */
export interface ImportPlan {
  /** Of a new profile; it lacks its id and its handle. */
  readonly profile: Pick<Prisma.ProfileCreateManyInput, 'email' | 'url' | 'importKey'> & {
    readonly fullName: string;
  };
  readonly kept: { readonly content: Resume; readonly hash: string; readonly name: string };
  /** Writes the sections of a new profile. */
  readonly insertSections: (tx: Transaction, profileId: string) => Promise<void>;
  readonly notes: readonly Note[];
}

/** @throws InvalidInputError where it is no resume; with `strict` also where anything is read otherwise than it was written */
export function planImport(json: unknown, { key }: PlanOptions): ImportPlan {
  const { resume, notes } = readResume(json);
  const faults: FieldFault[] = [];
  const attempt = <Result>(part: () => Result): Result[] => {
    try {
      return [part()];
    } catch (error) {
      if (!(error instanceof InvalidInputError)) throw error;
      faults.push(...error.fields);
      return [];
    }
  };
  const [fullName = ''] = attempt(() => validate('basics.name', fullNameRule, resume.basics?.['name'] ?? ''));
  const importers = sections.flatMap((section) => attempt(() => section.importer(resume)));
  if (faults.length > 0) throw new InvalidInputError(faults);
  return {
    profile: {
      fullName,
      email: basicsText(resume, 'email'),
      url: basicsText(resume, 'url'),
      importKey: key === undefined ? null : `key:${key}`,
    },
    kept: {
      content: resume,
      hash: createHash('sha256').update(JSON.stringify(resume)).digest('base64url'),
      name: fullName,
    },
    async insertSections(tx, profileId) {
      for (const write of importers) await write(tx, profileId);
    },
    notes,
  };
}

/** Writes sections and kept resumes of new profiles, whose own rows are there. A statement for each table, not for each profile. */
export async function insertPlans(
  tx: Transaction,
  people: readonly { readonly profileId: string; readonly plan: ImportPlan }[],
): Promise<void> {
  for (const { profileId, plan } of people) await plan.insertSections(tx, profileId);
  await tx.keptResume.createMany({
    data: people.map(({ profileId, plan }) => ({ profileId, ...plan.kept })),
  });
}
