// Layouts of other tools: the parts of a resume are read from where they stand, and what stands beside them is kept.
import { describe, expect, it } from 'vitest';
import { planImport } from '../../../src/resume/plan.ts';
import { readResume } from '../../../src/resume/read/read-resume.ts';

const read = (json: unknown) => readResume(json).resume;

/** What the profile has of it. */
function profileOf(json: unknown) {
  const { content } = planImport(json, { profileBytes: 1_000_000 });
  return { name: content.fullName, email: content.email, url: content.url };
}

/** Of each layout, an example with one value of each kind. */
const LAYOUTS: Readonly<Record<string, unknown>> = {
  'sections as lists': {
    cv: {
      name: 'Ada Example',
      email: 'ada@people.dev',
      social_networks: [{ network: 'GitHub', username: 'ada' }],
      sections: {
        experience: [{ company: 'Mill', position: 'Engineer', start_date: '2014-06', end_date: 'present' }],
        education: [{ institution: 'College', area: 'Mathematics', degree: 'BSc' }],
        skills: [{ label: 'Tools', details: 'Git, Docker' }],
        'My garden': ['Roses'],
      },
    },
    design: { theme: 'classic' },
  },
  'sections with items': {
    basics: { name: 'Ada Example', email: 'ada@people.dev', headline: 'Engineer' },
    sections: {
      summary: { name: 'About', columns: 1, content: 'Builds engines.' },
      profiles: { name: 'Profiles', items: [{ id: 'p1', network: 'GitHub', username: 'ada' }] },
      experience: {
        name: 'Experience',
        items: [
          {
            id: 'w1',
            company: 'Mill',
            position: 'Engineer',
            date: '2014-06 - Present',
            url: { label: 'Mill', href: 'https://mill.example' },
          },
        ],
      },
      education: {
        name: 'Education',
        items: [{ institution: 'College', area: 'Mathematics', studyType: 'BSc' }],
      },
      skills: { name: 'Skills', items: [{ name: 'Tools', keywords: ['Git', 'Docker'] }] },
    },
  },
  'history and sets': {
    name: 'Ada Example',
    info: { label: 'Engineer', brief: 'Builds engines.', characterClass: 'Programmer' },
    contact: { email: 'ada@people.dev', phone: '+49 30 123456' },
    social: [{ label: 'Code', network: 'GitHub', user: 'ada' }],
    employment: {
      summary: 'Ten years',
      history: [{ employer: 'Mill', position: 'Engineer', start: '2014-06' }],
    },
    education: {
      level: 'bachelor',
      history: [{ institution: 'College', title: 'BSc', area: 'Mathematics' }],
    },
    skills: { sets: [{ name: 'Tools', skills: ['Git', 'Docker'] }], list: [{ name: 'Git' }] },
  },
  'lists of their own names': {
    profile: { name: 'Ada Example', email: 'ada@people.dev', github: 'https://github.com/ada' },
    educationList: [
      { edu_time: ['2010.09', '2014.05'], school: 'College', major: 'Mathematics', academic_degree: 'BSc' },
    ],
    workExpList: [
      { company_name: 'Mill', position: 'Engineer', work_time: ['2014.06', null], work_desc: 'Builds.' },
    ],
    skillList: [{ skill_name: 'Tools', skill_desc: 'Git, Docker' }],
    theme: { color: 'classic' },
  },
  'objects of parts': {
    SkillsPassport: {
      LearnerInfo: {
        Identification: {
          PersonName: { FirstName: 'Ada', Surname: 'Example' },
          ContactInfo: { Email: { Contact: 'ada@people.dev' } },
        },
        WorkExperience: [
          {
            Period: { From: { Year: 2014, Month: 6 }, Current: true },
            Position: { Code: '2511', Label: 'Engineer' },
            Employer: { Name: 'Mill', ContactInfo: { Address: 'Mill Road' } },
          },
        ],
        Education: [
          { Title: 'BSc', Area: 'Mathematics', Organisation: { Name: 'College', ContactInfo: {} } },
        ],
        Skills: [{ name: 'Tools', keywords: ['Git', 'Docker'] }],
      },
    },
  },
};

describe.each(Object.keys(LAYOUTS))('%s', (layout) => {
  const given = LAYOUTS[layout];
  it('has name, contact, work, education and skills', () => {
    expect(profileOf(given)).toMatchObject({ name: 'Ada Example', email: 'ada@people.dev' });
    expect(read(given)).toMatchObject({
      work: [{ name: 'Mill', position: 'Engineer', startDate: '2014-06' }],
      education: [{ institution: 'College', area: 'Mathematics', studyType: 'BSc' }],
      skills: [{ name: 'Tools', keywords: ['Git', 'Docker'] }],
    });
  });
  it('keeps every value, and is read again as it is', () => {
    const once = read(given);
    const text = JSON.stringify(once);
    const isKept = (value: string) => text.includes(JSON.stringify(value).slice(1, -1));
    const kept = ['classic', 'Roses', 'Experience', 'w1', 'Programmer', 'Ten years', '2511', 'Mill Road'];
    const own = kept.filter((value) => JSON.stringify(given).includes(JSON.stringify(value)));
    expect(own.filter((value) => !isKept(value))).toEqual([]);
    expect(readResume(once).resume).toEqual(once);
  });
});

it('reads the persons profiles and summary from the sections', () => {
  const { basics } = read(LAYOUTS['sections with items']);
  expect(basics).toMatchObject({
    label: 'Engineer',
    summary: 'Builds engines.',
    profiles: [{ network: 'GitHub' }],
  });
});

it('reads profiles that are fields of their own', () => {
  const { basics } = read(LAYOUTS['lists of their own names']);
  expect(basics).toMatchObject({ profiles: [{ network: 'github', url: 'https://github.com/ada' }] });
});

it('tells in a note where a value stands in the file', () => {
  const { notes } = readResume(LAYOUTS['sections with items']);
  const paths = notes.map(({ path }) => path);
  expect(paths).toContain('sections.experience.items.0.company');
  expect(readResume(LAYOUTS['history and sets']).notes.map(({ path }) => path)).toContain('contact.email');
});

it.each<[string, unknown, string]>([
  [
    'basics in two languages',
    { basics: { en: { name: 'Ada', label: 'Cook' }, de: { name: 'Ada', label: 'Koch' } } },
    'Ada',
  ],
  [
    'a name in several locales',
    {
      firstName: { localized: { en_US: 'Ada' }, preferredLocale: { country: 'US', language: 'en' } },
      lastName: { localized: { en_US: 'Example' }, preferredLocale: { country: 'US', language: 'en' } },
      headline: { localized: { en_US: 'Engineer' } },
    },
    'Ada Example',
  ],
  [
    'a name within objects',
    {
      Worker_Data: {
        Personal_Data: {
          Name_Data: { Legal_Name_Data: { Name_Detail_Data: { First_Name: 'Ada', Last_Name: 'Example' } } },
        },
      },
    },
    'Ada Example',
  ],
  [
    'the person of a graph',
    {
      '@context': 'https://schema.org',
      '@graph': [
        { '@type': 'WebSite', name: 'Site' },
        {
          '@type': 'Person',
          name: 'Ada Example',
          jobTitle: 'Engineer',
          worksFor: { '@type': 'Organization', name: 'Mill' },
        },
      ],
    },
    'Ada Example',
  ],
  [
    'a page about a person',
    { '@type': 'ProfilePage', mainEntity: { '@type': 'Person', name: 'Ada Example' } },
    'Ada Example',
  ],
  [
    'an account',
    { login: 'ada', name: 'Ada Example', bio: 'Builds engines', blog: 'ada.example', location: 'London' },
    'Ada Example',
  ],
])('takes %s', (_, json, name) => {
  const { resume } = readResume(json);
  expect(resume.basics?.['name']).toBe(name);
  expect(readResume(resume).resume).toEqual(resume);
});

it('reads addresses and numbers of lists of objects, and texts in several languages', () => {
  const given = {
    f_name: 'Ada',
    l_name: 'Example',
    headline: { en: 'Engineer', de: 'Ingenieurin' },
    email_addresses: [{ value: 'ada@people.dev', type: 'home' }],
    phone_numbers: [{ value: '+49 30 901820', type: 'home' }],
    experiences: [{ company: 'Mill', starts_at: { day: 1, month: 6, year: 2014 }, ends_at: null }],
  };
  const resume = read(given);
  expect(resume.basics).toMatchObject({
    name: 'Ada Example',
    label: 'Engineer',
    email: 'ada@people.dev',
    phone: '+49 30 901820',
  });
  expect(resume['work']).toMatchObject([{ name: 'Mill', startDate: '2014-06-01' }]);
  expect(JSON.stringify(resume)).toMatch(/Ingenieurin.*home.*home/);
});

it.each<[string, unknown]>([
  [
    'two persons of a graph',
    {
      '@graph': [
        { '@type': 'Person', name: 'A B' },
        { '@type': 'Person', name: 'C D' },
      ],
    },
  ],
  ['an organization of a graph', { '@graph': [{ '@type': 'Organization', name: 'Mill' }] }],
  ['an article', { name: 'Engines', headline: 'All about engines', summary: 'Long' }],
  [
    'a place',
    { name: 'Mill', address: 'Mill Road', telephone: '+49 30 123456', url: 'https://mill.example' },
  ],
  ['a time table', { name: 'Trains', jobs: [{ from: '8:00', to: '9:00' }] }],
])('does not take %s for a resume', (_, json) => {
  expect(() => readResume(json)).toThrow(/resume/);
});

it.each([
  [{ startDate: 'some day', endDate: 'another' }, {}],
  [{ startDate: 'some day', endDate: '2012' }, { endDate: '2012' }],
  [{ startDate: '2012', endDate: 'another' }, { startDate: '2012' }],
  [{ startDate: '2012', endDate: '2010', url: 'javascript:x' }, { startDate: '2012' }],
])('a value with two faults is left out, and its item stays: %j', (given, kept) => {
  const { content } = planImport(
    {
      basics: { name: 'Ada Example' },
      work: [{ name: 'Hooli', ...given }],
      education: [{ institution: 'Hooli', ...given }],
    },
    { profileBytes: 1_000_000 },
  );
  const dates = { startDate: null, endDate: null, ...kept };
  expect(content.sections.flat()).toMatchObject([
    { institution: 'Hooli', ...dates },
    { name: 'Hooli', ...dates },
  ]);
});
