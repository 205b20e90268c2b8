// Compares one profile in Postgres, in the cache and in the index. Read-only. An index that cannot be read leaves the rest.
import { compareProfiles, type Comparison, type CompareServices } from '../audit/compare.ts';
import type { Completion } from '../completion/score.ts';
import { readIndexed } from '../indexing/indexed.ts';
import { isAboutRecord, SearchError } from '../search/errors.ts';

export type Inspection = Omit<Comparison, 'completion'> & {
  readonly completion: Completion;
  /** Whether the index answered. */
  readonly indexReachable: boolean;
};

/** @returns null where there is no such profile */
export async function inspect(services: CompareServices, profileId: string): Promise<Inspection | null> {
  let indexReachable = true;
  const [comparison] = await compareProfiles(services, [profileId], {
    async readIndex(ids) {
      try {
        return await readIndexed(services.search, ids);
      } catch (error) {
        if (!(error instanceof SearchError) || isAboutRecord(error)) throw error;
        indexReachable = false;
        return null;
      }
    },
  });
  if (!comparison?.completion) return null;
  return { ...comparison, completion: comparison.completion, indexReachable };
}
