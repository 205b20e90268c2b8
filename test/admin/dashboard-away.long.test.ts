// The dashboard where it is not answered: an API that is gone, and a token that is refused.
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withoutBrowser } from '../support/browser.ts';
import { openDesk, type Desk } from '../support/desk.ts';

describe.skipIf(withoutBrowser())('the dashboard without an answer', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk();
  });
  afterAll(() => desk[Symbol.asyncDispose]());

  const heading = () => desk.page.getByRole('heading', { level: 1 });
  const away = () => desk.page.getByText(/The API does not answer since/);
  const signIn = async (token: string) => {
    await desk.page.getByLabel("Administrator's token").fill(token);
    await desk.page.getByRole('button', { name: 'Sign in' }).click();
  };

  it.each([
    ['an invalid token', () => 'wrong', 'the token is not valid'],
    ["a person's token", () => desk.vitae.personToken, "it is not an administrator's"],
    ['a sign that no header takes', () => `${desk.vitae.administratorToken}…`, 'a sign that no token has'],
    ['a token with its header', () => `Bearer ${desk.vitae.administratorToken}`, 'a sign that no token has'],
  ])('%s leads to signing in, in words, and then back to the page', async (what, token, reason) => {
    await desk.open('/queues');
    await heading().getByText('Queues').waitFor();
    await desk.page.getByRole('button', { name: 'Sign out' }).click();
    await signIn(token());
    await desk.page.getByRole('alert').getByText(reason).waitFor();
    expect(await desk.page.getByText(/does not answer|connection/i).count()).toBe(0);
    await expect.poll(() => desk.page.evaluate('document.activeElement?.name')).toBe('token');
    await desk.expectSound(`refused-${what}`);
    await signIn(desk.vitae.administratorToken);
    await heading().getByText('Queues').waitFor();
  });

  it('a page that was open says that the API is away and how old it is, and calls nothing live', async () => {
    await desk.open('/processes');
    // The stopped process may still be in the list.
    await desk.page.getByText('Live', { exact: true }).first().waitFor();
    await desk.vitae.kill();
    await away().waitFor();
    for (const name of ['Overview', 'Runs', 'Queues', 'Jobs', 'Profiles', 'Actions', 'Processes']) {
      await desk.page.getByRole('link', { name, exact: true }).click();
      await heading().getByText(name).waitFor();
      await desk.page.getByText(/What you see is \d+ s old/).waitFor();
      for (const word of ['Live', 'Reachable', 'All is well.', 'Works', 'Running']) {
        expect(await desk.page.getByText(word, { exact: true }).count()).toBe(0);
      }
      await desk.expectSound(`away-${name}`);
    }
    await desk.page.getByText('was live').waitFor();
  });

  it('an action then says that nothing was done', async () => {
    await desk.page.getByRole('link', { name: 'Runs', exact: true }).click();
    const start = desk.page.getByRole('button', { name: 'Start a reindex' });
    expect(await start.getAttribute('aria-disabled')).toBe('true');
    await start.press('Enter');
    await desk.page.getByRole('status').getByText('The API does not answer: nothing was done.').waitFor();
  });

  it('when the API is back the page is live again, without a load', async () => {
    await desk.page.evaluate('window.mark = 1');
    await desk.restart();
    await away().waitFor({ state: 'detached' });
    await desk.page.getByRole('link', { name: 'Processes', exact: true }).click();
    // The stopped process may still be in the list.
    await desk.page.getByText('Live', { exact: true }).first().waitFor();
    expect(await desk.page.evaluate('window.mark')).toBe(1);
  });

  it('a proxy that answers for the API is an API that is away, and says its status', async () => {
    await using broken = await brokenProxy(desk.vitae.origin);
    await desk.page.goto(`${broken.origin}/admin/runs`);
    await desk.page.getByText('The API does not answer. It answered with the status 502.').waitFor();
    await away().waitFor();
    expect(await desk.page.getByLabel("Administrator's token").count()).toBe(0);
    await desk.expectSound('away-proxy');
  });

  it('logs no error beside those of the lost connections and refused tokens, and asks no other machine', () => {
    desk.expectQuiet(/ERR_CONNECTION|ERR_INCOMPLETE|ERR_EMPTY|401|502/);
  });
});

/** Passes the page on, and answers the API's path by itself. */
async function brokenProxy(origin: string): Promise<AsyncDisposable & { origin: string }> {
  const server: Server = createServer((request, response) => {
    if (request.url === '/graphql') {
      response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad Gateway</h1>');
      return;
    }
    void fetch(`${origin}${request.url ?? ''}`).then(async (answer) => {
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
      response.end(await answer.text());
    });
  });
  await once(server.listen(0, 'localhost'), 'listening');
  const address = server.address();
  if (typeof address === 'string' || address === null) throw new Error('It listens on no port.');
  return {
    origin: `http://localhost:${address.port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
