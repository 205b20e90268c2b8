// Highlights can be shown as HTML whatever a profile holds, and show nothing that is not public.
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { mutated } from '../support/mutations.ts';
import { useVitae } from '../support/vitae.ts';

/** Runs between the response of the index and the query of the database. */
let meanwhile: () => Promise<unknown> = () => Promise.resolve();
const searches: object[] = [];
const vitae = useVitae({
  wrapSearch: (gateway) => ({
    ...gateway,
    async search(query, options = {}) {
      searches.push(options);
      const page = await gateway.search(query, options);
      await meanwhile();
      return page;
    },
  }),
});

const hitsRule = z.array(
  z.object({ id: z.string(), highlights: z.array(z.object({ attribute: z.string(), value: z.string() })) }),
);
const QUERY =
  'query ($query: String!) { searchProfiles(query: $query) { hits { id highlights { attribute value } } } }';

async function hitsOf(query: string, document = QUERY) {
  const { data, text } = await vitae.send(document, { query }, null);
  return hitsRule.parse((data?.['searchProfiles'] as { hits?: unknown } | undefined)?.hits, {
    error: () => text,
  });
}

async function makePerson(fullName: string, content: Readonly<Record<string, object>>): Promise<string> {
  const { profile } = await mutated(vitae, 'createProfile', { input: { fullName } }, 'admin');
  for (const [mutation, args] of Object.entries(content)) {
    await mutated(vitae, mutation, args, profile?.id ?? '');
  }
  return profile?.id ?? '';
}

let ada: string;
beforeAll(async () => {
  ada = await makePerson('Ada Lovelace', {
    saveBio: { input: { label: 'Engineer', summary: 'Ada is an engineer of engines, in London.' } },
    saveSkills: {
      skills: [
        { name: 'Engineering', keywords: ['engines', 'looms'] },
        { name: 'Mathematics', keywords: ['numbers'] },
      ],
    },
    saveLocation: { input: { address: '7 Engine Street', city: 'London', countryCode: 'GB' } },
    createExperience: { input: { name: 'Engine Works', position: 'Engineer' } },
  });
  await vitae.idle();
});

describe('highlights', () => {
  it('show where each word of the query was found, by attribute, the most relevant first', async () => {
    const [hit] = await hitsOf('ada engine');
    expect(hit?.id).toBe(ada);
    const highlights = hit?.highlights ?? [];
    expect(highlights[0]).toEqual({ attribute: 'fullName', value: '<em>Ada</em> Lovelace' });
    expect(highlights).toEqual(
      expect.arrayContaining([
        { attribute: 'label', value: '<em>Engine</em>er' },
        { attribute: 'skills.name', value: '<em>Engine</em>ering' },
        { attribute: 'skills.keywords', value: '<em>engine</em>s' },
        { attribute: 'experience.name', value: '<em>Engine</em> Works' },
      ]),
    );
    const text = JSON.stringify(highlights);
    expect(text).not.toMatch(/Mathematics|numbers|looms|Street|handle-of/);
  });

  it.each(['', '   ', '!?'])('are empty for the query "%s"', async (query) => {
    for (const { highlights } of await hitsOf(query)) expect(highlights).toEqual([]);
  });

  it('are asked for only where they are selected, also in a fragment and under an alias', async () => {
    const asks = async (selection: string) => {
      searches.length = 0;
      const document = `query ($query: String!) { searchProfiles(query: $query) { ${selection} } }
        fragment F on ProfileSearchResult { some: hits { ...H } } fragment H on ProfileHit { ... { h: highlights { value } } }`;
      const used = selection.includes('...F') ? document : document.split('fragment')[0];
      const { errors, text } = await vitae.send(used ?? '', { query: 'ada' }, null);
      expect(errors, text).toBeUndefined();
      return searches.map((options) => 'highlightPreTag' in options);
    };
    expect(await asks('totalCount hits { id }')).toEqual([false]);
    expect(await asks('totalCount facets { facet }')).toEqual([false]);
    expect(await asks('hits { highlights { value } }')).toEqual([true]);
    expect(await asks('...F')).toEqual([true]);
  });

  it('are at most 20 of one hit', async () => {
    const skills = Array.from({ length: 100 }, (_, n) => ({ name: `Weaving ${n}` }));
    const id = await makePerson('Many Skills', { saveSkills: { skills } });
    await vitae.idle();
    const [hit] = await hitsOf('weaving');
    expect(hit?.id).toBe(id);
    expect(hit?.highlights).toHaveLength(20);
  });
});

describe('a highlight of a text with markup', () => {
  const TEXTS = [
    'zebra <script>alert("zebra")</script>',
    '<em>zebra</em> & </em><em>',
    'zebra &amp; &lt;b&gt; zebra &#60;i&#62;',
    `<img src=x onerror='zebra()'>`,
    '"><svg/onload=zebra>',
    '[zebra] ]zebra[ __ais-highlight__zebra__/ais-highlight__',
    'zebra <em onclick=alert(1)>',
    '<ZEBRA>',
    'a<zebra>b</zebra>c &zebra;',
  ];
  const decode = (html: string) =>
    html.replace(
      /&(amp|lt|gt|quot|#39);/g,
      (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" })[name] ?? '',
    );

  it('has no other tags than <em>, in pairs, and is otherwise the text', async () => {
    const skills = TEXTS.map((name) => ({ name }));
    const id = await makePerson('Zoe', { saveSkills: { skills }, saveBio: { input: { label: TEXTS[0] } } });
    await vitae.idle();
    const [hit] = await hitsOf('zebra');
    expect(hit?.id).toBe(id);
    const shown = hit?.highlights ?? [];
    expect(shown).toHaveLength(TEXTS.length + 1);
    for (const { value } of shown) {
      expect(value).toMatch(/^(?:[^<>"']|<em>[^<>"']+<\/em>)*$/);
      expect(value).toMatch(/<em>zebra<\/em>/i);
      expect(value).not.toMatch(/&(?!(?:amp|lt|gt|quot|#39);)/);
    }
    const texts = shown.map(({ value }) => decode(value.replace(/<\/?em>/g, '')));
    expect(texts.toSorted()).toEqual([...TEXTS, TEXTS[0]].toSorted());
  });
});

describe('a profile that is not public', () => {
  it('shows no highlights where it was hidden after the index answered', async () => {
    const id = await makePerson('Quagga Secret', { saveBio: { input: { summary: 'quagga in confidence' } } });
    await vitae.idle();
    expect(await hitsOf('quagga')).toHaveLength(1);
    meanwhile = () => vitae.sql(`UPDATE profile SET visibility = 'PRIVATE' WHERE id = $1`, [id]);
    const { text } = await vitae.send(QUERY, { query: 'quagga' }, null);
    meanwhile = () => Promise.resolve();
    expect(text).toBe('{"data":{"searchProfiles":{"hits":[]}}}');
  });
});
