// The whole resume of a profile: the one that was imported last, with what its sections hold now.
import type { JsonObject } from '../search/json.ts';
import { isJsonObject } from '../search/json.ts';
import type { Resume } from '../sections/define.ts';
import { contentOf, resumeOf, type ProfileContent } from './content.ts';
import { merge } from './merge.ts';

/** The parts that the sections could hold of a resume. */
export const heldPart = (kept: Resume): Resume => resumeOf(contentOf(kept));

/** Its content, in which every change since the import shows, in the places of the kept resume. */
export function wholeResume(kept: Resume | null, content: ProfileContent): Resume {
  const now = resumeOf(content);
  if (kept === null) return now;
  const { value } = merge(heldPart(kept), kept, now);
  // A profile has a name, so the result is an object with `basics`.
  return value as Resume;
}

/** What an export adds to `meta`, so that its import finds the profile. */
export interface OwnMark {
  readonly profileId: string;
}

export function withMark(resume: Resume, mark: OwnMark): Resume {
  const meta = isJsonObject(resume['meta']) ? resume['meta'] : {};
  return { ...resume, meta: { ...meta, vitae: { ...mark } } };
}

/** @returns the resume as it was before `withMark` */
export function withoutMark(resume: Resume): { resume: Resume; profileId: string | null } {
  const { meta, ...rest } = resume;
  if (!isJsonObject(meta) || !isJsonObject(meta['vitae'])) return { resume, profileId: null };
  const { vitae, ...others } = meta;
  const own = isJsonObject(vitae) ? vitae['profileId'] : null;
  const unmarked: JsonObject = { ...resume };
  if (Object.keys(others).length > 0) unmarked['meta'] = others;
  const without = Object.keys(others).length > 0 ? unmarked : rest;
  return { resume: without as Resume, profileId: typeof own === 'string' ? own : null };
}
