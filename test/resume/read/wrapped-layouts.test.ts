// Layouts of HR systems and of networks: each wraps the same parts otherwise.
import { describe, expect, it } from 'vitest';
import { readResume } from '../../../src/resume/read/read-resume.ts';

const read = (json: unknown) => readResume(json).resume;

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
