// A connection ends after the answer where its client asks for that, whatever the form of the answer.
import { expect, it } from 'vitest';
import { serve } from '../support/served.ts';
import { useVitae } from '../support/vitae.ts';
import { ask, CLOSE, HOST } from './raw-requests.ts';

const vitae = useVitae({ workers: false });

const FORMS = ['text/event-stream', 'application/json', 'application/graphql-response+json', '*/*'];
const QUERIES = [
  '{ __typename }',
  '{ none }',
  '{ me { id } }',
  'subscription { completionChanged(profileId: "none") { percentage } }',
];

it.each(FORMS.flatMap((form) => QUERIES.map((query) => [form, query] as const)))(
  'as %s, for %s',
  async (form, query) => {
    await using served = await serve(vitae.appOptions);
    const path = `/graphql?query=${encodeURIComponent(query)}`;
    const lines = [HOST, `Accept: ${form}`, 'GraphQL-Require-Preflight: 1'];
    for (const head of [
      [`GET ${path} HTTP/1.1`, ...lines, CLOSE],
      [`GET ${path} HTTP/1.0`, ...lines],
    ]) {
      const { status, headers } = await ask(head, served);
      expect(status).toBeGreaterThan(199);
      expect(headers['connection']).toBe('close');
    }
  },
);
