// The lanes of the storm: random writes and reads over HTTP. Each profile is written by one lane, one write at a time, and
// read by all lanes. After a write without an answer, the database says whether it was committed.
import type { Pool } from 'pg';
import { z } from 'zod';
import { randomFrom } from '../indexing/search-faults.ts';
import type { Slot } from '../support/fleet.ts';
import type { Checker, SectionState } from './completion-storm-checker.ts';
import type { Parts } from './completion-storm-parts.ts';
import { oneOf, type Random } from './draw.ts';

const COMPLETION = 'sections { name status updatedAt }';
const READ = `query ($id: ID!, $of: [SectionName!]) { profile(id: $id) { id completion(sections: $of) { ${COMPLETION} } } }`;
const PAGE = `{ profiles(first: 100) { edges { node { id completion { ${COMPLETION} } } } } }`;
const ANSWER = '{ __typename ... on Error { message } }';
const CREATE = `mutation ($name: String!) { createProfile(input: { fullName: $name }) {
  ... on ProfilePayload { profile { id } } } }`;
const WRITES = [
  `saveBio(profileId: $id, input: { summary: $text, label: null }) ${ANSWER}`,
  // Without a summary the section is unfilled.
  `saveBio(profileId: $id, input: { label: $text, summary: null }) ${ANSWER}`,
  `deleteBio(profileId: $id) ${ANSWER}`,
  `savePhoto(profileId: $id, input: { url: "https://photos.example.com/a.jpg" }) ${ANSWER}`,
  `deletePhoto(profileId: $id) ${ANSWER}`,
  `saveSkills(profileId: $id, skills: [{ name: $text }, { name: "Second" }]) ${ANSWER}`,
  `saveSkills(profileId: $id, skills: []) ${ANSWER}`,
].map((field) => ({
  document: `mutation ($id: ID!${field.includes('$text') ? ', $text: String!' : ''}) { ${field} }`,
  takesText: field.includes('$text'),
}));
const PAST = [
  `DELETE FROM bio WHERE profile_id = $1`,
  `DELETE FROM skill WHERE profile_id = $1`,
  `INSERT INTO photo (profile_id, url, updated_at) VALUES ($1, 'https://photos.example.com/b.jpg', now())
    ON CONFLICT (profile_id) DO UPDATE SET updated_at = now()`,
];
const WRITTEN = ['bio', 'photo', 'skill'] as const;
/** Of the registers as the next release sees them. */
const NEXT = ' of the next release';

const profileRule = z.object({
  id: z.string(),
  completion: z.object({
    sections: z.array(z.object({ name: z.string(), status: z.string(), updatedAt: z.string().nullable() })),
  }),
});
const answerRule = z.object({
  errors: z.array(z.unknown()).optional(),
  data: z
    .object({
      profile: profileRule.optional(),
      profiles: z.object({ edges: z.array(z.object({ node: profileRule })) }).optional(),
      createProfile: z.object({ profile: z.object({ id: z.string() }) }).optional(),
    })
    .loose()
    .nullish(),
});
type Data = NonNullable<z.infer<typeof answerRule>['data']>;

/** @returns null if the process did not answer. @throws if it answered with errors */
async function ask(url: string, token: string, query: string, variables: object): Promise<Data | null> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  })
    .then(async (response): Promise<unknown> => response.json())
    .catch(() => null);
  if (answer === null) return null;
  const { data, errors } = answerRule.parse(answer);
  if (errors || !data || JSON.stringify(data).includes('"message"'))
    throw new Error(`${query} answered ${JSON.stringify(answer)}`);
  return data;
}

type Row = { readonly revision: number } & Readonly<
  Record<(typeof WRITTEN)[number] | 'nextBio', SectionState | null>
>;

interface Writing {
  readonly id: string;
  readonly slot: Slot;
  readonly since: Date;
}

export interface Storm {
  readonly profiles: readonly string[];
  readonly counts: { reads: number; writes: number; unanswered: number; committedUnanswered: number };
  /** How many reads and writes were answered. */
  answered(): number;
  /** The writes that this process has not answered, or whose outcome is being read from the database. */
  writing(slot: Slot): Writing[];
  /** How many writes went past the API. */
  past(): number;
  /** From now on half of the writes go past the API, by SQL; or none. */
  writePast(isOn: boolean): void;
  /** Runs the lanes until `enough` holds. */
  run(enough: () => boolean): Promise<void>;
}

export interface StormOptions {
  readonly parts: Parts;
  readonly pool: Pool;
  readonly checker: Checker;
  readonly seed: number;
  readonly lanes: number;
  readonly profilesPerLane: number;
}

/** What the lanes share. */
interface Shared extends StormOptions {
  readonly profiles: string[];
  readonly counts: Storm['counts'];
  readonly inFlight: Set<Writing>;
  /** The last revision of each profile that was read from the database. */
  readonly revisions: Map<string, number>;
  readonly past: { isOn: boolean; writes: number };
}

export async function createStorm(options: StormOptions): Promise<Storm> {
  const counts = { reads: 0, writes: 0, unanswered: 0, committedUnanswered: 0 };
  const shared: Shared = {
    ...options,
    counts,
    profiles: [],
    inFlight: new Set(),
    revisions: new Map(),
    past: { isOn: false, writes: 0 },
  };
  await createProfiles(shared);
  return {
    profiles: shared.profiles,
    counts,
    answered: () => counts.reads + counts.writes,
    writing: (slot) => [...shared.inFlight].filter((writing) => writing.slot === slot),
    past: () => shared.past.writes,
    writePast(isOn) {
      shared.past.isOn = isOn;
    },
    async run(enough) {
      await Promise.all(Array.from({ length: options.lanes }, (_, nth) => runLane(shared, nth, enough)));
    },
  };
}

async function createProfiles(shared: Shared): Promise<void> {
  const { parts, lanes, profilesPerLane, profiles } = shared;
  for (let n = 0; n < lanes * profilesPerLane; n += 1) {
    const data = await ask(parts.apis[0].url() ?? '', parts.token, CREATE, { name: `Storm ${n}` });
    const id = data?.createProfile?.profile.id ?? '';
    profiles.push(id);
    await recordVersions(shared, id, performance.now());
  }
}

async function runLane(shared: Shared, nth: number, enough: () => boolean): Promise<void> {
  const { seed, profiles, profilesPerLane } = shared;
  const random = randomFrom(seed * 1000 + nth);
  const own = profiles.slice(nth * profilesPerLane, (nth + 1) * profilesPerLane);
  while (!enough()) {
    if (random() < 0.16) await write(shared, oneOf(own, random), random);
    else await read(shared, random);
  }
}

async function write(shared: Shared, id: string, random: Random): Promise<void> {
  const { parts, pool, counts, inFlight, past } = shared;
  if (past.isOn && random() < 0.5) return writePast(shared, id, random);
  const { document, takesText } = oneOf(WRITES, random);
  const slot = slotFor(parts, random);
  const url = slot.url();
  if (!url) return;
  const writing = { id, slot, since: new Date() };
  inFlight.add(writing);
  const text = `Text ${random()}`;
  const data = await ask(url, parts.token, document, { id, ...(takesText && { text }) });
  if (data) {
    counts.writes += 1;
    await recordVersions(shared, id, performance.now());
  } else {
    counts.unanswered += 1;
    // The transaction of the dead process may still run. The lock waits for its end.
    await pool.query('SELECT 1 FROM profile WHERE id = $1 FOR UPDATE', [id]);
    if (await recordVersions(shared, id, null)) counts.committedUnanswered += 1;
  }
  inFlight.delete(writing);
}

async function writePast(shared: Shared, id: string, random: Random): Promise<void> {
  await shared.pool.query(oneOf(PAST, random), [id]);
  shared.past.writes += 1;
  await recordVersions(shared, id, performance.now());
}

async function read({ parts, profiles, counts, checker }: Shared, random: Random): Promise<void> {
  const slot = slotFor(parts, random);
  const url = slot.url();
  if (!url) return;
  const kind = random();
  const id = oneOf(profiles, random);
  const of = kind < 0.3 ? ['photo', 'bio'] : null;
  const askedAt = performance.now();
  const data = await (kind < 0.96
    ? ask(url, parts.token, READ, { id, of })
    : ask(url, parts.token, PAGE, {}));
  const release = slot === parts.next ? NEXT : '';
  if (!data) {
    counts.unanswered += 1;
    return;
  }
  counts.reads += 1;
  const seen = data.profile ? [data.profile] : (data.profiles?.edges ?? []).map(({ node }) => node);
  for (const { id: of, completion } of seen) {
    for (const { name, status, updatedAt } of completion.sections)
      checker.answered(`${of}.${name}${release}`, `${status} ${updatedAt}`, askedAt);
  }
}

function slotFor({ apis: [one, other], next }: Parts, random: Random): Slot {
  const drawn = random();
  if (drawn < 0.2) return next;
  const [wanted, instead] = drawn < 0.6 ? [one, other] : [other, one];
  return wanted.url() ? wanted : instead;
}

/** Records the profile's current versions in the database. @returns whether the profile has changed since the last time */
async function recordVersions(
  { pool, checker, revisions }: Shared,
  id: string,
  knownAt: number | null,
): Promise<boolean> {
  const { rows } = await pool.query<Row>(
    `SELECT revision,
      (SELECT ${stateSql(`summary IS NOT NULL`, 'updated_at')} FROM bio WHERE profile_id = p.id) AS bio,
      (SELECT ${stateSql(`label IS NOT NULL`, 'updated_at')} FROM bio WHERE profile_id = p.id) AS "nextBio",
      (SELECT ${stateSql('true', 'updated_at')} FROM photo WHERE profile_id = p.id) AS photo,
      (SELECT ${stateSql('true', 'max(updated_at)')} FROM skill WHERE profile_id = p.id HAVING count(*) > 0) AS skill
    FROM profile p WHERE id = $1`,
    [id],
  );
  const [row] = rows;
  if (!row) throw new Error(`profile ${id} does not exist`);
  const at = knownAt ?? performance.now();
  for (const section of WRITTEN) {
    const next = section === 'bio' ? row.nextBio : row[section];
    checker.wrote(`${id}.${section}`, row[section] ?? 'UNFILLED null', at);
    checker.wrote(`${id}.${section}${NEXT}`, next ?? 'UNFILLED null', at);
  }
  const written = revisions.get(id) !== row.revision;
  revisions.set(id, row.revision);
  return written;
}

/** SQL for a section's state as the API shows it. */
function stateSql(filled: string, at: string): string {
  return `CASE WHEN ${filled} THEN 'FILLED ' ELSE 'UNFILLED ' END
    || to_char(${at} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}
