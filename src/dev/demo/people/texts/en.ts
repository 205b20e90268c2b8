import { defineTexts } from './texts.ts';

export const en = defineTexts({
  levels: 'Beginner; Intermediate; Advanced; Expert',
  fluency: 'Native speaker; Fluent; Professional working proficiency; Conversational; Elementary',
  beginning: ['{title} at the start of a career.', '{title}, new to the profession.'],
  experienced: ['{title} with {years} years of experience.', '{title}, {years} years in the profession.'],
  strengths: ['Strong in {skill} and {other}.', 'Known for {skill} and {other}.'],
  duties: ['Main work: {skill} ({keywords}).', 'Responsible for {skill}, mostly {keywords}.'],
  achievements: [
    'Trained {2-9} new colleagues.',
    'Wrote the handbook that new colleagues start with.',
    'Planned the move to a new site without losing a working day.',
    'Shortened the weekly meeting to {15-30} minutes.',
    'Started a mentoring scheme with {5-15} pairs.',
  ],
  trades: {
    software: {
      area: 'Computer Science',
      titles:
        'Junior Developer; Software Engineer; Senior Software Engineer; Staff Engineer; Principal Engineer',
      skills:
        'Web Development: TypeScript, GraphQL, React; Databases: PostgreSQL, Redis, query planning; Distributed Systems: queues, consensus, caching; Operations: Kubernetes, Terraform, observability; Programming Languages: Go, Rust, Java, Python',
      courses: 'Operating Systems; Algorithms; Compilers; Database Systems; Computer Networks',
      employers:
        '{name} Payments: Payments platform; {name} Logistics Software: Software for warehouses; {city} Cloud: Cloud hosting; {name} Learning: Online education; {city} Health Tech: Software for hospitals',
      achievements: [
        'Moved a monolith to services without a day of downtime.',
        'Cut the slowest query of the product to a tenth.',
        'Introduced code review and brought the error rate down by {15-45} %.',
        'Led the rewrite of the search, now used by {2-9} million people.',
        'Brought a deployment from {40-90} minutes down to {5-15}.',
      ],
    },
    data: {
      area: 'Statistics',
      titles: 'Data Analyst; Data Scientist; Senior Data Scientist; Head of Data',
      skills:
        'Data Analysis: SQL, Python, pandas; Machine Learning: scikit-learn, PyTorch, feature stores; Data Visualization: Tableau, Looker, Matplotlib; Forecasting: time series, Bayesian models',
      courses: 'Probability; Linear Models; Experimental Design; Statistical Learning; Sampling',
      employers:
        '{name} Insurance: Property insurance; {name} Retail Analytics: Analytics for retailers; {city} Transit: Public transport; {name} Research: Market research; Bank of {city}: Retail banking',
      achievements: [
        'Built the forecast that purchasing plans by.',
        'Replaced {4-12} reports by one dashboard.',
        'Ran {20-60} experiments a year.',
        'Found a fraud pattern that had cost {2-9} % of the revenue.',
        'Automated a monthly report that used to take {2-5} days.',
      ],
    },
    design: {
      area: 'Interaction Design',
      titles: 'Junior Designer; Product Designer; Senior Product Designer; Design Lead',
      skills:
        'Prototyping: Figma, paper, HTML; User Research: interviews, usability tests; Accessibility: WCAG, screen readers; Typography: type systems, grids',
      courses: 'History of Type; Human Factors; Service Design; Visual Communication; Drawing',
      employers:
        'Studio {name}: Design agency; {name} Direct: Consumer banking; {city} Digital: Digital agency; {name} Medical: Medical software; {name} & Sons: Furniture maker',
      achievements: [
        'Redesigned the checkout with {8-20} customers at the table.',
        'Made the product work with screen readers.',
        'Built the design system that {5-12} teams share.',
        'Cut the sign-up from {7-12} steps to {2-4}.',
        'Ran {20-60} usability tests a year.',
      ],
    },
    nursing: {
      area: 'Nursing',
      titles: 'Registered Nurse; Senior Nurse; Nurse Practitioner; Nurse Manager',
      skills:
        'Emergency Care: triage, resuscitation; Patient Education: diabetes, discharge planning; Team Leadership: rosters, handover; Wound Care: dressings, documentation',
      courses: 'Anatomy; Pharmacology; Nursing Ethics; Intensive Care; Public Health',
      employers:
        "{city} General Hospital: Teaching hospital; St. Mary's Hospital {city}: Hospital with a maternity ward; {city} Community Clinic: Community clinic; {name} Rehabilitation: Rehabilitation clinic; {name} Home Care: Home care service",
      achievements: [
        'Led the night shift of a ward with {20-40} beds.',
        'Introduced a handover that halved the questions after it.',
        'Trained {10-25} nurses in intensive care.',
        'Brought falls on the ward down by {15-45} %.',
        'Set up a wound clinic with {20-60} patients a week.',
      ],
    },
    engineering: {
      area: 'Mechanical Engineering',
      titles: 'Design Engineer; Mechanical Engineer; Senior Mechanical Engineer; Chief Engineer',
      skills:
        'Computer-aided Design: SolidWorks, CATIA; Simulation: finite elements, fluid dynamics; Manufacturing: casting, tolerances, series ramp-up; Drive Technology: gears, electric motors',
      courses: 'Statics; Thermodynamics; Machine Elements; Materials Science; Control Engineering',
      employers:
        '{name} Pumps: Pump manufacturer; {city} Rail: Rail vehicles; {name} Wind: Wind turbines; {name} Packaging: Packaging machines; {name} Motors: Electric motors',
      achievements: [
        'Brought a pump from the first sketch to series production.',
        'Found the resonance that had cost {2-5} prototypes.',
        'Took {2-6} kilograms out of a door without weakening it.',
        'Cut the scrap rate by {15-45} %.',
        'Brought {3-9} machines through certification.',
      ],
    },
    business: {
      area: 'Business Administration',
      titles: 'Project Coordinator; Product Manager; Senior Product Manager; Director of Product',
      skills:
        'Product Strategy: roadmaps, pricing; Negotiation: contracts, suppliers; Budgeting: forecasts, cost control; Supply Chains: procurement, warehousing',
      courses: 'Accounting; Marketing; Business Statistics; Corporate Finance; Operations Management',
      employers:
        '{name} Furniture: Furniture maker; {name} Foods: Food wholesaler; {city} Trading: Import and export; {name} Sports: Sporting goods; {name} Office: Subscription software',
      achievements: [
        'Opened {2-5} new markets within a year.',
        'Brought the delivery time from {8-14} days to {2-5}.',
        'Grew the product from {3-9} customers to {100-400}.',
        'Negotiated {10-40} supplier contracts anew.',
        'Cut storage costs by {10-30} %.',
      ],
    },
    teaching: {
      area: 'Education',
      titles: 'Teaching Assistant; Teacher; Head of Department; Deputy Principal',
      skills:
        'Curriculum Design: assessment, inclusion; Classroom Teaching: mathematics, physics; Mentoring: new teachers, parents; Digital Learning: Moodle, GeoGebra',
      courses: 'Pedagogy; Developmental Psychology; Didactics of Mathematics; Assessment; Inclusion',
      employers:
        '{city} High School: Secondary school; {city} College: Vocational college; {name} Academy: Private school; {city} Adult Education: Evening classes; {city} Language School: Language school',
      achievements: [
        'Halved the failure rate in mathematics.',
        'Started the robotics club with {15-40} students.',
        'Wrote the course that {3-9} schools of the district use.',
        'Took {15-40} students on an exchange with a school abroad.',
        'Introduced digital tests in {5-15} classes.',
      ],
    },
    law: {
      area: 'Law',
      titles: 'Legal Trainee; Lawyer; Senior Lawyer; General Counsel',
      skills:
        'Contract Law: licensing, leases; Data Protection: GDPR, audits; Litigation: evidence, settlements; Company Law: mergers, articles of association',
      courses: 'Civil Procedure; Constitutional Law; Legal Writing; Law of Contracts; Criminal Law',
      employers:
        '{name} & {other}: Law firm; {name} Legal: Law firm for start-ups; {city} Legal Aid: Legal advice for everyone; {name} Holdings: Holding company; {city} Chamber of Commerce: Chamber of commerce',
      achievements: [
        'Settled a dispute of {5-9} years in {2-4} months.',
        'Drafted the standard contracts of a group with {10-40} companies.',
        'Advised {20-90} start-ups before their first contract.',
        'Led {10-30} data protection audits.',
        'Prepared {10-30} court cases.',
      ],
    },
  },
});
