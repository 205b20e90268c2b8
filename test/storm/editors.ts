// What editors do in a storm: two save on the same revision, one sends a request again, one knows fewer fields. Each throws where
// an editor overwrites another, where a request that is sent twice is two, or where a field that is left out is erased.
import type { MutationResult } from '../support/mutations.ts';
import { Outage } from './parts.ts';
import { count, type Tally } from './tally.ts';

type Send = (mutation: string, args: object) => Promise<MutationResult>;

interface Edit {
  readonly profileId: string;
  readonly text: string;
  readonly tally: Tally;
}

/** Of two that save on the revision of a third, one at most is written. */
export async function editTogether(send: Send, { profileId, text, tally }: Edit): Promise<void> {
  const { profile } = await send('saveBio', { profileId, input: { summary: text } });
  if (!profile) return;
  const save = (summary: string) =>
    send('saveBio', { profileId, input: { summary }, expectedRevision: profile.revision });
  const both = await Promise.allSettled([save(`${text} A`), save(`${text} B`)]);
  const written = both.filter((one) => one.status === 'fulfilled' && one.value.profile);
  if (written.length > 1) throw new Error(`two editors have overwritten each other: ${JSON.stringify(both)}`);
  for (const one of both) if (one.status === 'rejected') throw one.reason;
  count(tally, 'edits together');
}

/** An answer may be lost: the request is sent again, with the same id. */
export async function createTwice(send: Send, { profileId, text, tally }: Edit): Promise<void> {
  const id = crypto.randomUUID();
  const input = { id, name: text, position: 'Sailor' };
  const create = () => send('createExperience', { profileId, input });
  const first = await create().catch((error: unknown) => {
    if (!(error instanceof Outage)) throw error;
    count(tally, 'requests sent again without an answer');
    return null;
  });
  const again = await create();
  for (const { item, code } of [first ?? again, again])
    // The profile may be gone meanwhile.
    if (item?.id !== id && code !== 'NOT_FOUND')
      throw new Error(`a request that was sent twice: ${JSON.stringify({ first, again })}`);
  if (again.item) await send('moveExperience', { profileId, id, toIndex: 0 });
  count(tally, 'requests sent twice');
}

/** It knows no field but the position. */
export async function editAsOldClient(send: Send, { profileId, text, tally }: Edit): Promise<void> {
  const { item } = await send('createExperience', { profileId, input: { name: text, summary: text } });
  if (!item) return;
  const id = item.id;
  await send('editExperience', { profileId, id, input: { position: 'Captain' } });
  // Only where nothing was erased the same content, with the new position, is there already.
  const whole = { id, name: text, summary: text, position: 'Captain' };
  const same = await send('createExperience', { profileId, input: whole });
  if (same.code === 'CONFLICT') throw new Error(`an old client has erased a field: ${JSON.stringify(same)}`);
  count(tally, 'edits of an old client');
}
