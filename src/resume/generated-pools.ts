// Owns the words that generated profiles are made of. Every company, school and site in them is made up.

export const FIELDS = [
  {
    area: 'Computer Science',
    titles: ['Software Engineer', 'Backend Engineer', 'Staff Engineer', 'Site Reliability Engineer'],
    skills: ['TypeScript', 'PostgreSQL', 'Distributed systems', 'GraphQL', 'Kubernetes', 'Go'],
    phrases: [
      'Moved a monolith to services without a day of downtime.',
      'Cut the slowest query of the product to a tenth.',
    ],
  },
  {
    area: 'Data Science',
    titles: ['Data Analyst', 'Data Scientist', 'Machine Learning Engineer'],
    skills: ['Python', 'SQL', 'Statistics', 'Forecasting', 'pandas'],
    phrases: [
      'Built the forecast that the whole planning now rests on.',
      'Turned four reports nobody read into one that all do.',
    ],
  },
  {
    area: 'Design',
    titles: ['Product Designer', 'Interaction Designer', 'Design Lead'],
    skills: ['Prototyping', 'User research', 'Accessibility', 'Typography'],
    phrases: [
      'Redesigned the checkout with twelve customers at the table.',
      'Made the product work for screen readers.',
    ],
  },
  {
    area: 'Nursing',
    titles: ['Registered Nurse', 'Nurse Practitioner', 'Ward Manager'],
    skills: ['Emergency care', 'Triage', 'Patient education', 'Team leadership'],
    phrases: [
      'Led the night shift of a ward with thirty beds.',
      'Introduced a handover that halved the questions after it.',
    ],
  },
  {
    area: 'Mechanical Engineering',
    titles: ['Mechanical Engineer', 'Test Engineer', 'Project Engineer'],
    skills: ['CAD', 'Finite elements', 'Prototyping', 'Thermodynamics'],
    phrases: [
      'Brought a pump from the first sketch to series.',
      'Found the resonance that had cost three prototypes.',
    ],
  },
  {
    area: 'Business Administration',
    titles: ['Product Manager', 'Operations Manager', 'Account Manager'],
    skills: ['Roadmaps', 'Negotiation', 'Budgeting', 'Supply chains'],
    phrases: ['Opened two new markets within a year.', 'Brought the delivery time from nine days to four.'],
  },
] as const satisfies readonly {
  area: string;
  titles: readonly [string, ...string[]];
  skills: readonly [string, ...string[]];
  phrases: readonly [string, ...string[]];
}[];

/** A `#` in a phone number stands for any digit. The ranges are those that each country sets aside or hands out. */
export const COUNTRIES = [
  { code: 'US', language: 'en', phone: '+1 202 555 01##', cities: ['Austin', 'Chicago', 'Portland'] },
  { code: 'GB', language: 'en', phone: '+44 7700 900###', cities: ['London', 'Leeds', 'Bristol'] },
  { code: 'DE', language: 'de', phone: '+49 1522 817####', cities: ['Berlin', 'Hamburg', 'München'] },
  { code: 'FR', language: 'fr', phone: '+33 6 39 98 ## ##', cities: ['Paris', 'Lyon', 'Nantes'] },
  { code: 'ES', language: 'es', phone: '+34 612 34# ###', cities: ['Madrid', 'Sevilla', 'Bilbao'] },
  { code: 'BR', language: 'pt', phone: '+55 11 96123 ####', cities: ['São Paulo', 'Recife'] },
  { code: 'IN', language: 'hi', phone: '+91 81234 #####', cities: ['Bengaluru', 'Pune', 'Chennai'] },
  { code: 'JP', language: 'ja', phone: '+81 90 1234 ####', cities: ['Tokyo', 'Osaka'] },
] as const satisfies readonly {
  code: string;
  language: string;
  phone: string;
  cities: readonly [string, ...string[]];
}[];

export const LANGUAGES: Readonly<Record<string, string>> = {
  de: 'German',
  fr: 'French',
  es: 'Spanish',
  pt: 'Portuguese',
  hi: 'Hindi',
  ja: 'Japanese',
};

export const COMPANIES = [
  'Alder & Finch',
  'Bluewater Logistics',
  'Copperline',
  'Dovetail Health',
  'Eastgate Systems',
  'Fernworks',
  'Granite Analytics',
  'Harbour Robotics',
] as const;

export const SCHOOLS = [
  'Northfield University',
  'Lakeside Institute of Technology',
  'University of Westmoor',
  'Saint Aldan College',
  'Technical University of Hollern',
] as const;

export const DEGREES = ['Bachelor', 'Master', 'Doctorate', 'Diploma'] as const;
export const LEVELS = ['Beginner', 'Intermediate', 'Advanced', 'Master'] as const;
