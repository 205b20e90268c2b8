// `findChanged` finds the profiles that a CHANGED run must push, without a lock and without a document. One case per reason.
import { expect, it } from 'vitest';
import { shapeHash } from '../../src/indexing/document.ts';
import { findChanged } from '../../src/indexing/state.ts';
import { useVitae } from '../support/vitae.ts';

const idOf = (n: number) => `01a00000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const MADE = new Date('2030-01-01T00:00:00Z');
const upToDate = {
  indexed: true,
  tracked: true,
  revision: 1,
  profileCreatedAt: MADE,
  documentHash: `${shapeHash}:of the document`,
};
const NOW = new Date('2031-01-01T00:00:00Z');

const vitae = useVitae({ workers: false });

const cases = {
  'is up to date': { finds: false, state: upToDate },
  'turns stale later': { finds: false, state: { ...upToDate, nextChangeAt: new Date(NOW.getTime() + 1) } },
  'turns stale now': { finds: true, state: { ...upToDate, nextChangeAt: NOW } },
  'was written since': { finds: true, state: { ...upToDate, revision: 0 } },
  'was deleted and created again': {
    finds: true,
    state: { ...upToDate, profileCreatedAt: new Date(MADE.getTime() - 1) },
  },
  'is marked, and the result of its push is unknown': {
    finds: true,
    state: { ...upToDate, documentHash: null },
  },
  'was pushed with sections of another version': {
    finds: true,
    state: { ...upToDate, documentHash: `x${upToDate.documentHash}` },
  },
  'is not in the index': { finds: true, state: { ...upToDate, indexed: false } },
  'was never pushed': { finds: true, state: null },
  'is private, and still in the index': { finds: true, state: upToDate, visibility: 'PRIVATE' as const },
  'was deleted, and is still in the index': { finds: true, state: upToDate, gone: true },
};

it.each(Object.entries(cases))('a profile that %s', async (name, { finds, state, ...rest }) => {
  const id = idOf(Object.keys(cases).indexOf(name));
  const { visibility = 'PUBLIC', gone = false } = { visibility: undefined, gone: undefined, ...rest };
  if (!gone)
    await vitae.db.profile.create({
      data: { id, handle: `h-${id}`, fullName: name, visibility, createdAt: MADE },
    });
  if (state) await vitae.db.searchState.create({ data: { profileId: id, ...state } });
  expect(await findChanged(vitae.db, [id], 0, NOW)).toEqual(finds ? [id] : []);
});

it('returns them in order, and nothing for no ids', async () => {
  expect(await findChanged(vitae.db, [idOf(5), idOf(0), idOf(3)], 0, NOW)).toEqual([idOf(3), idOf(5)]);
  expect(await findChanged(vitae.db, [], 0, NOW)).toEqual([]);
});
