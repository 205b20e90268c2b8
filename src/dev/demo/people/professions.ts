// The professions of generated people: for each its steps, skills, courses, employers and achievements.

type Some<Item> = readonly [Item, ...Item[]];

export interface Profession {
  readonly area: string;
  /** From the first position to the last. */
  readonly steps: Some<string>;
  readonly skills: Some<{ readonly name: string; readonly keywords: readonly string[] }>;
  readonly courses: Some<string>;
  /** Kinds of employers. */
  readonly employers: Some<string>;
  readonly achievements: Some<string>;
}

const skill = (name: string, ...keywords: string[]) => ({ name, keywords });

export const PROFESSIONS: Some<Profession> = [
  {
    area: 'Computer Science',
    steps: [
      'Junior Developer',
      'Software Engineer',
      'Senior Software Engineer',
      'Staff Engineer',
      'Principal Engineer',
    ],
    skills: [
      skill('Web Development', 'TypeScript', 'GraphQL', 'React'),
      skill('Databases', 'PostgreSQL', 'Redis', 'query planning'),
      skill('Distributed Systems', 'queues', 'consensus', 'caching'),
      skill('Operations', 'Kubernetes', 'Terraform', 'observability'),
      skill('Languages', 'Go', 'Rust', 'Java', 'Python'),
    ],
    courses: ['Operating Systems', 'Algorithms', 'Compilers', 'Databases', 'Computer Networks'],
    employers: ['Payments platform', 'Logistics software', 'Cloud hosting', 'Online education'],
    achievements: [
      'Moved a monolith to services without a day of downtime.',
      'Cut the slowest query of the product to a tenth.',
      'Introduced code review and brought the error rate down by a third.',
      'Led the rewrite of the search, now used by two million people.',
      'Mentored four engineers, two of whom were promoted.',
    ],
  },
  {
    area: 'Statistics',
    steps: ['Data Analyst', 'Data Scientist', 'Senior Data Scientist', 'Head of Data'],
    skills: [
      skill('Data Analysis', 'SQL', 'Python', 'pandas'),
      skill('Machine Learning', 'scikit-learn', 'PyTorch', 'feature stores'),
      skill('Data Visualization', 'Tableau', 'Looker', 'Matplotlib'),
      skill('Forecasting', 'time series', 'Bayesian models'),
    ],
    courses: ['Probability', 'Linear Models', 'Experimental Design', 'Machine Learning'],
    employers: ['Insurance', 'Retail analytics', 'Public transport', 'Market research'],
    achievements: [
      'Built the forecast that the whole planning now rests on.',
      'Turned four reports nobody read into one that all do.',
      'Ran sixty experiments a year and stopped nineteen launches that would have lost money.',
      'Found the fraud pattern that had cost the company a year of margin.',
    ],
  },
  {
    area: 'Interaction Design',
    steps: ['Junior Designer', 'Product Designer', 'Senior Product Designer', 'Design Lead'],
    skills: [
      skill('Prototyping', 'Figma', 'paper', 'HTML'),
      skill('User Research', 'interviews', 'usability tests'),
      skill('Accessibility', 'WCAG', 'screen readers'),
      skill('Typography', 'type systems', 'grids'),
    ],
    courses: ['Typography', 'Human Factors', 'Service Design', 'Visual Communication'],
    employers: ['Design agency', 'Consumer banking', 'Healthcare software'],
    achievements: [
      'Redesigned the checkout with twelve customers at the table.',
      'Made the product work for screen readers.',
      'Built the design system that nine teams share.',
    ],
  },
  {
    area: 'Nursing',
    steps: ['Registered Nurse', 'Senior Nurse', 'Nurse Practitioner', 'Ward Manager'],
    skills: [
      skill('Emergency Care', 'triage', 'resuscitation'),
      skill('Patient Education', 'diabetes', 'discharge planning'),
      skill('Team Leadership', 'rosters', 'handover'),
      skill('Documentation'),
    ],
    courses: ['Anatomy', 'Pharmacology', 'Nursing Ethics', 'Intensive Care'],
    employers: ['Teaching hospital', 'Community clinic', 'Rehabilitation centre'],
    achievements: [
      'Led the night shift of a ward with thirty beds.',
      'Introduced a handover that halved the questions after it.',
      'Trained eleven nurses in intensive care.',
    ],
  },
  {
    area: 'Mechanical Engineering',
    steps: ['Design Engineer', 'Mechanical Engineer', 'Senior Mechanical Engineer', 'Chief Engineer'],
    skills: [
      skill('Computer-aided Design', 'SolidWorks', 'CATIA'),
      skill('Simulation', 'finite elements', 'fluid dynamics'),
      skill('Manufacturing', 'casting', 'tolerances', 'series ramp-up'),
      skill('Thermodynamics'),
    ],
    courses: ['Statics', 'Thermodynamics', 'Machine Elements', 'Materials Science'],
    employers: ['Pump manufacturer', 'Rail vehicles', 'Wind turbines', 'Packaging machines'],
    achievements: [
      'Brought a pump from the first sketch to series.',
      'Found the resonance that had cost three prototypes.',
      'Took four kilograms out of a door without weakening it.',
    ],
  },
  {
    area: 'Business Administration',
    steps: ['Project Coordinator', 'Product Manager', 'Senior Product Manager', 'Director of Product'],
    skills: [
      skill('Product Strategy', 'roadmaps', 'pricing'),
      skill('Negotiation', 'contracts', 'suppliers'),
      skill('Budgeting', 'forecasts', 'P&L'),
      skill('Supply Chains', 'procurement', 'warehousing'),
    ],
    courses: ['Accounting', 'Marketing', 'Organisational Behaviour', 'Corporate Finance'],
    employers: ['Furniture maker', 'Food wholesaler', 'Subscription software'],
    achievements: [
      'Opened two new markets within a year.',
      'Brought the delivery time from nine days to four.',
      'Grew the product from three customers to four hundred.',
    ],
  },
  {
    area: 'Education',
    steps: ['Teaching Assistant', 'Teacher', 'Head of Department', 'Deputy Principal'],
    skills: [
      skill('Curriculum Design', 'assessment', 'inclusion'),
      skill('Classroom Teaching', 'mathematics', 'physics'),
      skill('Mentoring', 'new teachers', 'parents'),
    ],
    courses: ['Pedagogy', 'Developmental Psychology', 'Didactics of Mathematics'],
    employers: ['Secondary school', 'Adult education', 'Vocational college'],
    achievements: [
      'Brought the failure rate in mathematics from a fifth to a twentieth.',
      'Started the robotics club that now fills two rooms.',
      'Wrote the course that four schools of the district use.',
    ],
  },
  {
    area: 'Law',
    steps: ['Trainee Solicitor', 'Associate', 'Senior Associate', 'Partner'],
    skills: [
      skill('Contract Law', 'licensing', 'leases'),
      skill('Data Protection', 'GDPR', 'audits'),
      skill('Litigation', 'evidence', 'settlements'),
    ],
    courses: ['Contract Law', 'Civil Procedure', 'Constitutional Law', 'Legal Writing'],
    employers: ['Law firm', 'In-house legal department', 'Legal aid centre'],
    achievements: [
      'Settled a dispute of seven years in four months.',
      'Wrote the licence terms that the whole group uses.',
      'Advised ninety start-ups before their first contract.',
    ],
  },
];
