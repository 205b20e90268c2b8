// A search server that acknowledges every write and keeps only the settings, so that an index of any size costs nothing here.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface AcknowledgingIndex extends AsyncDisposable {
  readonly url: string;
  readonly indexName: string;
  /** Bulk calls, and their bytes, since the last question. */
  written(): { calls: number; bytes: number };
}

export async function openAcknowledgingIndex(): Promise<AcknowledgingIndex> {
  let settings: object | null = null;
  let taken = { calls: 0, bytes: 0 };
  const server = createServer((request, response) => {
    void answer(request, response);
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const [path = ''] = (request.url ?? '').split('?');
    const isBatch = path.endsWith('/batch');
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (!isBatch) chunks.push(chunk);
    }
    if (isBatch) taken = { calls: taken.calls + 1, bytes: taken.bytes + bytes };
    const body = Buffer.concat(chunks).toString();
    if (path.endsWith('/settings') && request.method === 'PUT') settings = { ...settings, ...parsed(body) };
    const [status, content] = contentOf(path, body);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(content));
  }

  function contentOf(path: string, body: string): [status: number, content: object] {
    if (path.endsWith('/settings') && !body)
      return settings ? [200, settings] : [404, { message: 'Index does not exist' }];
    if (path.endsWith('/objects')) {
      const { requests = [] } = parsed(body) as { requests?: unknown[] };
      return [200, { results: requests.map(() => null) }];
    }
    if (path.endsWith('/browse') || path.endsWith('/query')) return [200, { hits: [], nbHits: 0 }];
    return [200, { taskID: 1, status: 'published', objectIDs: [], updatedAt: new Date().toISOString() }];
  }

  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    indexName: 'profiles',
    written() {
      const before = taken;
      taken = { calls: 0, bytes: 0 };
      return before;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const parsed = (body: string) => JSON.parse(body || '{}') as object;
