// What an import tells of a value that a profile has otherwise than its resume was written.
import type { JsonValue } from '../search/json.ts';

export interface Note {
  /** In the resume, as in `work.0.endDate`. */
  readonly path: string;
  /** The value as given. A text that stays as written is cut, and a list or an object under another name has its name here. */
  readonly written: JsonValue;
  /** What it became; null where it is left out, or stays as written and counts for nothing. */
  readonly read: JsonValue;
  /** A sentence without the path. It quotes at most 100 characters of a value. */
  readonly message: string;
}
