// Which e-mail addresses tell who somebody is.
import { hasWordOf } from './person-name.ts';

/** Addresses that come with templates and samples, and hosts that are for examples: RFC 2606, RFC 6761. */
const TEMPLATES: readonly RegExp[] = [
  /^(you|your|name|user|username|email|test|someone|somebody|example|sample|demo|foo|bar)@/,
  /^(your|my|some)[-_.]?((first|last|full)?[-_.]?name|e?mail|address)([-_.]?here)?@/,
  /^(first|f|last|l)[-_.]?(name)?[-_.]?(last|l|first|f)[-_.]?(name)?@/,
  /^(john|jane|j|john\+jane)[-_.]?(q[-_.]?)?(doe|smith-?sample)\d*@|^(max|erika|m|e)[-_.]?muster(mann|frau)?\d*@/,
  // The samples of JSON Resume.
  /^(richard|r)[-_.]?(hendric?ks|valley)@|^john@gmail\.com$/,
  /@([^@]*\.)?(example|test|invalid|localhost|local)$|@([^@]*\.)?example\.(com|org|net|edu|de|fr|es|it|nl|co\.uk)$/,
  /@(your|my|some)[-_]?(domain|company|mail|email|site|website|host)\.|@(domain|company|email|mysite|site|foo|bar)\.(com|org|net|tld|dev)$/,
];

/** Names of mailboxes that several people may read, or that say nothing about who does. */
const ROLES = new Set([
  ...[
    'info',
    'contact',
    'contacto',
    'contato',
    'contatti',
    'kontakt',
    'office',
    'buero',
    'team',
    'admin',
    'webmaster',
    'post',
  ],
  ...[
    'noreply',
    'reply',
    'mail',
    'email',
    'inbox',
    'me',
    'hello',
    'hi',
    'hey',
    'hola',
    'hallo',
    'bonjour',
    'ciao',
    'welcome',
  ],
  ...[
    'job',
    'jobs',
    'career',
    'careers',
    'karriere',
    'kariera',
    'carriere',
    'bewerbung',
    'bewerbungen',
    'bewerber',
    'stellen',
  ],
  ...[
    'recruit',
    'recruiter',
    'recruiters',
    'recruiting',
    'recruitment',
    'rekrutierung',
    'rekrutacja',
    'hiring',
    'talent',
    'talents',
  ],
  ...[
    'hr',
    'rh',
    'rrhh',
    'personal',
    'personalabteilung',
    'people',
    'staff',
    'staffing',
    'empleo',
    'emploi',
    'empleos',
    'vagas',
  ],
  ...[
    'candidate',
    'candidates',
    'candidatures',
    'kandidaten',
    'applicant',
    'applicants',
    'apply',
    'application',
    'applications',
  ],
  ...[
    'cv',
    'cvs',
    'resume',
    'resumes',
    'curriculum',
    'lavoro',
    'praca',
    'vacancies',
    'agency',
    'agentur',
    'saiyo',
    'shukatsu',
  ],
  ...[
    'sales',
    'support',
    'service',
    'help',
    'reception',
    'sekretariat',
    'secretariat',
    'enquiries',
    'inquiries',
    'family',
    'familie',
  ],
]);

/** In lower case; null for one of a template, which tells nothing about a person. */
export function ownAddress(email: string | null): string | null {
  const address = email?.trim().toLowerCase() ?? null;
  return address === null || TEMPLATES.some((template) => template.test(address)) ? null : address;
}

/** As `jobs.berlin@` is. */
export function isOfRole(address: string): boolean {
  const [local = ''] = address.toLowerCase().split('@');
  return local.split(/\P{L}+/u).some((word) => ROLES.has(word));
}

/** The mailbox of a role is nobody's own, unless the address has a word of the person's name. */
export const isShared = (address: string, fullName: string): boolean =>
  isOfRole(address) && !hasWordOf(fullName, address);
