// What an operator sees of a process: health, metrics, traces, logs, and how it stops.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import pg from 'pg';
import { z } from 'zod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditRound } from '../../../src/audit/contract.ts';
import { createJobs } from '../../../src/jobs/jobs.ts';
import { createLogger } from '../../../src/observability/logger.ts';
import { jobContracts } from '../../../src/server/jobs.ts';
import { startOtlpCollector, type OtlpCollector } from '../../support/otlp-collector.ts';
import { promtool, withoutPromtool } from '../../support/promtool.ts';
import { createTestDatabase, type TestDatabase } from '../../support/postgres.ts';
import { startVitaeProcess, temporaryDataDir, type VitaeProcess } from '../../support/vitae-process.ts';
import { eventually } from '../../support/eventually.ts';

const METRICS_TOKEN = 'a token of the tests';
const parsePrometheus = createRequire(import.meta.url)('parse-prometheus-text-format') as (
  text: string,
) => unknown;
const familiesRule = z.array(z.object({ name: z.string() }));

const SAVE = (label: string) => `mutation SaveIt { saveBio(input: { label: "${label}" }) { __typename } }`;

describe('a process that serves everything', () => {
  let collector: OtlpCollector;
  let database: TestDatabase;
  let data: Awaited<ReturnType<typeof temporaryDataDir>>;
  let vitae: VitaeProcess;

  beforeAll(async () => {
    collector = await startOtlpCollector();
    database = await createTestDatabase();
    data = await temporaryDataDir();
    vitae = await startVitaeProcess({
      PORT: '0',
      DATA_DIR: data.dataDir,
      DATABASE_URL: database.url,
      SEED_PROFILES: '10',
      METRICS_TOKEN,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      LOG_LEVEL: 'trace',
      DRAIN_SECONDS: '1',
    });
  });

  afterAll(async () => {
    await vitae.stop();
    await collector.close();
    await database.drop();
    await data.remove();
  });

  function send(query: string, more: Record<string, string> = {}): Promise<Response> {
    const authorization = `Bearer ${vitae.personToken}`;
    const headers = { 'content-type': 'application/json', authorization, ...more };
    return fetch(vitae.url, { method: 'POST', headers, body: JSON.stringify({ query }) });
  }

  it('answers /health, and names each part on /ready', async () => {
    expect((await fetch(`${vitae.origin}/health`)).status).toBe(200);
    const ready = await fetch(`${vitae.origin}/ready`);
    expect(ready.status).toBe(200);
    expect(await ready.json()).toEqual({
      ready: true,
      parts: { database: 'up', cache: 'up', search: 'up' },
    });
  });

  it('follows up a write by SQL, and counts and logs it', async () => {
    const percentage = async () =>
      /"percentage":(\d+)/.exec(
        await (await send('{ me { completion(sections: [photo]) { percentage } } }')).text(),
      )?.[1];
    await send('mutation { savePhoto(input: { url: "https://photos.example.com/a.jpg" }) { __typename } }');
    expect(await percentage()).toBe('100');
    const client = new pg.Client({ connectionString: database.url, application_name: 'a script' });
    await client.connect();
    await client.query('DELETE FROM photo WHERE url = $1', ['https://photos.example.com/a.jpg']);
    await client.end();
    await eventually(async () => expect(await percentage()).toBe('0'));
    const headers = { authorization: `Bearer ${METRICS_TOKEN}` };
    await eventually(async () =>
      expect(await (await fetch(`${vitae.origin}/metrics`, { headers })).text()).toMatch(
        /^vitae_undeclared_writes_total\{table="photo".*\} 1$/m,
      ),
    );
    expect(vitae.output()).toContain('"tables":["photo"],"applications":["a script"]');
  });

  it('counts what the audit compared and found', async () => {
    const headers = { authorization: `Bearer ${METRICS_TOKEN}` };
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    // Declared in bulk, so that nothing follows it up.
    await client.query(`BEGIN; SET LOCAL vitae.declared = '*'; UPDATE profile SET full_name = 'Past all'
      WHERE id = (SELECT profile_id FROM search_state WHERE indexed LIMIT 1); COMMIT`);
    await client.end();
    const jobs = await createJobs(jobContracts, {
      url: database.url,
      log: createLogger('fatal'),
      supervise: false,
    });
    await jobs.enqueue(auditRound, {});
    await jobs.stop();
    await eventually(async () => {
      const metrics = await (await fetch(`${vitae.origin}/metrics`, { headers })).text();
      expect(metrics).toMatch(/^vitae_audit_differences_total\{kind="DOCUMENT_DIFFERENT",after="5".*\} 1$/m);
      expect(metrics).toMatch(/^vitae_audit_comparisons_total(\{.*\})? [1-9]/m);
    });
  });

  it('serves every metric that the alerts and the dashboard name, as Prometheus names them, to callers with the token', async () => {
    await send('query Mine { me { completion { percentage } } }');
    const url = `${vitae.origin}/metrics`;
    expect((await fetch(url)).status).toBe(401);
    expect((await fetch(url, { headers: { authorization: 'Bearer something else' } })).status).toBe(401);
    const answer = await fetch(url, { headers: { authorization: `Bearer ${METRICS_TOKEN}` } });
    expect(answer.status).toBe(200);
    const text = await answer.text();
    if (!withoutPromtool()) expect(promtool(['check', 'metrics'], text)).toBe('');
    const names = familiesRule.parse(parsePrometheus(text)).map(({ name }) => name);
    const files = [await readFile('docs/alerts.yaml', 'utf8'), await readFile('docs/grafana.json', 'utf8')];
    const named = new Set(
      files
        .join()
        .match(/\bvitae_\w+/g)
        ?.map((name) => name.replace(/_(bucket|count)$/, '')),
    );
    expect([...named].filter((name) => !names.includes(name))).toEqual([]);
  });

  it('exports one trace from the mutation through the job to the search request', async () => {
    const trace = 'abcdef0123456789abcdef0123456789';
    await send(SAVE('Traced'), { traceparent: `00-${trace}-0123456789abcdef-01` });
    const ours = () => collector.spans.filter(({ traceId }) => traceId === trace);
    await eventually(() => expect(ours().map(({ name }) => name)).toContain('search batch'));
    const spans = ours();
    const parentOf = (name: string) => {
      const span = spans.find((each) => each.name === name);
      return spans.find(({ spanId }) => spanId === span?.parentSpanId)?.name;
    };
    expect(parentOf('search batch')).toBe('process profile-changed');
    expect(parentOf('process profile-changed')).toMatch(/profile-changed$/);
    expect(parentOf(parentOf('process profile-changed') ?? '')).toBe('mutation SaveIt');
  });

  it('answers with a request id, and accepts one from the caller', async () => {
    const own = await send('{ __typename }');
    expect(own.headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
    const given = await send('{ __typename }', { 'x-request-id': 'order-66' });
    expect(given.headers.get('x-request-id')).toBe('order-66');
    const hostile = await send('{ __typename }', { 'x-request-id': 'a"} {"level":60' });
    expect(hostile.headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
  });

  it('logs no token and no profile text at any level', async () => {
    const marked = 'Zebedee-Quux-4711';
    await send(SAVE(marked), { 'x-request-id': 'marked' });
    await send(`mutation { savePhoneNumber(input: { number: "${marked}" }) { __typename } }`);
    await send(`{ profile(id: "${marked}") { fullName } }`);
    const logs = vitae.output().split('Development tokens')[1]?.split('\n').slice(3).join('\n') ?? '';
    expect(logs.length).toBeGreaterThan(0);
    expect(logs).not.toContain(marked);
    expect(logs).not.toContain(vitae.personToken);
  });

  it('on SIGTERM it is not ready, finishes accepted requests, and cuts event streams', async () => {
    const watch = 'subscription { completionChanged { percentage } }';
    const stream = await send(watch, { accept: 'text/event-stream' });
    const streamed = stream.text();
    const holder = new pg.Client({ connectionString: database.url });
    await holder.connect();
    await holder.query('BEGIN; LOCK TABLE "profile"');
    const slow = send(SAVE('Slow'));
    await eventually(async () => {
      const { rows } = await holder.query(
        "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()",
      );
      expect(rows).not.toHaveLength(0);
    });
    const ended = vitae.stop();
    await eventually(async () => {
      const answer = await fetch(`${vitae.origin}/ready`);
      expect([answer.status, answer.headers.get('connection')]).toEqual([503, 'close']);
    });
    await expect(streamed).rejects.toThrow('terminated');
    await holder.query('COMMIT');
    await holder.end();
    const answered = await slow;
    expect([answered.status, await answered.json()]).toEqual([
      200,
      { data: { saveBio: { __typename: 'ProfilePayload' } } },
    ]);
    expect(await ended).toBe(0);
  });
});
