// What is a resume, however thin, wherever it stands and whatever its language, and what is none though it has a name.
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../../src/graphql/errors.ts';
import { readResume } from '../../../src/resume/read/read-resume.ts';

function read(json: unknown) {
  try {
    const { resume, notes } = readResume(json);
    return { name: resume.basics?.['name'], resume, notes, faults: null };
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    return { name: null, resume: null, notes: [], faults: error.fields };
  }
}

describe('other JSON with a name is no resume', () => {
  const author = { name: 'Ada Byron', email: 'ada@byron.dev', url: 'https://byron.dev' };
  it.each(
    Object.entries({
      'a package': {
        name: 'left-pad',
        version: '1.0.0',
        description: 'Pads',
        author,
        keywords: ['pad'],
        scripts: { test: 'x' },
      },
      'a package with contributors': {
        name: 'a',
        version: '1',
        contributors: [author, { ...author, name: 'B' }],
      },
      'a package without a name': { private: true, author, scripts: {}, devDependencies: { vitest: '1' } },
      'a lock file': { name: 'a', version: '1', lockfileVersion: 3, packages: { '': { name: 'a' } } },
      'a package of another language': {
        name: 'acme/a',
        type: 'library',
        authors: [author],
        support: { email: 'a@acme.dev' },
      },
      'a map': {
        type: 'FeatureCollection',
        name: 'cities',
        features: [{ type: 'Feature', properties: { name: 'Berlin' } }],
      },
      containers: {
        name: 'app',
        services: { web: { image: 'a', profiles: ['dev'] } },
        volumes: { data: {} },
      },
      'a web manifest': {
        name: 'App',
        short_name: 'A',
        icons: [{ src: 'a.png' }],
        description: 'An app',
        lang: 'en',
        url: '/',
      },
      'an extension': {
        name: 'Ext',
        version: '1',
        manifest_version: 3,
        author: 'a@b.dev',
        homepage_url: 'https://a.dev',
      },
      'a compiler setting': {
        name: 'base',
        display: 'Base',
        compilerOptions: { strict: true },
        references: [{ path: '../a' }],
      },
      'an API': {
        openapi: '3.1.0',
        info: { title: 'A', version: '1', contact: author },
        servers: [{ url: 'https://a.dev' }],
        paths: {},
      },
      'a collection of requests': {
        info: { name: 'A', schema: 'https://a.dev' },
        item: [{ name: 'get', request: {} }],
      },
      'a workflow': {
        name: 'CI',
        on: ['push'],
        jobs: { build: { 'runs-on': 'x', name: 'Build', steps: [{ name: 'a', run: 'b' }] } },
      },
      'a workspace': {
        name: 'a',
        projects: { app: { projectType: 'application', root: '', architect: {} } },
      },
      'a resource of a cluster': {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'a', labels: { app: 'a' } },
        spec: {},
      },
      'a schema': {
        $schema: 'https://json-schema.org/draft-07/schema',
        title: 'R',
        type: 'object',
        properties: { basics: { type: 'object', properties: { name: { type: 'string' } } } },
      },
      'an organisation': {
        '@context': 'https://schema.org',
        '@type': 'Organization',
        name: 'Acme',
        email: 'hi@acme.dev',
        telephone: '+49 30 1',
      },
      'a company': {
        name: 'Acme',
        phone: '+49 30 901820',
        email: 'info@acme.dev',
        location: 'Berlin',
        website: 'https://acme.dev',
        summary: 'Anvils',
      },
      'a country': {
        name: 'Germany',
        languages: [{ name: 'German', iso639_1: 'de' }],
        region: 'Europe',
        capital: 'Berlin',
      },
      'a recipe': { name: 'Soup', image: 'a.png', author, description: 'Hot', url: 'https://a.dev' },
      'an event': { name: 'Conf', location: { city: 'Berlin' }, startDate: '2024-01-01', summary: 'Talks' },
      'a form': { name: 'field', label: 'Field', type: 'text', required: true },
      'a name alone': { name: 'Ada Byron' },
      settings: { user: { name: 'Ada', email: 'ada@byron.dev' }, core: { editor: 'vim' } },
      'an order': {
        id: 1,
        customer: { firstName: 'Ada', lastName: 'Byron', email: 'ada@byron.dev' },
        items: [],
      },
      tokens: { iss: 'https://a.dev', sub: '1', name: 'svc', scope: 'a' },
      'a lone list of texts': { name: 'tool', languages: ['js', 'ts'] },
    }),
  )('%s', (_what, json) => {
    const { name, faults } = read(json);
    expect([name, faults?.[0]?.message]).toEqual([null, expect.stringMatching(/^is no resume: it has /)]);
    expect(faults?.[0]?.message).toContain(JSON.stringify(Object.keys(json)[0]));
  });
});

describe('a thin resume is one', () => {
  it.each(
    Object.entries({
      'basics with a name': { basics: { name: 'Ada Byron' } },
      'basics in a list': { basics: [{ name: 'Ada Byron' }] },
      'version 0': { basics: { name: 'Ada Byron' }, work: [{ company: 'Acme' }] },
      'a name and an address': { name: 'Ada Byron', email: 'ada@byron.dev' },
      'a name and work': { name: 'Ada Byron', work: [{ company: 'Acme', startDate: '2014' }] },
      'a name and work under another name': {
        name: 'Ada Byron',
        positions: [{ company: 'Acme', title: 'Cook' }],
      },
      'a name and education': { Name: 'Ada Byron', education: [{ institution: 'MIT' }] },
      'a name and links': { name: 'Ada Byron', profiles: [{ network: 'GitHub', username: 'ada' }] },
      'a label and a list of texts': { name: 'Ada Byron', label: 'Cook', skills: ['Soup'] },
      'a name in parts': { firstName: 'Ada', lastName: 'Byron' },
      'a person': { person: { name: 'Ada Byron' } },
      'JSON-LD': { '@type': 'Person', name: 'Ada Byron', email: 'ada@byron.dev' },
      'a mailbox of a role beside work': {
        name: 'Ada Byron',
        email: 'info@byron.dev',
        work: [{ position: 'Cook' }],
      },
    }),
  )('%s', (_what, json) => {
    expect(read(json)).toMatchObject({ name: 'Ada Byron', faults: null });
  });
});

describe('a name in another language', () => {
  it.each([
    [{ nombre: 'María García' }, 'María García'],
    [{ nombre: 'María', apellidos: 'García López' }, 'María García López'],
    [{ Nombre_Completo: 'María García' }, 'María García'],
    [{ nom: 'Jean Dupond' }, 'Jean Dupond'],
    [{ nom: 'Dupond', prénom: 'Jean' }, 'Jean Dupond'],
    [{ Prenom: 'Jean', Nom: 'Dupond' }, 'Jean Dupond'],
    [{ nome: 'Luca Bianchi' }, 'Luca Bianchi'],
    [{ nome: 'Luca', cognome: 'Bianchi' }, 'Luca Bianchi'],
    [{ имя: 'Иван Петров' }, 'Иван Петров'],
    [{ Фамилия: 'Петров', Имя: 'Иван', Отчество: 'Ильич' }, 'Иван Ильич Петров'],
    [{ ФИО: 'Петров Иван' }, 'Петров Иван'],
    [{ Name: 'Müller', Vorname: 'Jörg' }, 'Jörg Müller'],
    [{ Vorname: 'Jörg', Nachname: 'Müller' }, 'Jörg Müller'],
    [{ name: 'Ada', lastName: 'Byron' }, 'Ada Byron'],
    [{ name: 'Ada Byron', firstName: 'Augusta' }, 'Ada Byron'],
    [{ 姓名: '王小明' }, '王小明'],
    [{ 姓: '佐藤', 名: '花子' }, '佐藤花子'],
    [{ 氏名: '佐藤 花子' }, '佐藤 花子'],
    [{ 이름: '김민수' }, '김민수'],
    [{ 성: '김', 이름: '민수' }, '김민수'],
    [{ الاسم: 'ليلى حسن' }, 'ليلى حسن'],
    [{ imię: 'Łukasz', nazwisko: 'Żółć' }, 'Łukasz Żółć'],
    [{ voornaam: 'Jan', achternaam: 'de Vries' }, 'Jan de Vries'],
    [{ name: { en: 'Ada Byron', ja: 'エイダ' } }, 'Ada Byron'],
    [{ personName: { FirstName: 'Ada', Surname: 'Byron' } }, 'Ada Byron'],
    [{ Ainm: 'Seán Ó Briain', email: 'sean.briain@people.dev' }, 'Seán Ó Briain'],
    [{ Ime_i_prezime: 'Ana Kovač', 'e-pošta': 'kovac.ana@people.dev' }, 'Ana Kovač'],
  ])('%j', (fields, name) => {
    for (const json of [
      { basics: fields },
      { basics: fields, work: [] },
      { ...fields, work: [{ position: 'A' }] },
    ]) {
      const result = read(json);
      expect([result.name, result.faults]).toEqual([name, null]);
      expect(readResume(result.resume).resume).toEqual(result.resume);
    }
  });

  it('is not guessed from a text that the address does not agree with', () => {
    expect(read({ basics: { Titel: 'Head Of Sales', email: 'ada.byron@people.dev' } }).faults).toEqual([
      { path: 'basics.name', message: 'must not be empty', code: 'REQUIRED' },
    ]);
  });
});

describe('a resume within other JSON', () => {
  const resume = { basics: { name: 'Ada Byron' }, work: [{ name: 'Acme', position: 'Cook' }] };
  const flat = { name: 'Ada Byron', email: 'ada@byron.dev', work: resume.work };
  it.each(
    Object.entries({
      'a wrapper': { resume },
      'a wrapper with a name of its own': { name: 'export', version: 2, data: resume },
      attributes: { data: { type: 'resumes', id: '1', attributes: flat } },
      'a list of one in a wrapper': { data: [{ id: 1, attributes: flat }] },
      'a candidate': { candidate: { firstName: 'Ada', lastName: 'Byron', work: resume.work } },
      Europass: {
        SkillsPassport: {
          LearnerInfo: {
            Identification: { PersonName: { FirstName: 'Ada', Surname: 'Byron' }, ContactInfo: {} },
            WorkExperience: [{ position: 'Cook', employer: 'Acme' }],
          },
        },
      },
      'basics under a name of another language': {
        datos: { nombre: 'Ada Byron', correo: 'ada@byron.dev' },
        work: resume.work,
      },
    }),
  )('%s', (_what, json) => {
    const { name, resume: found } = read(json);
    expect(name).toBe('Ada Byron');
    expect(found?.['work']).toMatchObject([{ position: 'Cook', name: 'Acme' }]);
  });

  it('of several languages is the first one, and keeps the others', () => {
    const de = { basics: { name: 'Ada Byron' }, work: [{ name: 'Acme', position: 'Köchin' }] };
    for (const [json, other] of [
      [{ en: resume, de }, 'de'],
      [{ resume: { en: resume, de } }, 'de'],
      [{ english: resume, german: de }, 'german'],
    ] as const) {
      const { resume: found, notes } = read(json);
      expect(found).toMatchObject({ ...resume, [other]: de });
      const message = expect.stringContaining(`first of several: "${other}" is kept`) as string;
      expect(notes).toContainEqual(expect.objectContaining({ message }));
    }
    const ja = { basics: { name: '江田 バイロン' } };
    expect(read({ en: resume, ja })).toMatchObject({ name: 'Ada Byron', resume: { ja } });
  });

  it.each([
    [[resume, { basics: { name: 'Bob King' } }]],
    [{ resumes: [resume, { basics: { name: 'Bob King' } }] }],
    [{ ada: resume, bob: { basics: { name: 'Bob King' } } }],
  ])('of several people is none: %j', (json) => {
    expect(read(json).faults).toEqual([
      {
        path: '(the whole)',
        message: 'holds 2 resumes; one is imported at a time',
        code: 'TOO_MANY',
        params: { max: 1 },
      },
    ]);
  });
});

it.each([
  [{ nombre: 'Ada Byron', correo: 'ada@byron.dev' }],
  [{ 姓名: 'Ada Byron', 邮箱: 'ada@byron.dev' }],
  [{ datos: { nombre: 'Ada Byron', correo: 'ada@byron.dev' }, experiencia: [] }],
  [{ data: { name: 'Ada Byron', emails: ['ada@byron.dev'] } }],
  [{ displayName: 'A', firstName: 'Ada', lastName: 'Byron', workEmail: 'ada@byron.dev' }],
])('the e-mail address has its own place, whatever its name: %j', (json) => {
  const { resume } = read(json);
  expect(resume?.basics).toMatchObject({ name: 'Ada Byron', email: 'ada@byron.dev' });
  expect(readResume(resume).resume).toEqual(resume);
});

it('a name in a list is read in one piece, wherever its object stands', () => {
  for (const place of ['basics', 'personal', 'personalInfo']) {
    const json = { [place]: { name: ['Ada', 'Byron'], email: 'ada@byron.dev' } };
    expect(readResume(json).resume['basics']).toMatchObject({ name: 'Ada Byron' });
  }
});

it('parts of a resume under headings are of one person', () => {
  const aboutMe = { profile: { name: 'Ada', surnames: 'Byron' }, email: 'ada@byron.dev' };
  const knowledge = {
    languages: [{ name: 'Spanish', level: 'C1' }],
    hardSkills: [{ skill: 'Go', level: 'x' }],
  };
  const { resume } = readResume({ aboutMe, knowledge, settings: { language: 'EN' } });
  expect(resume['basics']).toMatchObject({ name: 'Ada Byron' });
  for (const text of ['Spanish', 'C1', 'Go', 'EN', 'ada@byron.dev'])
    expect(JSON.stringify(resume)).toContain(`"${text}"`);
  const person = (name: string) => ({ basics: { name }, work: [{ name: 'Hooli', position: 'Cook' }] });
  expect(() => readResume({ a: person('Ada Byron'), b: person('Eva Moll') })).toThrow('2 resumes');
  expect(() => readResume({ a: person('Ada Byron'), b: person('') })).toThrow('2 resumes');
});
