// The API follows the specification of GraphQL over HTTP: all audits of graphql-http pass.
import { serverAudits, type AuditResult } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { variantOf } from '../../support/variant.ts';
import { startVitae, type Vitae } from '../../support/vitae.ts';
import { PRODUCTION } from './production.ts';

let vitae: Vitae;
beforeAll(async () => {
  vitae = await startVitae({ workers: false });
});
afterAll(() => vitae.close());

async function auditsWith(environment: NodeJS.ProcessEnv): Promise<AuditResult[]> {
  const { app } = variantOf(vitae, environment);
  // A preflighted request, as those of a page elsewhere would have to be.
  const fetchFn = (url: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    headers.set('graphql-require-preflight', '1');
    return app.fetch(url, { ...init, headers });
  };
  const results: AuditResult[] = [];
  for (const audit of serverAudits({ url: 'http://vitae.test/graphql', fetchFn }))
    results.push(await audit.fn());
  return results;
}

const failed = (results: readonly AuditResult[]) =>
  results.filter(({ status }) => status !== 'ok').map(({ id, name, status }) => `${id} ${status}: ${name}`);

describe('the audits of graphql-http', () => {
  it('all pass where introspection is on', async () => {
    const results = await auditsWith({});
    expect(results.length).toBeGreaterThan(60);
    expect(failed(results)).toEqual([]);
  });

  it('pass with the settings of production, but for the four that introspect', async () => {
    const ids = failed(await auditsWith(PRODUCTION)).map((line) => line.slice(0, 4));
    expect(ids.sort()).toEqual(['28B9', '2EA1', '6A70', 'D6D5']);
  });
});
