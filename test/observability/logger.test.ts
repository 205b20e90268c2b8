// Log lines have the ids of their work, and neither secrets nor the data that libraries attach to errors.
import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createLogger, withLogFields } from '../../src/observability/logger.ts';

function loggerToLines() {
  const lines: string[] = [];
  const destination = new Writable({
    write: (line: Buffer, _encoding, done) => {
      lines.push(line.toString());
      done();
    },
  });
  return { log: createLogger('trace', destination), lines };
}

describe('a log line', () => {
  it('carries the ids of the request and of the job it belongs to, also after an await, and no others', async () => {
    const { log, lines } = loggerToLines();
    await Promise.all(
      ['one', 'two'].map((requestId) =>
        withLogFields({ requestId }, async () => {
          await new Promise((resolve) => setImmediate(resolve));
          withLogFields({ jobId: `job of ${requestId}` }, () => log.info('inside'));
        }),
      ),
    );
    log.info('outside');
    const parsed = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(parsed.map(({ requestId, jobId }) => [requestId, jobId])).toEqual([
      ['one', 'job of one'],
      ['two', 'job of two'],
      [undefined, undefined],
    ]);
  });

  it('never holds a secret', () => {
    const { log, lines } = loggerToLines();
    const secret = 'eyJhbGciOiJIUzI1NiJ9.e30.secret';
    log.info({ token: secret, request: { headers: { authorization: secret } }, config: { apiKey: secret } });
    expect(lines).toHaveLength(1);
    expect(lines.join()).not.toContain(secret);
  });

  it('tells the cause of an error, and nothing of what hangs on it', () => {
    const { log, lines } = loggerToLines();
    const cause = Object.assign(new Error('the row is locked'), {
      code: '55P03',
      parameters: ['Ada Lovelace'],
    });
    log.error({ err: Object.assign(new Error('cannot save', { cause }), { row: { name: 'Ada Lovelace' } }) });
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      err: { message: 'cannot save', cause: { message: 'the row is locked', code: '55P03' } },
    });
    expect(lines[0]).not.toContain('Lovelace');
  });
});
