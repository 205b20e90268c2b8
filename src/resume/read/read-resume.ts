// Turns a resume as people have them into what JSON Resume 1.x says. It renames and converts, and drops what is empty. What is
// not understood stays as written, and unknown fields stay where they are.
import { InvalidInputError } from '../../graphql/errors.ts';
import type { FaultCode } from '../../graphql/faults.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../search/json.ts';
import type { Resume } from '../../sections/define.ts';
import { clean, WHOLE_RESUME } from './clean.ts';
import { isResume } from './evidence.ts';
import { personOfGraph, withLinguistic, withSections } from './layout.ts';
import { hasName } from './name-fields.ts';
import { withBasics } from './name.ts';
import { fieldOf, renamed } from './names.ts';
import { isBlank, quoted, type Note } from './note.ts';
import { RESUME } from './shape.ts';
import { readFields } from './value.ts';
import { peopleIn, unwrapped } from './wrapper.ts';

export interface ReadResume {
  readonly resume: Resume;
  /** In the order of reading. One value may have several. */
  readonly notes: readonly Note[];
}

export class SeveralPeopleError extends InvalidInputError {
  /** The resume of each. */
  readonly people: readonly JsonValue[];
  constructor(people: readonly JsonValue[]) {
    const message = `holds ${people.length} resumes; one is imported at a time`;
    super([{ path: WHOLE_RESUME, message, code: 'TOO_MANY', params: { max: 1 } }]);
    this.people = people;
  }
}

/**
 * Reading what it returned changes nothing more.
 * @throws SeveralPeopleError where it holds several resumes
 * @throws InvalidInputError where it is no resume: no object, or no name in it
 */
export function readResume(json: unknown): ReadResume {
  const notes: Note[] = [];
  const whole = personOfGraph(clean(json, notes), notes);
  const people = peopleIn(whole);
  if (people.length > 0) throw new SeveralPeopleError(people);
  const given = unwrapped({ value: whole, path: '' }, notes);
  if (!isJsonObject(given.value)) throw noResume(given.path, 'must be an object', 'INVALID_TYPE');
  checkEvidence(given.value, given.path);
  const sections = withSections(renamed(RESUME, given.value, given.path, notes), notes);
  const entries = withBasics(withLinguistic(sections, notes), notes);
  const resume = readFields(entries, RESUME, '', notes);
  return { resume: checkedName(resume), notes };
}

function checkedName(resume: JsonObject): Resume {
  const { basics } = resume;
  const name = isJsonObject(basics) ? basics['name'] : undefined;
  if (!isJsonObject(basics) || name === undefined || isBlank(name))
    throw noName('must not be empty', 'REQUIRED');
  if (typeof name !== 'string') throw noName('must be a text', 'INVALID_TYPE');
  return resume;
}

const noResume = (path: string, message: string, code: FaultCode) =>
  new InvalidInputError([{ path: path || WHOLE_RESUME, message, code }]);

const noName = (message: string, code: FaultCode) => noResume('basics.name', message, code);

const SHOWN_KEYS = 5;

/** An object that has fields of a resume only may yet become one: it lacks a name. */
function checkEvidence(object: JsonObject, path: string): void {
  const names = Object.keys(object);
  if (names.every((name) => fieldOf(RESUME, name) !== undefined) || isResume(object)) return;
  const shown = names.slice(0, SHOWN_KEYS).map((name) => quoted(name));
  const fields = [...shown, ...(names.length > SHOWN_KEYS ? ['…'] : [])].join(', ');
  const lack = hasName(object) ? 'has a name, but nothing else of a person' : 'has neither a name nor basics';
  throw noResume(
    path,
    `is no resume: it ${lack} among its fields ${fields}; a resume has basics with a name, or beside the name an e-mail address, work or education`,
    'REQUIRED',
  );
}
