// What a reader of resumes tells about a value that it read otherwise than it was written.
import type { JsonValue } from '../../search/json.ts';

export interface Note {
  /** In the given resume, as in `work.0.endDate`. */
  readonly path: string;
  /** The value as given. Where it is kept as written, a long text is cut: the resume has it whole. */
  readonly written: JsonValue;
  /** What it became; null where it is left out, or is kept as written and counts for nothing. */
  readonly read: JsonValue;
  /** A sentence about it, without the path, which quotes at most 100 characters of a value. */
  readonly message: string;
}
