// Resumes whose fields have names in other languages.
import { expect, it } from 'vitest';
import { readResume } from '../../../src/resume/read/read-resume.ts';

const TEXTS = {
  work: [{ name: 'Hooli', position: 'Cook', startDate: '2012-03', endDate: '2014' }],
  education: [{ institution: 'MIT', studyType: 'BSc' }],
  skills: [{ name: 'Go' }],
  languages: [{ language: 'X', fluency: 'C1' }],
};

/** The sections, and the fields of work, education and languages, in the order of those. */
const NAMES: Readonly<Record<string, string>> = {
  de: 'Berufserfahrung Arbeitgeber Stelle Beginn Ende Ausbildung Hochschule Abschluss Fähigkeiten Sprachkenntnisse Sprache Niveau',
  'de without umlauts':
    'berufserfahrung unternehmen titel startdatum enddatum studium einrichtung abschluss faehigkeiten sprachen sprache niveau',
  es: 'experiencia_laboral empresa puesto fecha_inicio fecha_fin formación_académica institución título habilidades idiomas idioma nivel',
  fr: 'expériences entreprise poste date_début date_fin formations établissement diplôme compétences langues langue niveau',
  pt: 'experiências empresa cargo dataInício dataFim formação instituição grau habilidades idiomas idioma nível',
  it: 'esperienze azienda ruolo dal al istruzione istituto titolo competenze lingue lingua livello',
  nl: 'werkervaring werkgever functie van tot opleidingen instelling diplome vaardigheden talen taal niveau',
  pl: 'Doświadczenie firma stanowisko od do wykształcenie uczelnia stopień umiejętności języki język poziom',
  ru: 'опыт_работы компания должность начало конец образование вуз степень навыки языки язык уровень',
  uk: 'досвід компанія посада початок кінець освіта заклад ступінь навички мови мова рівень',
  tr: 'deneyim şirket pozisyon başlangıç bitiş eğitim okul derece yetenekler diller dil seviye',
  zh: '工作经历 公司 职位 开始时间 结束时间 教育经历 学校 学位 技能 语言能力 语言 水平',
  ja: '職歴 会社名 役職 開始 終了 学歴 学校 学位 スキル 語学 言語 レベル',
  ko: '경력 회사 직책 시작일 종료일 학력 학교 학위 기술 외국어 언어 수준',
};

it.each(Object.entries(NAMES))('are read: %s', (_, names) => {
  const [work = '', name = '', position = '', start = '', end = '', education = '', ...others] =
    names.split(' ');
  const [institution = '', studyType = '', skills = '', languages = '', language = '', fluency = ''] = others;
  const given = {
    name: 'Ada Example',
    email: 'ada@people.dev',
    [work]: [{ [name]: 'Hooli', [position]: 'Cook', [start]: '03/2012', [end]: '2014' }],
    [education]: [{ [institution]: 'MIT', [studyType]: 'BSc' }],
    [skills]: ['Go'],
    [languages]: [{ [language]: 'X', [fluency]: 'C1' }],
  };
  const { resume, notes } = readResume(given);
  expect(resume).toEqual({ basics: { name: 'Ada Example', email: 'ada@people.dev' }, ...TEXTS });
  expect(notes.map(({ path }) => path)).toContain(work);
  expect(readResume(resume)).toEqual({ resume, notes: [] });
});

it.each([
  { Anschrift: 'Berlin, Germany', Telefon: '1', 'E-Mail': 'a@b.dev' },
  { dirección: 'Berlin, Germany', teléfono: '1', correo: 'a@b.dev' },
  { 地址: 'Berlin, Germany', 电话: '1', 邮箱: 'a@b.dev' },
  { Ort: 'Berlin', Land: 'Deutschland', Kontakt: { Telefon: '1', Email: 'a@b.dev' } },
])('are read in the basics: %j', (given) => {
  expect(readResume({ basics: { name: 'Ada Example', ...given } }).resume.basics).toEqual({
    name: 'Ada Example',
    email: 'a@b.dev',
    phone: '1',
    location: { city: 'Berlin', countryCode: 'DE' },
  });
});

it('a name in another language stays where the field is there already', () => {
  const resume = {
    basics: { name: 'Ada Example' },
    work: [{ name: 'Hooli', empresa: 'Aviato' }],
    experiencia: ['x'],
  };
  expect(readResume(resume)).toEqual({ resume, notes: [] });
});
