// Sends bytes to the port as they are, and checks what every answer must have.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect } from 'vitest';
import { until } from '../support/eventually.ts';
import type { Served } from '../support/served.ts';

/** What arrives until the connection is closed, also by a reset: a client may still write when the server closes. */
export async function received(socket: Socket): Promise<string> {
  let all = '';
  socket.setEncoding('utf8').on('data', (part: string) => (all += part));
  await until(() => socket.closed);
  return all;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Sends these lines or bytes, and reads until the server closes. */
export async function ask(head: string | readonly string[], at: Served): Promise<RawAnswer> {
  const connection = connect(at.port, '127.0.0.1');
  connection.on('error', () => undefined);
  await once(connection, 'connect');
  connection.write(typeof head === 'string' ? head : `${head.join('\r\n')}\r\n\r\n`, 'latin1');
  const answer = await received(connection);
  const [top = '', ...rest] = answer.replace(/^HTTP\/1.1 100 Continue\r\n\r\n/, '').split('\r\n\r\n');
  const [first = '', ...lines] = top.split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [line.split(': ', 1)[0]?.toLowerCase() ?? '', line.replace(/^[^:]*: /, '')]),
  );
  const isChunked = headers['transfer-encoding'] === 'chunked';
  const body = rest
    .join('\r\n\r\n')
    .replace(isChunked ? /(?:^|\r\n)[\da-f]+\r\n/g : '', '')
    .trim();
  return { status: Number(first.split(' ')[1]), headers, body };
}

export const CLOSE = 'Connection: close';
export const HOST = 'Host: localhost';
export const UPGRADE = ['Connection: Upgrade', 'Upgrade: websocket'];
export const SOCKET = [
  ...UPGRADE,
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
];

/** It has the security headers, and shows no internals. */
export function expectSafe({ status, headers, body }: RawAnswer): void {
  expect(headers).toMatchObject({
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
    'referrer-policy': 'no-referrer',
    'strict-transport-security': 'max-age=31536000',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  });
  for (const leaking of ['server', 'x-powered-by', 'x-yoga-id', 'via'])
    expect(headers).not.toHaveProperty(leaking);
  expect(body).not.toMatch(/\n +at |node_modules|\/src\/|file:|TypeError|Invalid URL/);
  if (status >= 400 && body !== '') expect(JSON.parse(body)).toBeTypeOf('object');
}
