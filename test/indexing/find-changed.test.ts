// Owns the look by which a CHANGED run tells, without a lock and without a document, what it need not touch: each reason to
// look closer is put into the rows by itself, and found.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { shapeHash } from '../../src/indexing/document.ts';
import { findChanged } from '../../src/indexing/state.ts';
import { startVitae, type Vitae } from '../support/vitae.ts';

const idOf = (n: number) => `01a00000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const MADE = new Date('2030-01-01T00:00:00Z');
const inLine = {
  indexed: true,
  tracked: true,
  revision: 1,
  profileCreatedAt: MADE,
  documentHash: `${shapeHash}:of the document`,
};
const NOW = new Date('2031-01-01T00:00:00Z');

let vitae: Vitae;
beforeAll(async () => {
  vitae = await startVitae({ workers: false });
});
afterAll(() => vitae.close());

const cases = {
  'is in line': { finds: false, state: inLine },
  'turns stale later': { finds: false, state: { ...inLine, nextChangeAt: new Date(NOW.getTime() + 1) } },
  'turns stale at this moment': { finds: true, state: { ...inLine, nextChangeAt: NOW } },
  'was written since': { finds: true, state: { ...inLine, revision: 0 } },
  'was deleted and made again': {
    finds: true,
    state: { ...inLine, profileCreatedAt: new Date(MADE.getTime() - 1) },
  },
  'was announced, and what came of it is not known': {
    finds: true,
    state: { ...inLine, documentHash: null },
  },
  'was pushed in the shape of another version': {
    finds: true,
    state: { ...inLine, documentHash: `x${inLine.documentHash}` },
  },
  'is not in the index': { finds: true, state: { ...inLine, indexed: false } },
  'was never pushed': { finds: true, state: null },
  'is private, and still in the index': { finds: true, state: inLine, visibility: 'PRIVATE' as const },
  'is gone, and still in the index': { finds: true, state: inLine, gone: true },
};

it.each(Object.entries(cases))('a profile that %s', async (name, { finds, state, ...rest }) => {
  const id = idOf(Object.keys(cases).indexOf(name));
  const { visibility = 'PUBLIC', gone = false } = { visibility: undefined, gone: undefined, ...rest };
  if (!gone)
    await vitae.db.profile.create({
      data: { id, handle: `h-${id}`, fullName: name, visibility, createdAt: MADE },
    });
  if (state) await vitae.db.searchState.create({ data: { profileId: id, ...state } });
  expect(await findChanged(vitae.db, [id], NOW)).toEqual(finds ? [id] : []);
});

it('gives those that it finds in order, and nothing for none', async () => {
  expect(await findChanged(vitae.db, [idOf(5), idOf(0), idOf(3)], NOW)).toEqual([idOf(3), idOf(5)]);
  expect(await findChanged(vitae.db, [], NOW)).toEqual([]);
});
