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

/** Of HR systems and of networks: each wraps the same parts otherwise. */
const WRAPPED: Readonly<Record<string, unknown>> = {
  'addresses, languages and periods of parts': {
    SkillsPassport: {
      LearnerInfo: {
        Identification: {
          PersonName: { FirstName: 'Ada', Surname: 'Example' },
          ContactInfo: {
            Address: {
              Contact: {
                AddressLine: '12 Mill Road',
                PostalCode: '10115',
                Municipality: 'Berlin',
                Country: { Code: 'DE', Label: 'Germany' },
              },
            },
            Email: { Contact: 'ada@people.dev' },
            Telephone: [{ Contact: '+49 30 901820', Use: { Code: 'home' } }],
            Website: [{ Contact: 'https://ada.example' }],
          },
        },
        WorkExperience: [
          {
            Period: { From: { Year: 2014, Month: 6 }, To: { Year: 2018, Month: 5 } },
            Position: { Code: '2511', Label: 'Engineer' },
            Activities: 'Builds',
            Employer: { Name: 'Mill', ContactInfo: { Address: { Contact: { Municipality: 'Bonn' } } } },
          },
        ],
        Education: [
          {
            Period: { From: { Year: 2010 }, To: { Year: 2014 } },
            Title: 'BSc',
            Organisation: { Name: 'College' },
          },
        ],
        Skills: {
          Linguistic: {
            MotherTongue: [{ Description: { Code: 'de', Label: 'German' } }],
            ForeignLanguage: [
              {
                Description: { Code: 'en', Label: 'English' },
                ProficiencyLevel: { Listening: 'C1', Reading: 'C1' },
              },
            ],
          },
          Communication: { Description: 'Good talker' },
          Computer: { Description: 'Git, Docker' },
        },
      },
    },
  },
  'sections in views': {
    id: 'x1',
    firstName: 'Ada',
    lastName: 'Example',
    emailAddress: 'ada@people.dev',
    headline: 'Engineer',
    positionView: {
      profilePositions: [
        {
          title: 'Engineer',
          company: { name: 'Mill', industry: 'Machines' },
          timePeriod: { startDate: { month: 6, year: 2014 }, endDate: { month: 5, year: 2018 } },
        },
      ],
    },
    educationView: {
      elements: [
        {
          schoolName: 'College',
          degreeName: 'BSc',
          fieldOfStudy: 'Mathematics',
          timePeriod: { startDate: { year: 2010 }, endDate: { year: 2014 } },
        },
      ],
    },
    skillView: { elements: [{ name: 'Git' }] },
    languageView: { elements: [{ name: 'English', proficiency: 'FULL_PROFESSIONAL' }] },
  },
  'lists as values': {
    firstName: 'Ada',
    lastName: 'Example',
    emailAddress: 'ada@people.dev',
    location: { name: 'Berlin Area, Germany', country: { code: 'de' } },
    positions: {
      _total: 1,
      values: [
        {
          id: 4,
          title: 'Engineer',
          summary: 'Builds',
          startDate: { year: 2014, month: 6 },
          isCurrent: true,
          company: { id: 9, name: 'Mill' },
        },
      ],
    },
    educations: {
      _total: 1,
      values: [
        {
          schoolName: 'College',
          degree: 'BSc',
          fieldOfStudy: 'Mathematics',
          startDate: { year: 2010 },
          endDate: { year: 2014 },
        },
      ],
    },
    skills: { _total: 1, values: [{ id: 1, skill: { name: 'Git' } }] },
    languages: {
      values: [{ language: { name: 'English' }, proficiency: { level: 'full', name: 'Full professional' } }],
    },
  },
  'texts as they were found': {
    Value: {
      ResumeData: {
        ContactInformation: {
          CandidateName: { FormattedName: 'Ada Example', GivenName: 'Ada', FamilyName: 'Example' },
          Telephones: [{ Raw: '+49 30 901820', Normalized: '+49 30 901820' }],
          EmailAddresses: ['ada@people.dev'],
          Location: {
            CountryCode: 'DE',
            PostalCode: '10115',
            Municipality: 'Berlin',
            StreetAddressLines: ['12 Mill Road'],
          },
          WebAddresses: [{ Address: 'https://linkedin.com/in/ada', Type: 'LinkedIn' }],
        },
        ProfessionalSummary: 'Builds engines.',
        EmploymentHistory: {
          ExperienceSummary: { Description: 'Ten years' },
          Positions: [
            {
              Id: 'POS-1',
              Employer: {
                Name: { Probability: 'Confident', Raw: 'Mill', Normalized: 'Mill' },
                Location: { Municipality: 'Bonn' },
              },
              JobTitle: { Raw: 'Engineer', Normalized: 'Engineer' },
              StartDate: { Date: '2014-06-01', IsCurrentDate: false, FoundMonth: true },
              EndDate: { Date: '2018-05-01' },
              Description: 'Builds',
            },
          ],
        },
        Education: {
          HighestDegree: { Name: { Raw: 'bachelors' } },
          EducationDetails: [
            {
              Id: 'DEG-1',
              SchoolName: { Raw: 'College', Normalized: 'College' },
              Degree: { Name: { Raw: 'BSc', Normalized: 'BSc' }, Type: 'bachelors' },
              Majors: ['Mathematics'],
              LastEducationDate: { Date: '2014-01-01' },
            },
          ],
        },
        Skills: { Raw: [{ Name: 'Git', MonthsExperience: { Value: 20 } }] },
        LanguageCompetencies: [{ Language: 'English', LanguageCode: 'en', FoundInContext: 'fluent' }],
      },
    },
  },
  'positions within employers': {
    Candidate: {
      PersonName: { FormattedName: 'Ada Example', GivenName: 'Ada', FamilyName: 'Example' },
      Communication: {
        Email: [{ address: 'ada@people.dev', useCode: 'personal' }],
        Phone: [{ formattedNumber: '+49 30 901820' }],
        Address: [{ cityName: 'Berlin', countryCode: 'DE', postalCode: '10115', line: '12 Mill Road' }],
      },
      EmployerHistory: [
        {
          organizationName: 'Mill',
          PositionHistory: [{ positionTitle: 'Engineer', startDate: '2014-06', endDate: '2018-05' }],
        },
      ],
      EducationOrganizationAttendance: [
        { institution: 'College', EducationDegree: [{ name: 'BSc' }], majorProgramName: 'Mathematics' },
      ],
      PersonCompetency: [{ competencyName: 'Git' }],
    },
  },
  'a person with communication': {
    candidate: {
      person: {
        name: { formattedName: 'Ada Example', given: 'Ada', family: 'Example' },
        communication: {
          email: [{ address: 'ada@people.dev' }],
          phone: [{ formattedNumber: '+49 30 901820' }],
          address: [{ city: 'Berlin', countryCode: 'DE', postalCode: '10115' }],
        },
      },
      profiles: [{ profileId: 'x', languageCode: 'en' }],
      employment: [
        {
          organization: { name: 'Mill' },
          positionHistories: [{ title: 'Engineer', start: '2014-06', end: '2018-05' }],
        },
      ],
      education: [{ institution: { name: 'College' }, educationDegrees: [{ name: 'BSc' }] }],
      qualifications: [{ competencyName: 'Git' }],
    },
  },
  'a contact of methods': {
    Resume: {
      StructuredXMLResume: {
        ContactInfo: {
          PersonName: { FormattedName: 'Ada Example', GivenName: 'Ada', FamilyName: 'Example' },
          ContactMethod: [
            {
              Telephone: { FormattedNumber: '+49 30 901820' },
              InternetEmailAddress: 'ada@people.dev',
              PostalAddress: { CountryCode: 'DE', PostalCode: '10115', Municipality: 'Berlin' },
            },
          ],
        },
        ExecutiveSummary: 'Builds engines.',
        EmploymentHistory: {
          EmployerOrg: [
            {
              EmployerOrgName: 'Mill',
              PositionHistory: [
                { Title: 'Engineer', StartDate: { YearMonth: '2014-06' }, EndDate: { YearMonth: '2018-05' } },
              ],
            },
          ],
        },
        EducationHistory: {
          SchoolOrInstitution: [
            {
              School: [{ SchoolName: 'College' }],
              Degree: [{ DegreeName: 'BSc', DegreeMajor: [{ Name: 'Mathematics' }] }],
            },
          ],
        },
        Languages: { Language: [{ LanguageCode: 'en' }] },
        Qualifications: { Competency: [{ name: 'Git' }] },
      },
    },
  },
  'data of data': {
    Worker_Data: {
      Personal_Data: {
        Name_Data: { Legal_Name_Data: { Name_Detail_Data: { First_Name: 'Ada', Last_Name: 'Example' } } },
        Contact_Data: {
          Address_Data: [
            {
              Address_Line_Data: '12 Mill Road',
              Municipality: 'Berlin',
              Postal_Code: '10115',
              Country_Reference: { ID: 'DE' },
            },
          ],
          Phone_Data: [{ Formatted_Phone: '+49 30 901820' }],
          Email_Address_Data: [{ Email_Address: 'ada@people.dev', Usage_Data: { Public: true } }],
        },
      },
      Employment_Data: { Position_Data: { Position_Title: 'Engineer', Start_Date: '2014-06-01' } },
    },
  },
  'basics with content': {
    basic_info: { content: { name: 'Ada Example', email: 'ada@people.dev' } },
    work_experience: { content: [{ company: 'Mill', position: 'Engineer', start_date: '2014-06' }] },
    skills: { content: [{ name: 'Git' }] },
  },
};

describe.each(Object.keys(WRAPPED))('%s', (layout) => {
  const given = WRAPPED[layout];
  const { resume } = readResume(given);
  const written = JSON.stringify(given);
  it('has every part that it has in its place', () => {
    const { basics, ...sections } = resume;
    expect(basics).toMatchObject({ name: 'Ada Example', email: 'ada@people.dev' });
    if (written.includes('901820')) expect(basics).toMatchObject({ phone: '+49 30 901820' });
    if (written.includes('10115'))
      expect(basics).toMatchObject({ location: { city: 'Berlin', postalCode: '10115', countryCode: 'DE' } });
    if (written.includes('Mill')) expect(sections).toMatchObject({ work: [{ position: 'Engineer' }] });
    if (written.includes('2018'))
      expect(JSON.stringify(sections['work'])).toMatch(/"startDate":"2014-06.*"endDate":"2018-05/);
    if (written.includes('"College"'))
      expect(sections).toMatchObject({ education: [{ institution: 'College', studyType: 'BSc' }] });
    if (written.includes('English'))
      expect(JSON.stringify(sections['languages'])).toContain('"language":"English"');
  });
  it('keeps every value, and is read again as it is', () => {
    const text = JSON.stringify(resume).toLowerCase();
    expect(textsIn(given).filter((one) => !text.includes(one.toLowerCase()))).toEqual([]);
    expect(readResume(resume).resume).toEqual(resume);
  });
});

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

it('reads lists under names of their own as one list', () => {
  const { work } = read({
    name: 'Ada Example',
    email: 'ada@people.dev',
    jobs: {
      current: [{ company: 'Mill', position: 'Engineer' }],
      past: [{ company: 'Bakery', position: 'Baker' }],
    },
  }) as { work: unknown };
  expect(work).toEqual([
    { name: 'Mill', position: 'Engineer' },
    { name: 'Bakery', position: 'Baker' },
  ]);
});

it('reads each position that one employer has', () => {
  const position = (title: string, start: string) => ({ title, start });
  const positions = [position('Lead', '2016'), position('Engineer', '2014')];
  const { work } = read({
    basics: { name: 'Ada Example' },
    work: [{ company: 'Mill', site: 'Bonn', positions }],
  }) as {
    work: unknown;
  };
  expect(work).toEqual([
    { name: 'Mill', site: 'Bonn', position: 'Lead', startDate: '2016' },
    { name: 'Mill', position: 'Engineer', startDate: '2014' },
  ]);
});

it('takes a name alone within the content of the basics', () => {
  for (const key of ['basics', 'basic_info'])
    expect(read({ [key]: { content: { name: 'Ada Example' } }, work: [{ company: 'Mill' }] }).basics).toEqual(
      {
        name: 'Ada Example',
      },
    );
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
