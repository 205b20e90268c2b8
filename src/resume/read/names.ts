// Finds the fields of JSON Resume 1.x under the names that version 0, other tools and other spellings give them.
import { pathWithin } from './given-path.ts';
import { namesInLanguages } from './other-languages.ts';
import { leftOut, quoted, type Entry, type Note } from './note.ts';
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
    employerHistory: 'work',
    positionView: 'work',
    workHistory: 'work',
    employment: 'work',
    jobs: 'work',
    workExp: 'work',
    employments: 'work',
    careerHistory: 'work',
    volunteerWork: 'volunteer',
    educationHistory: 'education',
    educationalBackground: 'education',
    academicBackground: 'education',
    technicalSkills: 'skills',
    keySkills: 'skills',
    coreSkills: 'skills',
    hardSkills: 'skills',
    languageSkills: 'languages',
    spokenLanguages: 'languages',
    languagesKnown: 'languages',
    honors: 'awards',
    honorsAndAwards: 'awards',
    personalProjects: 'projects',
    licensesAndCertifications: 'certificates',
    volunteering: 'volunteer',
    volunteerExperience: 'volunteer',
    educations: 'education',
    educationOrganizationAttendance: 'education',
    personCompetency: 'skills',
    languageCompetencies: 'languages',
    certifications: 'certificates',
    hobbies: 'interests',
    worksFor: 'work',
    alumniOf: 'education',
    knowsAbout: 'skills',
    knowsLanguage: 'languages',
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
    emailAddresses: 'email',
    internetEmailAddress: 'email',
    telephone: 'phone',
    tel: 'phone',
    mobile: 'phone',
    phoneNumber: 'phone',
    phoneNumbers: 'phone',
    telephones: 'phone',
    fullName: 'name',
    jobTitle: 'label',
    headline: 'label',
    brief: 'summary',
    bio: 'summary',
    aboutMe: 'summary',
    position: 'label',
    blog: 'url',
    avatarUrl: 'image',
    address: 'location',
    postalAddress: 'location',
    webAddresses: 'profiles',
    social: 'profiles',
    socialNetworks: 'profiles',
    sameAs: 'profiles',
  },
  'basics.location': {
    country: 'countryCode',
    zip: 'postalCode',
    zipCode: 'postalCode',
    postcode: 'postalCode',
    state: 'region',
    province: 'region',
    street: 'address',
    streetAddress: 'address',
    addressLocality: 'city',
    addressRegion: 'region',
    addressCountry: 'countryCode',
    countryReference: 'countryCode',
    municipality: 'city',
    cityName: 'city',
    addressLine: 'address',
    addressLineData: 'address',
    streetAddressLines: 'address',
    line: 'address',
    countrySubdivision: 'region',
  },
  'basics.profiles': {
    name: 'network',
    type: 'network',
    address: 'url',
    site: 'network',
    user: 'username',
    link: 'url',
    website: 'url',
  },
  work: {
    company: 'name',
    employer: 'name',
    organization: 'name',
    institution: 'name',
    companyName: 'name',
    organizationName: 'name',
    employerOrgName: 'name',
    positionTitle: 'position',
    desc: 'summary',
    responsibilities: 'highlights',
    keyResponsibilities: 'highlights',
    achievements: 'highlights',
    duties: 'highlights',
    activities: 'highlights',
    bullets: 'highlights',
    bulletPoints: 'highlights',
    website: 'url',
    title: 'position',
    jobTitle: 'position',
    role: 'position',
    designation: 'position',
    organisation: 'name',
  },
  volunteer: { organisation: 'organization', company: 'organization', website: 'url', role: 'position' },
  education: {
    name: 'institution',
    organisation: 'institution',
    organization: 'institution',
    discipline: 'area',
    gradYear: 'endDate',
    graduationYear: 'endDate',
    completionDate: 'endDate',
    gpa: 'score',
    grade: 'score',
    curriculum: 'courses',
    website: 'url',
    school: 'institution',
    institute: 'institution',
    institutionName: 'institution',
    college: 'institution',
    cgpa: 'score',
    academicDegree: 'studyType',
    educationLevel: 'studyType',
    graduationDate: 'endDate',
    yearOfCompletion: 'endDate',
    schoolName: 'institution',
    university: 'institution',
    degree: 'studyType',
    degreeName: 'studyType',
    title: 'studyType',
    major: 'area',
    field: 'area',
    fieldOfStudy: 'area',
    majors: 'area',
    majorProgramName: 'area',
    degreeMajor: 'area',
    educationDegree: 'studyType',
    educationDegrees: 'studyType',
    lastEducationDate: 'endDate',
  },
  awards: { name: 'title', info: 'title', time: 'date' },
  certificates: { title: 'name', website: 'url', link: 'url' },
  publications: { title: 'name', website: 'url', link: 'url', date: 'releaseDate' },
  languages: {
    name: 'language',
    languageCode: 'language',
    level: 'fluency',
    proficiency: 'fluency',
    description: 'fluency',
  },
  skills: {
    skill: 'name',
    text: 'name',
    title: 'name',
    label: 'name',
    rating: 'level',
    competencyName: 'name',
    skills: 'keywords',
    details: 'keywords',
    desc: 'keywords',
  },
  projects: { title: 'name', desc: 'description', role: 'roles', website: 'url', link: 'url' },
};

/** Where the place has both dates. */
const OTHER_DATES = {
  startsAt: 'startDate',
  endsAt: 'endDate',
  fromDate: 'startDate',
  startedOn: 'startDate',
  finishedOn: 'endDate',
  toDate: 'endDate',
  startYear: 'startDate',
  endYear: 'endDate',

  start: 'startDate',
  from: 'startDate',
  begin: 'startDate',
  end: 'endDate',
  to: 'endDate',
};

/** Without case, separators and accents. */
export function folded(name: string): string {
  const plain = name.toLowerCase().replace(/[\s_-]/g, '');
  return /[^\0-\x7F]/.test(plain)
    ? plain.normalize('NFKD').replace(/\p{M}/gu, '').replaceAll('ı', 'i').normalize('NFC')
    : plain;
}

const namesByPlace = new Map<string, ReadonlyMap<string, string>>();

/** The fields of the place by each of their names. */
function namesOf({ place, fields }: ObjectShape): ReadonlyMap<string, string> {
  const known = namesByPlace.get(place);
  if (known) return known;
  const hasDates = fields.has('startDate');
  const ofPlace = { ...(hasDates && OTHER_DATES), ...OTHER_NAMES[place] };
  const named = [...namesInLanguages(place, hasDates), ...Object.entries(ofPlace)];
  const other = named.map(([name, field]) => [folded(name), field] as const);
  const names = [...fields].flatMap(([field, { kind }]) => {
    const one = kind === 'list' && field.endsWith('s') ? [[folded(field).slice(0, -1), field] as const] : [];
    return [...one, [folded(field), field] as const];
  });
  const all = new Map([...other, ...names]);
  namesByPlace.set(place, all);
  return all;
}

/** The field that has this name, or one of its other names; undefined where the schema has none. */
export function fieldOf(shape: ObjectShape, name: string): string | undefined {
  if (shape.fields.has(name)) return name;
  return namesOf(shape).get(folded(name)) ?? namesOf(shape).get(ownName(shape, name));
}

/** Folded, without what it has besides. */
export const ownName = ({ place }: ObjectShape, name: string) =>
  folded(name).replace(AROUND[place] ?? /^$/, '');

/** What some names have besides, as in `workList` and `project_name`. */
const AROUND: Readonly<Record<string, RegExp>> = {
  '': /(?:list|details|section|view|data)$/,
  basics: /(?<!name)data$/,
  work: /^(?:work|job)/,
  education: /^edu(?:cation)?/,
  projects: /^project/,
  awards: /^award/,
  skills: /^skill/,
};

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
    const entry = { key: name, value, path: pathWithin(object, path, name) };
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
