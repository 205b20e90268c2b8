// The whole resume of a profile: the one that was imported last, with what its sections hold now.
import { isJsonObject, type JsonObject, type JsonValue } from '../search/json.ts';
import type { Resume } from '../sections/define.ts';
import { rowIdOf, type IdOf } from '../sections/row-id.ts';
import { contentOf, resumeOf, type ProfileContent } from './content.ts';
import { merge } from './merge.ts';

/** What the sections held of a resume when it was imported. Of a list that has rows, only the items with a row. */
export function heldPart(kept: Resume): Resume {
  const rows = (value: JsonValue) =>
    Array.isArray(value) && value.some(rowIdOf) ? value.filter((item) => rowIdOf(item) !== undefined) : value;
  const ofRows = (object: JsonObject): JsonObject =>
    Object.fromEntries(Object.entries(object).map(([name, value]) => [name, rows(value)]));
  return resumeOf(contentOf({ ...ofRows(kept), ...(kept.basics && { basics: ofRows(kept.basics) }) }));
}

/** The content of the kept resume with every change since its import, in the order of the kept resume. */
export function wholeResume(kept: Resume | null, content: ProfileContent): Resume {
  const now = resumeOf(content);
  return kept === null ? now : wholeOf(heldPart(kept), kept, now);
}

/**
 * @param held the part of the kept resume that the sections could hold
 * @param now what they hold now
 * @param idOf tells the rows of their items. @default by their own ids
 */
export function wholeOf(held: Resume, kept: Resume, now: Resume, idOf?: IdOf): Resume {
  // A profile has a name, so the result is an object with `basics`.
  return merge(held, kept, now, idOf).value as Resume;
}

/** An export carries the id of its profile in `meta.vitae`, unless the resume has something else there. */
export function withMark(resume: Resume, profileId: string): Resume {
  const meta = resume['meta'] ?? {};
  if (!isJsonObject(meta) || Object.hasOwn(meta, 'vitae')) return resume;
  return { ...resume, meta: { ...meta, vitae: { profileId } } };
}

/** @returns the resume as it was before `withMark`; an empty `meta` counts as none */
export function withoutMark(resume: Resume): { readonly resume: Resume; readonly profileId: string | null } {
  const { meta, ...rest } = resume;
  if (!isJsonObject(meta)) return { resume, profileId: null };
  const { vitae, ...others } = meta;
  const { profileId, ...more } = isJsonObject(vitae) ? vitae : {};
  const isMarked = typeof profileId === 'string' && Object.keys(more).length === 0;
  const own = isMarked ? others : meta;
  const isEmpty = Object.keys(own).length === 0;
  return {
    resume: isEmpty ? rest : { ...resume, meta: own },
    profileId: isMarked ? profileId : null,
  };
}
