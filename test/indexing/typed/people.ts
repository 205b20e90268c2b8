// Made-up people, each written as a person of that name, place or trade writes it.
export interface Person {
  readonly fullName: string;
  readonly label?: string;
  readonly summary?: string;
  readonly skills?: readonly string[];
  /** `City, region, country code`. */
  readonly place?: readonly [city: string, countryCode: string];
  readonly job?: readonly [name: string, position: string, summary?: string, ...highlights: string[]];
  readonly school?: readonly [institution: string, area: string, studyType: string];
  readonly languages?: readonly (readonly [language: string, code: string])[];
}

export const PEOPLE = {
  ada: {
    fullName: 'Ada Fairweather',
    label: 'Compiler engineer',
    summary: 'Twelve years of compilers, from lexers to linkers.',
    skills: ['C++', 'LLVM'],
    place: ['Bristol', 'GB'],
    job: [
      'Quillon Systems',
      'Senior Compiler Engineer',
      'Wrote the register allocator of a small compiler.',
      'Halved the build time of the nightly release',
      'Mentored four apprentices',
    ],
    school: ['University of Northmoor', 'Mathematics', 'Bachelor'],
    languages: [['English', 'en']],
  },
  bruno: {
    fullName: 'Bruno Castellari',
    label: '.NET developer',
    skills: ['C#', '.NET', 'ASP.NET Core', 'Microsoft Azure'],
    place: ['Bologna', 'IT'],
    job: [
      'Officina Verde',
      'Software Architect',
      'Moved payroll to the cloud in 2019.',
      'ISO 9001 audit passed',
    ],
    languages: [['Italiano', 'it']],
  },
  cora: {
    fullName: 'Cora Vandermeer',
    label: 'Functional programmer',
    skills: ['F#', 'Haskell'],
    place: ['Utrecht', 'NL'],
  },
  dmitri: { fullName: 'Dmitri Volkonsky', label: 'Embedded developer', skills: ['C', 'Assembler'] },
  eva: {
    fullName: 'Eva Strauß',
    label: 'Violinist',
    place: ['Wien', 'AT'],
    school: ['Universität für Musik', 'Violine', 'Master'],
    languages: [['Deutsch', 'de']],
  },
  lukasz: {
    fullName: 'Łukasz Wiśniowiecki',
    label: 'Geodeta',
    place: ['Łódź', 'PL'],
    languages: [['polski', 'pl']],
  },
  soren: { fullName: 'Søren Kjærgaard', label: 'Møbelsnedker', place: ['København', 'DK'] },
  goran: { fullName: 'Göran Åkerlund', label: 'Sjöman', place: ['Göteborg', 'SE'] },
  thorunn: { fullName: 'Þórunn Sigurðardóttir', label: 'Geologist', place: ['Reykjavík', 'IS'] },
  djordje: { fullName: 'Đorđe Petrović', label: 'Arhitekta', place: ['Beograd', 'RS'] },
  isil: { fullName: 'Işıl Yıldırım', label: 'Mimar', place: ['İstanbul', 'TR'] },
  jurgen: { fullName: 'Jürgen Müller', label: 'Schreiner', place: ['München', 'DE'] },
  hanna: { fullName: 'Hanna Mueller', label: 'Carpenter', place: ['Chicago', 'US'] },
  cecile: { fullName: 'Cécile Lecœur', label: 'Pâtissière', place: ['Besançon', 'FR'] },
  siobhan: { fullName: 'Siobhán O’Brien', label: 'Solicitor', place: ['Dublin', 'IE'] },
  matteo: { fullName: "Matteo D'Angelo", label: 'Avvocato', place: ['Napoli', 'IT'] },
  mary: { fullName: 'Mary-Jane Smith-Jones', label: 'Midwife', place: ['Stratford-upon-Avon', 'GB'] },
  holloway: { fullName: 'J. R. Holloway', label: 'Ghostwriter' },
  maria: { fullName: 'María José García Márquez', label: 'Traductora', place: ['A Coruña', 'ES'] },
  li: { fullName: '李小龙', label: '软件工程师', skills: ['数据分析'], place: ['上海', 'CN'] },
  sato: {
    fullName: '佐藤 花子',
    label: 'ソフトウェアエンジニア',
    skills: ['機械学習'],
    place: ['東京', 'JP'],
    languages: [['日本語', 'ja']],
  },
  jon: { fullName: 'ジョン・スミス', label: '翻訳者' },
  somchai: { fullName: 'สมชาย ใจดี', label: 'วิศวกรซอฟต์แวร์', place: ['กรุงเทพมหานคร', 'TH'] },
  minjun: { fullName: '김민준', label: '백엔드 개발자', place: ['서울', 'KR'] },
  olga: {
    fullName: 'Ольга Кузнецова',
    label: 'Инженер',
    place: ['Москва', 'RU'],
    languages: [['русский', 'ru']],
  },
  nikos: { fullName: 'Νίκος Παπαδόπουλος', label: 'Μηχανικός', place: ['Αθήνα', 'GR'] },
  amira: { fullName: 'أميرة حسن', label: 'مهندسة', place: ['القاهرة', 'EG'] },
  noam: { fullName: 'נועם כהן', label: 'מהנדס' },
  priya: { fullName: 'प्रिया शर्मा', label: 'डेवलपर' },
  nina: {
    fullName: 'Nina Okafor',
    label: 'Back-end developer',
    skills: ['Node.js', 'PostgreSQL', 'Kubernetes'],
  },
  noel: { fullName: 'Noel Baptiste', label: 'Platform specialist', skills: ['NodeJS', 'Postgres', 'K8s'] },
  nadia: { fullName: 'Nadia Rahman', skills: ['node', 'Mongo'], label: 'Backend developer' },
  james: { fullName: 'James Okonjo', skills: ['JS', 'CI/CD', 'HTML5'], label: 'Build specialist' },
  julia: { fullName: 'Julia Brandt', skills: ['JavaScript', 'TypeScript'], label: 'Frontend developer' },
  frank: { fullName: 'Frank Osei', skills: ['React.js'], label: 'Front-end developer' },
  fiona: { fullName: 'Fiona Delacroix', skills: ['ReactJS'], label: 'Front end developer' },
  gita: { fullName: 'Gita Lindqvist', skills: ['Go', 'Q&A'], label: 'Moderator' },
  golo: { fullName: 'Golo Mannheim', skills: ['Golang'], label: 'Gopher' },
  rita: { fullName: 'Rita Moss', skills: ['R', 'Machine Learning'], label: 'Statistician' },
  gonzalo: { fullName: 'Gonzalo Cruz', label: 'Chef', place: ['Goiânia', 'BR'] },
  kubra: { fullName: 'Kübra Aydın', label: 'Kubernetes administrator', skills: ['Linux'] },
  tom: {
    fullName: 'Tom Underwood',
    label: 'Head of data & analytics',
    job: ['H&M Freight', 'VP Data/Analytics', 'Forecasts for 35 harbours.', 'Won the Anchor Prize 2021'],
    school: ['MIT', 'Computer Science', 'PhD'],
  },
  ines: {
    fullName: 'Inês Tavares',
    label: 'UX designer',
    skills: ['Adobe Photoshop', 'UX'],
    place: ['São Paulo', 'BR'],
  },
  wei: {
    fullName: 'Wei Zhang',
    label: 'Teacher',
    languages: [
      ['中文', 'zh'],
      ['Anglais', 'en'],
    ],
  },
} as const satisfies Record<string, Person>;
