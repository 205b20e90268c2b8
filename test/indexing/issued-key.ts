// Asks for a key of `searchKey`.
import { z } from 'zod';
import type { Api, As } from '../support/api.ts';

export const SEARCH_KEY = '{ searchKey { appId apiKey indexName hosts validUntil } }';

export const keyRule = z.object({
  appId: z.string(),
  apiKey: z.string(),
  indexName: z.string(),
  hosts: z.array(z.string()),
  validUntil: z.coerce.date(),
});
export type IssuedKey = z.infer<typeof keyRule>;

/** Fails with the answer where there is no key. */
export async function issuedKey(api: Pick<Api, 'send'>, as: As = null): Promise<IssuedKey> {
  const { data, text } = await api.send(SEARCH_KEY, {}, as);
  return keyRule.parse(data?.['searchKey'], { error: () => text });
}
