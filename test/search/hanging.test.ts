// A search server that hangs: requests are told so before their own time is up, and what needs no search is answered.
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSearchGateway } from '../../src/search/gateway.ts';
import { createViewerKeys } from '../../src/search/viewer-keys.ts';
import { searchDeadlineOf } from '../../src/services/search.ts';
import { SEARCH_KEYS } from '../support/fleet.ts';
import { makeFilledProfile } from '../support/mutations.ts';
import { apiAt, serve } from '../support/served.ts';
import { variantOptions } from '../support/variant.ts';
import { startVitae, type Vitae } from '../support/vitae.ts';

let vitae: Vitae;
let id: string;
const servers: Server[] = [];
const sockets = new Set<Socket>();

beforeAll(async () => {
  vitae = await startVitae({ workers: false, sweeps: false });
  id = (await makeFilledProfile(vitae, 'Ada Lovelace')).id;
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers) server.close();
  await vitae.close();
});

/** @returns the URL of a server that does this with a request */
async function searchServer(treat: (socket: Socket) => void): Promise<string> {
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', () => treat(socket));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const silent = () => searchServer(() => undefined);
/** Sends its answer byte by byte, for ever. */
const trickling = () =>
  searchServer((socket) => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n');
    const timer = setInterval(() => socket.write('1\r\n \r\n'), 20);
    socket.once('close', () => clearInterval(timer));
  });

async function apiOver(hosts: string[]) {
  const seconds = 2;
  const deadlineMs = searchDeadlineOf({ executionMs: seconds * 1000 });
  const options = { appId: SEARCH_KEYS.appId, indexName: 'profiles', hosts, deadlineMs };
  const search = createSearchGateway({ ...options, apiKey: SEARCH_KEYS.adminKey });
  const viewerKeys = createViewerKeys({ ...options, searchKey: 'a search key' });
  const services = { ...vitae.services, search, viewerKeys };
  const served = await serve(variantOptions(vitae, { LIMIT_EXECUTION_SECONDS: `${seconds}` }, { services }));
  return { api: apiAt(served.url, vitae), [Symbol.asyncDispose]: () => served[Symbol.asyncDispose]() };
}

describe.concurrent.each([
  ['one host that is silent', async () => [await silent()]],
  ['four hosts that are silent', async () => Promise.all([silent(), silent(), silent(), silent()])],
  ['two hosts whose answer never ends', async () => Promise.all([trickling(), trickling()])],
])('with %s', (_name, hosts) => {
  it('a search is UNAVAILABLE, and never TIMEOUT', async () => {
    await using over = await apiOver(await hosts());
    const { errors } = await over.api.send('{ searchProfiles(query: "") { totalCount } }', {}, 'admin');
    expect(errors?.map(({ extensions }) => extensions?.code)).toEqual(['UNAVAILABLE']);
  });

  it('a search key is UNAVAILABLE, and never TIMEOUT', async () => {
    await using over = await apiOver(await hosts());
    const { errors } = await over.api.send('{ searchKey { apiKey } }', {}, 'admin');
    expect(errors?.map(({ extensions }) => extensions?.code)).toEqual(['UNAVAILABLE']);
  });

  it('the profile lookup shows Postgres and the cache', async () => {
    await using over = await apiOver(await hosts());
    const document = `{ profileInspection(id: "${id}") {
      profile { id } completion { percentage } cacheAgrees indexReachable indexedDocument indexAgrees } }`;
    const { data, errors } = await over.api.send(document, {}, 'admin');
    expect(errors).toBeUndefined();
    expect(data?.['profileInspection']).toMatchObject({
      profile: { id },
      completion: { percentage: 100 },
      cacheAgrees: true,
      indexReachable: false,
      indexedDocument: null,
      indexAgrees: false,
    });
  });
});
