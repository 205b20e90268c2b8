// The spellings of skills: which one a facet shows, and by which others a skill is found. Kept by hand. The first of a row is
// the most used; the others are what people write too. Case, spaces and the signs between words do not count, so
// "Node.js", "NodeJS" and "node js" are one spelling. A change takes effect with the next CHANGED run.
const ROWS: readonly (readonly [shown: string, ...others: string[]])[] = [
  ['.NET', 'dotnet', 'dot net'],
  ['ASP.NET', 'aspnet'],
  ['AWS', 'Amazon Web Services', 'Amazon AWS'],
  ['Android', 'Android SDK'],
  ['Angular', 'Angular.js'],
  ['Artificial Intelligence', 'AI'],
  ['Azure', 'Microsoft Azure', 'MS Azure'],
  ['Back-end development', 'backend', 'back end'],
  ['Bash', 'shell scripting', 'shell script'],
  ['Business Intelligence', 'BI'],
  ['C#', 'C sharp', 'csharp'],
  ['C++', 'cpp', 'c plus plus', 'cplusplus'],
  ['CAD', 'Computer-Aided Design'],
  ['CI/CD', 'continuous integration', 'continuous delivery', 'continuous deployment'],
  ['CRM', 'Customer Relationship Management'],
  ['CSS', 'CSS3', 'Cascading Style Sheets'],
  ['D3', 'D3.js'],
  ['DevOps', 'Development and Operations'],
  ['ERP', 'Enterprise Resource Planning'],
  ['Elasticsearch', 'Elastic Search'],
  ['Excel', 'Microsoft Excel', 'MS Excel'],
  ['Express', 'Express.js'],
  ['F#', 'F sharp', 'fsharp'],
  ['Front-end development', 'frontend', 'front end'],
  ['Full-stack development', 'fullstack', 'full stack'],
  ['Go', 'Golang', 'Go lang'],
  ['Google Cloud', 'GCP', 'Google Cloud Platform'],
  ['HTML', 'HTML5'],
  ['Human Resources', 'HR'],
  ['Illustrator', 'Adobe Illustrator'],
  ['InDesign', 'Adobe InDesign'],
  ['Infrastructure as Code', 'IaC'],
  ['JavaScript', 'JS', 'ECMAScript', 'ES6'],
  ['Kafka', 'Apache Kafka'],
  ['Kubernetes', 'K8s', 'kube'],
  ['Large Language Models', 'LLM', 'LLMs'],
  ['Machine Learning', 'ML'],
  ['MongoDB', 'Mongo'],
  ['Natural Language Processing', 'NLP'],
  ['Nest.js', 'NestJS'],
  ['Next.js', 'NextJS'],
  ['Node.js', 'NodeJS', 'node'],
  ['Nuxt', 'Nuxt.js'],
  ['Object-Oriented Programming', 'OOP'],
  ['Objective-C', 'ObjC'],
  ['Photoshop', 'Adobe Photoshop'],
  ['PostgreSQL', 'Postgres', 'psql', 'pgsql'],
  ['PowerPoint', 'Microsoft PowerPoint', 'MS PowerPoint'],
  ['Public Relations', 'PR'],
  ['Quality Assurance', 'QA'],
  ['React', 'React.js'],
  ['Ruby on Rails', 'Rails', 'RoR'],
  ['Rust', 'Rustlang'],
  ['SEO', 'Search Engine Optimization', 'Search Engine Optimisation'],
  ['SQL Server', 'Microsoft SQL Server', 'MSSQL', 'MS SQL'],
  ['Sass', 'SCSS'],
  ['Spark', 'Apache Spark', 'PySpark'],
  ['Svelte', 'SvelteJS'],
  ['Tailwind CSS', 'Tailwind', 'TailwindCSS'],
  ['Terraform', 'HashiCorp Terraform'],
  ['TypeScript', 'TS'],
  ['UI', 'User Interface', 'UI design'],
  ['UX', 'User Experience', 'UX design'],
  ['Visual Basic', 'VB'],
  ['Vue', 'Vue.js'],
  ['Word', 'Microsoft Word', 'MS Word'],
];

const SIGNS = /[\s.,/_-]+/;

/** What is the same in all ways to write a spelling, word by word. */
function keysOf(name: string): string[] {
  const lower = name.toLowerCase();
  const plain = /^[ -~]*$/.test(lower) ? lower : lower.normalize('NFD').replace(/[\u0300-\u036f]/g, '');
  return plain.split(SIGNS).filter((key) => key !== '');
}

interface Spellings {
  /** The spelling that facets show, and the others. */
  readonly row: readonly [shown: string, ...others: string[]];
  readonly isShown: boolean;
}

const keyOf = (name: string) => keysOf(name).join('');
const byKey = new Map(
  ROWS.flatMap((row) =>
    row.map((name): [string, Spellings] => [keyOf(name), { row, isShown: name === row[0] }]),
  ),
);

/** The spelling that facets show; of an unknown skill its own, with composed letters. */
export function shownSpelling(name: string): string {
  return byKey.get(keyOf(name))?.row[0] ?? name.normalize('NFC');
}

/** A name as short as Go, R or C is a word or an initial in most texts. */
const LEAST_LETTERS = 3;
/** Words of the longest spelling. */
const MOST_WORDS = 3;

/** The other spellings of the skills that a short text names, or is. */
export function otherSpellings(text: string): string[] {
  const keys = keysOf(text);
  const found: string[] = [];
  for (let start = 0; start < keys.length; start += 1) {
    let key = '';
    for (let end = start + 1; end <= Math.min(start + MOST_WORDS, keys.length); end += 1) {
      key += keys[end - 1] ?? '';
      const spellings = byKey.get(key);
      const isWhole = end - start === keys.length;
      if (!spellings || (spellings.isShown && key.length < LEAST_LETTERS && !isWhole)) continue;
      found.push(...spellings.row.filter((other) => keyOf(other) !== key));
    }
  }
  return found;
}
