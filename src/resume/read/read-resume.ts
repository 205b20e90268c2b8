// Turns a resume as people have them into what JSON Resume 1.x says. What is not understood stays as written.
import { InvalidInputError } from '../../graphql/errors.ts';
import { isJsonObject } from '../../search/json.ts';
import type { Resume } from '../../sections/define.ts';
import type { Note } from './note.ts';

export interface ReadResume {
  readonly resume: Resume;
  readonly notes: readonly Note[];
}

/** @throws InvalidInputError where it is no resume */
export function readResume(json: unknown): ReadResume {
  if (!isJsonObject(json)) {
    throw new InvalidInputError([{ path: '(the whole)', message: 'must be an object' }]);
  }
  const { basics } = json;
  if (!isJsonObject(basics) || typeof basics['name'] !== 'string' || basics['name'].trim() === '') {
    throw new InvalidInputError([{ path: 'basics.name', message: 'must not be empty' }]);
  }
  return { resume: { ...json, basics }, notes: [] };
}
