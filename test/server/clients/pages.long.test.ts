// The pages of docs/clients.md in a real browser, with urql and with Apollo Client: their code is taken from the page as it stands.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserArguments, CHROMIUM, withoutBrowser } from '../../support/browser.ts';
import { PATIENCE_MS } from '../../support/eventually.ts';
import { makeFilledProfile, mutated, type FilledProfile } from '../../support/mutations.ts';
import { serve, type Served } from '../../support/served.ts';
import { startVitae, type Vitae } from '../../support/vitae.ts';

const docs = path.resolve(import.meta.dirname, '../../../docs');
/** By name, from the first line of each block. */
const modules = new Map(
  [...readFileSync(path.join(docs, 'clients.md'), 'utf8').matchAll(/^```js\n\/\/ (\S+)\n(.*?)^```$/gms)].map(
    ([, name = '', code = '']) => [path.join(docs, name), code] as const,
  ),
);
const NAMES = [
  'urql',
  'apollo',
  'search-page',
  'profile-page',
  'editor',
  'completion-widget',
  'instant-search',
];
const ENTRY = path.join(docs, 'entry.js');

/** One script with all modules of the page, as `pages`. */
async function bundle(): Promise<string> {
  const entry = NAMES.map((name) => `export * from './${name}.js';`).join('\n');
  const sources = new Map([...modules, [ENTRY, entry]]);
  const output = await build({
    configFile: false,
    logLevel: 'silent',
    root: docs,
    define: { 'process.env.NODE_ENV': '"development"' },
    build: { write: false, minify: false, lib: { entry: ENTRY, formats: ['iife'], name: 'pages' } },
    plugins: [
      {
        name: 'blocks-of-the-page',
        enforce: 'pre',
        resolveId: (source, importer = ENTRY) => {
          const file = path.resolve(path.dirname(importer), source);
          return sources.has(file) ? file : null;
        },
        load: (id) => sources.get(id) ?? null,
      },
    ],
  });
  const [first] = [output].flat();
  const chunk = first && 'output' in first ? first.output[0] : null;
  if (!chunk) throw new Error('nothing was bundled');
  return chunk.code;
}

async function serveSite(script: string): Promise<Server> {
  const site = createServer((request, response) => {
    const isScript = request.url === '/pages.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html; charset=utf-8');
    response.end(isScript ? script : '<!doctype html><title>A site</title><script src="/pages.js"></script>');
  });
  site.listen(0, 'localhost');
  await once(site, 'listening');
  return site;
}

describe.skipIf(withoutBrowser())('the pages of docs/clients.md', () => {
  let vitae: Vitae;
  let served: Served;
  let site: Server;
  let origin: string;
  let browser: Browser;
  let ada: FilledProfile;

  beforeAll(async () => {
    site = await serveSite(await bundle());
    origin = `http://localhost:${(site.address() as AddressInfo).port}`;
    vitae = await startVitae({ environment: { CORS_ORIGINS: origin } });
    served = await serve(vitae.appOptions);
    ada = await makeFilledProfile(vitae, 'Ada Lovelace');
    for (const name of ['Sought Grace', 'Sought Mary', 'Sought Ada']) await makeFilledProfile(vitae, name);
    await vitae.idle();
    browser = await chromium.launch({ executablePath: CHROMIUM, args: browserArguments });
  });
  afterAll(async () => {
    await browser.close();
    await served.stop(0);
    await vitae.close();
    site.close();
  });

  it('are all there', () => {
    expect([...modules.keys()].map((file) => path.basename(file, '.js')).sort()).toEqual(NAMES.toSorted());
  });

  describe.each(['openUrql', 'openApollo'])('with %s', (open) => {
    const complaints: string[] = [];
    let requests: string[] = [];

    /** A page of the site as this person, with an element for each page of the document. */
    async function visit(as: string, code: string): Promise<Page> {
      const page = await browser.newPage();
      page.setDefaultTimeout(PATIENCE_MS);
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('console', (message) => {
        // In development Graphcache says so of every fragment for another member of a union.
        if (['error', 'warning'].includes(message.type()) && !message.text().startsWith('Invalid undefined'))
          complaints.push(message.text());
      });
      page.on('request', (request) => {
        if (request.url() === served.url) requests.push(request.postData() ?? '');
      });
      await page.goto(origin);
      const token = await vitae.tokens.sign({ kind: 'person', profileId: as });
      const endpoint = JSON.stringify({ url: served.url, token });
      await page.evaluate(`window.api = pages.${open}(${endpoint}); window.make = (id) => {
        const element = document.createElement('div'); element.id = id; document.body.append(element); return element; };`);
      await page.evaluate(`(async () => { ${code} })()`);
      return page;
    }
    const text = (page: Page, id: string) => page.locator(`#${id}`).innerText();

    it('search with facets, highlights and a next page', async () => {
      const page = await visit(ada.id, `await pages.searchPage(api, make('search'))`);
      const list = page.locator('#search ol > li');
      await page.locator('#search input').fill('sought');
      await expect.poll(() => text(page, 'search')).toContain('3 people');
      expect(await list.count()).toBe(2);
      await page.getByRole('button', { name: 'More' }).click();
      await expect.poll(() => list.count()).toBe(3);
      await page.locator('#search input').fill('sought grace');
      await expect.poll(() => list.count()).toBe(1);
      expect(await page.locator('#search em').allInnerTexts()).toContain('Grace');
      await page.locator('#search .facets li', { hasText: 'Mathematics (1)' }).click();
      await expect.poll(() => text(page, 'search')).toContain('1 people');
      await page.close();
    });

    it('show a profile by a handle that it had, and what others write', async () => {
      const person = await makeFilledProfile(vitae, `Wanda ${open}`);
      await mutated(
        vitae,
        'updateProfile',
        { input: { handle: `wanda-now-${open.toLowerCase()}` } },
        person.id,
      );
      const page = await visit(ada.id, `pages.profilePage(api, make('profile'), '${person.handle}')`);
      await expect.poll(() => text(page, 'profile')).toContain('Programmer at Analytical Engines');
      expect(page.url()).toContain('#/wanda-now');
      await mutated(vitae, 'saveBio', { input: { summary: 'Written elsewhere.' } }, person.id);
      await expect.poll(() => text(page, 'profile')).toContain('Written elsewhere.');
      await mutated(vitae, 'deleteExperience', { id: person.items['Experience'] }, person.id);
      await expect.poll(() => text(page, 'profile')).not.toContain('Analytical Engines');
      await page.close();
    });

    it('edit without overwriting what somebody else wrote', async () => {
      const { id } = await makeFilledProfile(vitae, `Edith ${open}`);
      const page = await visit(id, `await pages.editor(api, make('editor'), '${id}')`);
      const save = page.getByRole('button', { name: 'Save' });
      await page.locator('textarea').fill('Mine.');
      await save.click();
      await expect.poll(() => text(page, 'editor')).toContain('Saved.');
      await mutated(vitae, 'saveBio', { input: { summary: 'Theirs.' } }, id);
      await page.locator('textarea').fill('Mine again.');
      await save.click();
      await expect.poll(() => text(page, 'editor')).toContain('Somebody else wrote: Theirs.');
      const summary = async () =>
        (await vitae.db.bio.findUniqueOrThrow({ where: { profileId: id } })).summary;
      expect(await summary()).toBe('Theirs.');
      await save.click();
      await expect.poll(summary).toBe('Mine again.');
      await page.close();
    });

    it('save a text once whose answer was lost', async () => {
      const { id } = await makeFilledProfile(vitae, `Lois ${open}`);
      const page = await visit(id, `await pages.editor(api, make('editor'), '${id}')`);
      const save = page.getByRole('button', { name: 'Save' });
      const isSave = (body: string | null) => body?.includes('SaveBio') ?? false;
      let isLost = false;
      await page.route(served.url, async (route) => {
        if (isLost || !isSave(route.request().postData())) return route.fallback();
        isLost = true;
        // The server answers, and the page does not hear of it.
        await route.fetch();
        return route.abort();
      });
      await page.locator('textarea').fill('Written once. ');
      await save.click();
      await expect.poll(() => text(page, 'editor')).toContain('There was no answer.');
      const stored = await vitae.db.profile.findUniqueOrThrow({ where: { id }, include: { bio: true } });
      expect(stored.bio?.summary).toBe('Written once.');
      await save.click();
      await expect.poll(() => text(page, 'editor')).toContain('Saved.');
      const { revision } = await vitae.db.profile.findUniqueOrThrow({ where: { id } });
      expect(revision).toBe(stored.revision);
      await page.close();
      expect(complaints.splice(0)).toEqual(['Failed to load resource: net::ERR_FAILED']);
    });

    it.each([
      ['deleted', 'deleteProfile', {}],
      ['hidden', 'updateProfile', { input: { visibility: 'PRIVATE' } }],
    ] as const)('show that the profile was %s elsewhere', async (_, mutation, args) => {
      const { id, handle } = await makeFilledProfile(vitae, `Gina ${open} ${mutation}`);
      const page = await visit(
        ada.id,
        `pages.completionWidget(api, make('widget'), '${id}'); pages.profilePage(api, make('profile'), '${handle}');`,
      );
      await expect.poll(() => text(page, 'widget')).toContain('100 %');
      await expect.poll(() => text(page, 'profile')).toContain('Gina');
      await mutated(vitae, mutation, args, id);
      await expect.poll(() => text(page, 'profile')).toBe('There is nobody at this address.');
      await expect.poll(() => text(page, 'widget')).toBe('');
      await page.evaluate(`pages.editor(api, make('editor'), '${id}')`);
      await expect.poll(() => page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
      await page.close();
    });

    it('update each other through the cache alone', async () => {
      const { id, handle } = await makeFilledProfile(vitae, `Carla ${open}`);
      const page = await visit(
        id,
        `pages.completionWidget(api, make('widget'), '${id}'); await pages.editor(api, make('editor'), '${id}');`,
      );
      await expect.poll(() => text(page, 'widget')).toBe('100 %, missing: nothing');
      await page.evaluate(`pages.profilePage(api, make('profile'), '${handle}')`);
      await expect.poll(() => text(page, 'profile')).toContain(`The summary of Carla ${open}.`);
      requests = [];
      await mutated(vitae, 'deletePhoto', {}, id);
      await expect.poll(() => text(page, 'widget')).toContain('missing: photo');
      // The editor's own revision is the one before.
      await page.locator('textarea').fill('From the editor.');
      await page.getByRole('button', { name: 'Save' }).click();
      await expect.poll(() => text(page, 'editor')).toContain('Somebody else wrote');
      await page.getByRole('button', { name: 'Save' }).click();
      await expect.poll(() => text(page, 'profile')).toContain('From the editor.');
      const names = requests.map((body) =>
        /"operationName":"(\w+)"|(?:query|mutation|subscription) (\w+)/.exec(body),
      );
      const sent = names.map((name) => name?.[1] ?? name?.[2] ?? '');
      expect(sent.filter((name) => !['SaveBio', 'Edited'].includes(name))).toEqual([]);
      await page.close();
    });

    it('replace every list of a profile', async () => {
      const { id } = await makeFilledProfile(vitae, `Liz ${open}`);
      const profile = `id skills { id name } languages { id language } socialLinks { id network } experience { id name } education { id area }`;
      const query = `query Lists($id: ID!) { profile(id: $id) { ${profile} } }`;
      const page = await visit(
        id,
        `window.seen = null; api.watch(${JSON.stringify(query)}, { id: '${id}' }, (data) => { window.seen = data.profile; });`,
      );
      const seen = () => page.evaluate('window.seen');
      await expect.poll(seen).toMatchObject({ skills: [{}], languages: [{}] });
      const emptied = ['saveSkills(skills: [])', 'saveLanguages(languages: [])'].map(
        (field) => `${field} { ... on ProfilePayload { profile { ${profile} } } }`,
      );
      for (const field of emptied)
        await page.evaluate(`api.change(${JSON.stringify(`mutation Empty { ${field} }`)}, {})`);
      await expect.poll(seen).toMatchObject({ id, skills: [], languages: [] });
      await page.close();
    });

    it('keep apart the completions of different sections, and forget a deleted profile', async () => {
      const { id } = await makeFilledProfile(vitae, `Della ${open}`);
      await mutated(vitae, 'deletePhoto', {}, id);
      const two = `query Two($id: ID!) { profile(id: $id) { id completion { id percentage } photo: completion(sections: [photo]) { id percentage } } }`;
      const page = await visit(
        id,
        `window.seen = null; api.watch(${JSON.stringify(two)}, { id: '${id}' }, (data) => { window.seen = data; });`,
      );
      const seen = () => page.evaluate('window.seen');
      await expect.poll(seen).toMatchObject({ profile: { photo: { id: `${id}:photo`, percentage: 0 } } });
      expect(await seen()).toMatchObject({ profile: { completion: { id, percentage: 89 } } });
      await page.evaluate(
        `api.change('mutation Gone { deleteProfile { ... on DeleteProfilePayload { id } } }', {})`,
      );
      await expect.poll(seen).toMatchObject({ profile: null });
      await page.close();
    });

    it('ask the index by InstantSearch', async () => {
      const page = await visit(ada.id, `await pages.instantSearch(api, make('instant'))`);
      await page.locator('#instant input[type=search]').fill('lovelac');
      await expect
        .poll(() => page.locator('#instant .ais-Hits-item').allInnerTexts())
        .toEqual(['Ada Lovelace']);
      await expect.poll(() => page.locator('#instant .ais-Hits-item mark').allInnerTexts()).not.toEqual([]);
      await expect.poll(() => text(page, 'instant')).toContain('Mathematics');
      await page.close();
    });

    it('without an error or a warning', () => {
      expect(complaints).toEqual([]);
    });
  });
});
