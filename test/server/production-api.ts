// Asks an API with the settings of production, and sees that it serves the next request normally.
import { afterAll, beforeAll, expect } from 'vitest';
import { PRODUCTION } from './clients/production.ts';
import { apiAt, serve, type Served } from '../support/served.ts';
import { startVitae, type Vitae } from '../support/vitae.ts';
import type { Api } from '../support/api.ts';

/** Requests the status codes of the specification. */
export const STRICT = { accept: 'application/graphql-response+json' };

interface Asked {
  readonly status: number;
  readonly text: string;
}

export function useProductionApi() {
  let vitae: Vitae;
  let served: Served;
  let api: Api;
  beforeAll(async () => {
    vitae = await startVitae({ workers: false, environment: PRODUCTION });
    served = await serve(vitae.appOptions);
    api = apiAt(served.url, vitae);
  });
  afterAll(async () => {
    await served[Symbol.asyncDispose]();
    await vitae.close();
  });

  const post = async (
    body: string | Uint8Array<ArrayBuffer>,
    headers: Record<string, string> = {},
  ): Promise<Asked> => {
    const response = await fetch(served.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...STRICT, ...headers },
      body,
    });
    return { status: response.status, text: await response.text() };
  };

  return {
    get vitae() {
      return vitae;
    },
    get served() {
      return served;
    },
    get api() {
      return api;
    },
    post,
    expectServed: async (): Promise<void> => {
      expect(await post('{"query":"{ __typename }"}')).toEqual({
        status: 200,
        text: '{"data":{"__typename":"Query"}}',
      });
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    },
  };
}

export const codesOf = (text: string) =>
  (JSON.parse(text) as { errors?: { extensions: { code: string } }[] }).errors?.map(
    ({ extensions }) => extensions.code,
  );
