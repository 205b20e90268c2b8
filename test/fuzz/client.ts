// Owns the connections: kept alive and few, as one hostile client's. A stream is left once it has brought something.
// An answer that does not come, or a connection that breaks, is a fault of its own.
import { Agent, request as open } from 'node:http';
import type { FuzzRequest } from './requests.ts';

export interface Received {
  readonly status: number;
  readonly contentType: string;
  /** Of a stream the first of its answers. */
  readonly text: string;
}

export interface Client {
  /** @throws where no answer comes */
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
          const { statusCode: status = 0, headers: told } = response;
          const contentType = told['content-type'] ?? '';
          const isStream = contentType.startsWith('text/event-stream');
          let text = '';
          const received = () => {
            end();
            resolve({ status, contentType, text: isStream ? (firstOf(text) ?? '') : text });
          };
          response.setEncoding('utf8');
          response.on('data', (chunk: string) => {
            text += chunk;
            if (!isStream || firstOf(text) === null) return;
            received();
            sent.destroy();
          });
          response.once('end', received);
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

/** The data of the first `next`; null while there is none. */
function firstOf(stream: string): string | null {
  return /event: next\ndata: (?<data>[^\n]*)\n\n/.exec(stream)?.groups?.['data'] ?? null;
}
