// An HTTP client with few connections, kept alive. It leaves an event stream after the first event.
// A missing answer or a broken connection rejects.
import { Agent, request as open } from 'node:http';
import type { FuzzRequest } from './requests.ts';

export interface Received {
  readonly status: number;
  readonly contentType: string;
  /** Of a stream: its first answer. */
  readonly text: string;
}

export interface Client {
  /** @throws if there is no answer within a minute */
  send(request: Omit<FuzzRequest, 'document' | 'seesAll' | 'number'>): Promise<Received>;
  close(): void;
}

const DEADLINE_MS = 60_000;

/** @param origin as in `http://localhost:4000` */
export function createClient(origin: string, connections: number): Client {
  const { hostname, port } = new URL(origin);
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  return {
    close: () => agent.destroy(),
    send({ method, path, headers, body }) {
      return new Promise<Received>((resolve, reject) => {
        const length = body === null ? {} : { 'content-length': body.length };
        const sent = open({ hostname, port, method, path, agent, headers: { ...headers, ...length } });
        const late = setTimeout(() => sent.destroy(new Error('no answer within a minute')), DEADLINE_MS);
        const end = () => clearTimeout(late);
        sent.once('error', (error) => {
          end();
          reject(error);
        });
        sent.once('response', (response) => {
          const { statusCode: status = 0, headers: received } = response;
          const contentType = received['content-type'] ?? '';
          const isStream = contentType.startsWith('text/event-stream');
          let text = '';
          const finish = () => {
            end();
            resolve({ status, contentType, text: isStream ? (firstOf(text) ?? '') : text });
          };
          response.setEncoding('utf8');
          response.on('data', (chunk: string) => {
            text += chunk;
            if (!isStream || firstOf(text) === null) return;
            finish();
            sent.destroy();
          });
          response.once('end', finish);
          response.once('error', (error) => {
            end();
            reject(error);
          });
        });
        sent.end(body ?? undefined);
      });
    },
  };
}

/** The data of the first `next` event, or null. */
function firstOf(stream: string): string | null {
  return /event: next\ndata: (?<data>[^\n]*)\n\n/.exec(stream)?.groups?.['data'] ?? null;
}
