// The dashboard's addresses in a real browser: each page by its link, back and forward, where the focus goes, and each page on
// four screens.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withoutBrowser } from '../support/browser.ts';
import { openDesk, PAGES, VIEWPORTS, type Desk } from '../support/desk.ts';

describe.skipIf(withoutBrowser())('the addresses of the dashboard', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk();
  });
  afterAll(() => desk[Symbol.asyncDispose]());

  const heading = () => desk.page.getByRole('heading', { level: 1 });
  const link = (name: string) => desk.page.getByRole('link', { name, exact: true });
  const focused = () => desk.page.evaluate('document.activeElement?.textContent');

  it.each([
    ['', 'Overview'],
    ['/', 'Overview'],
    ['/runs', 'Runs'],
    ['/runs/', 'Runs'],
    ['/queues', 'Queues'],
    ['/jobs?state=dead&queue=profile-changed', 'Jobs'],
    ['/profiles?text=rich&by=handle', 'Profiles'],
    ['/profiles/richard-hendriks', 'Richard Hendriks'],
    ['/queues/profile-changed?period=day', 'Queue profile-changed'],
    ['/schedules', 'Schedules'],
    ['/settings', 'Settings'],
    ['/processes', 'Processes'],
    ['/actions', 'Actions'],
    ['/runs/no-such-run', 'Run'],
    ['/jobs/profile-changed/no-such-job', 'Job in profile-changed'],
    ['/profiles/%E0%A4%A', 'Profile'],
    ['/processes/more', 'No such page'],
    ['/job', 'No such page'],
    ['/job/profile-changed/5', 'No such page'],
  ])('%j opens as %s, and the title of the tab says so', async (address, name) => {
    await desk.open(address);
    await heading().getByText(name, { exact: true }).waitFor();
    await expect.poll(() => desk.page.title()).toBe(`${name} · Vitae`);
  });

  it.each(['/page.ts', '/../page.ts', '/runs/../page.ts', '/tsconfig.json', '/index.html', '/nothing'])(
    '%j is no page, and no file of the server',
    async (address) => {
      const answer = await fetch(`${desk.vitae.origin}/admin${address}`);
      expect(answer.status).toBe(404);
    },
  );

  it('the time zone of the times on each page is named', async () => {
    const session = await desk.page.context().newCDPSession(desk.page);
    await session.send('Emulation.setTimezoneOverride', { timezoneId: 'Asia/Tokyo' });
    await desk.open('/runs');
    const foot = desk.page.getByRole('contentinfo');
    await foot.getByText('Asia/Tokyo, now GMT+09:00.').waitFor();
    await session.send('Emulation.setTimezoneOverride', { timezoneId: '' });
    await session.detach();
  });

  it('links change the page without loading it again; the focus goes to its heading', async () => {
    await desk.open('');
    await desk.page.evaluate('window.mark = 1');
    for (const name of [
      'Runs',
      'Queues',
      'Jobs',
      'Profiles',
      'Schedules',
      'Processes',
      'Settings',
      'Actions',
      'Overview',
    ]) {
      await link(name).click();
      await heading().getByText(name).waitFor();
      await expect.poll(focused).toBe(name);
      expect(await link(name).getAttribute('aria-current')).toBe('page');
      expect(await desk.page.locator('[aria-current]').count()).toBe(1);
    }
    expect(await desk.page.evaluate('window.mark')).toBe(1);
  });

  it('back and forward lead through pages and filters', async () => {
    await desk.open('');
    await link('Profiles').click();
    await desk.page.getByLabel('Name, handle or id').fill('Richard H');
    await desk.page.keyboard.press('Enter');
    await link('Richard Hendriks').click();
    await heading().getByText('Richard Hendriks').waitFor();
    await desk.page.goBack();
    await heading().getByText('Profiles').waitFor();
    expect(await desk.page.getByLabel('Name, handle or id').inputValue()).toBe('Richard H');
    await desk.page.goBack();
    await expect.poll(() => desk.page.getByLabel('Name, handle or id').inputValue()).toBe('');
    await desk.page.goBack();
    await heading().getByText('Overview').waitFor();
    await desk.page.goForward();
    await desk.page.goForward();
    await expect.poll(() => desk.page.getByLabel('Name, handle or id').inputValue()).toBe('Richard H');
    await desk.page.goForward();
    await heading().getByText('Richard Hendriks').waitFor();
  });

  it('the first key leads past the navigation', async () => {
    await desk.open('/queues');
    await heading().waitFor();
    await desk.page.keyboard.press('Tab');
    await expect.poll(focused).toBe('Skip to the content');
    await desk.page.keyboard.press('Enter');
    await expect.poll(focused).toBe('Queues');
  });

  it.each(VIEWPORTS)('every page is sound on a %s, %s, %i pixels wide', async (name, colorScheme, width) => {
    await desk.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await desk.page.setViewportSize({ width, height: 844 });
    for (const address of [...PAGES, '/profiles/richard-hendriks']) {
      await desk.open(address);
      await heading().waitFor();
      await expect.poll(() => desk.page.locator('[aria-busy=true]').count()).toBe(0);
      await desk.expectSound(`calm-${name}-${address.replaceAll('/', '-')}`);
    }
    desk.expectQuiet(/404/);
  });
});
