// Finds the fields of JSON Resume 1.x under the names that version 0, other tools and other spellings give them.
import { leftOut, pathOf, quoted, type Entry, type Note } from './note.ts';
import { isAbsent, type ObjectShape } from './shape.ts';
import type { JsonObject, JsonValue } from '../../search/json.ts';

/** Other names of fields, by place. A name in another case, or with other separators, needs no line here. */
const OTHER_NAMES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '': {
    basic: 'basics',
    experience: 'work',
    experiences: 'work',
    positions: 'work',
    workExperience: 'work',
    workExperiences: 'work',
    professionalExperience: 'work',
    employmentHistory: 'work',
    workHistory: 'work',
    employment: 'work',
    jobs: 'work',
    volunteering: 'volunteer',
    volunteerExperience: 'volunteer',
    educations: 'education',
    certifications: 'certificates',
    hobbies: 'interests',
  },
  basics: {
    picture: 'image',
    photo: 'image',
    avatar: 'image',
    website: 'url',
    homepage: 'url',
    mail: 'email',
    emails: 'email',
    workEmail: 'email',
    emailAddress: 'email',
    telephone: 'phone',
    tel: 'phone',
    mobile: 'phone',
    phoneNumber: 'phone',
    fullName: 'name',
    jobTitle: 'label',
  },
  'basics.location': {
    country: 'countryCode',
    zip: 'postalCode',
    zipCode: 'postalCode',
    postcode: 'postalCode',
    state: 'region',
    province: 'region',
    street: 'address',
  },
  'basics.profiles': { name: 'network', site: 'network', user: 'username', link: 'url', website: 'url' },
  work: {
    company: 'name',
    employer: 'name',
    organization: 'name',
    companyName: 'name',
    website: 'url',
    title: 'position',
    jobTitle: 'position',
    role: 'position',
  },
  volunteer: { organisation: 'organization', company: 'organization', website: 'url', role: 'position' },
  education: {
    gpa: 'score',
    website: 'url',
    school: 'institution',
    schoolName: 'institution',
    university: 'institution',
    degree: 'studyType',
    degreeName: 'studyType',
    major: 'area',
    fieldOfStudy: 'area',
  },
  awards: { name: 'title' },
  certificates: { title: 'name', website: 'url', link: 'url' },
  publications: { title: 'name', website: 'url', link: 'url', date: 'releaseDate' },
  languages: { name: 'language', level: 'fluency', proficiency: 'fluency' },
  projects: { title: 'name', website: 'url', link: 'url' },
};

/** Without case and separators. */
export const folded = (name: string) => name.toLowerCase().replace(/[\s_-]/g, '');

const namesByPlace = new Map<string, ReadonlyMap<string, string>>();

/** The fields of the place by each of their names. */
function namesOf({ place, fields }: ObjectShape): ReadonlyMap<string, string> {
  const known = namesByPlace.get(place);
  if (known) return known;
  const other = Object.entries(OTHER_NAMES[place] ?? {}).map(
    ([name, field]) => [folded(name), field] as const,
  );
  const names = [...fields].flatMap(([field, { kind }]) => {
    const one = kind === 'list' && field.endsWith('s') ? [[folded(field).slice(0, -1), field] as const] : [];
    return [...one, [folded(field), field] as const];
  });
  const all = new Map([...other, ...names]);
  namesByPlace.set(place, all);
  return all;
}

/** The field that has this name, or one of its other names; undefined where the schema has none. */
export const fieldOf = (shape: ObjectShape, name: string): string | undefined =>
  shape.fields.has(name) ? name : namesOf(shape).get(folded(name));

export const hasKnownField = (shape: ObjectShape, object: JsonObject) =>
  Object.keys(object).some((name) => fieldOf(shape, name) !== undefined);

/** The entries under the names of the schema. A name whose field is there already stays as it is. */
export function renamed(shape: ObjectShape, object: JsonObject, path: string, notes: Note[]): Entry[] {
  const isGone = (field: string, value: JsonValue) => {
    const own = shape.fields.get(field);
    return own !== undefined && isAbsent(value, own);
  };
  const taken = new Set(
    Object.entries(object).flatMap(([name, value]) =>
      shape.fields.has(name) && !isGone(name, value) ? [name] : [],
    ),
  );
  return Object.entries(object).flatMap(([name, value]): Entry[] => {
    const entry = { key: name, value, path: pathOf(path, name) };
    const field = fieldOf(shape, name);
    if (field === undefined || (field !== name && taken.has(field))) return [entry];
    if (isGone(field, value)) {
      notes.push(leftOut(entry));
      return [];
    }
    if (field === name) return [entry];
    taken.add(field);
    notes.push(renaming(entry, field));
    return [{ ...entry, key: field }];
  });
}

function renaming({ key, value, path }: Entry, field: string): Note {
  const isLeaf = typeof value !== 'object';
  const message = `${quoted(key)} is named ${quoted(field)} in JSON Resume`;
  return { path, written: isLeaf ? value : key, read: isLeaf ? value : field, message };
}
