// Finds the profile of the person whose resume it is. In this order: the id that an export carries, an equal resume as it is
// read or as it was given, an e-mail address, a key. What leads to a profile of another name is a conflict: no profile becomes
// somebody else's without being asked.
import { Prisma, type DatabaseLike, type Transaction } from '../database/client.ts';
import { cut } from '../graphql/errors.ts';
import { isUuid } from '../graphql/uuid.ts';
import { isShared, ownAddress } from './address.ts';
import { isShortened, nameKey } from './person-name.ts';

export interface Identity {
  readonly fullName: string;
  /** See `hashOf`. */
  readonly hash: string;
  /** Of the resume as it was given. */
  readonly givenHash: string;
  readonly email: string | null;
  /** As in `profile.import_key`. */
  readonly importKey: string | null;
  /** What an export carries. */
  readonly profileId: string | null;
}

export type Person =
  | { readonly kind: 'new' }
  /** `isSame`: the resume is the one that was imported last. */
  | { readonly kind: 'known'; readonly profileId: string; readonly isSame: boolean }
  | { readonly kind: 'conflict'; readonly message: string };

interface Found {
  readonly id: string;
  readonly fullName: string;
  readonly importKey: string | null;
  readonly hash: string | null;
  readonly givenHash: string | null;
  readonly email: string | null;
  /** In the resume that was imported last, as is its name: since then both may have been changed by hand. */
  readonly keptEmail: string | null;
  readonly keptName: string | null;
}

/** The index of kept resumes has the same expression. No address is longer: RFC 5321. */
const KEPT_EMAIL = Prisma.sql`lower(left(resume.content #>> '{basics,email}', 320))`;

/**
 * One query for all of them.
 * @param except a profile that does not count
 * @returns in their order
 */
export async function findPeople(
  db: DatabaseLike,
  identities: readonly Identity[],
  except: string | null = null,
): Promise<Person[]> {
  const values = (of: (identity: Identity) => string | null) =>
    identities.map(of).filter((value) => value !== null);
  const [ids, emails] = [values(givenId), values(({ email }) => ownAddress(email))];
  const [keys, hashes] = [values(({ importKey }) => importKey), values(({ hash }) => hash)];
  const given = values(({ givenHash }) => givenHash);
  const found = await db.$queryRaw<Found[]>`
    SELECT profile.id, full_name AS "fullName", import_key AS "importKey", resume.hash, lower(email) AS email,
           given_hash AS "givenHash",
           ${KEPT_EMAIL} AS "keptEmail", resume.name AS "keptName"
      FROM profile LEFT JOIN resume ON resume.profile_id = profile.id
     WHERE profile.id IN (
             SELECT id FROM profile WHERE id = ANY(${ids}::uuid[])
       UNION SELECT id FROM profile WHERE lower(email) = ANY(${emails})
       UNION SELECT profile_id FROM resume WHERE ${KEPT_EMAIL} = ANY(${emails})
       UNION SELECT id FROM profile WHERE import_key = ANY(${keys})
       UNION SELECT profile_id FROM resume WHERE hash = ANY(${hashes})
       UNION SELECT profile_id FROM resume WHERE given_hash = ANY(${given}))
       AND profile.id IS DISTINCT FROM ${except}::uuid
     ORDER BY profile.id`;
  const by = (...columns: readonly (keyof Found)[]) => {
    const index = new Map<string | null, Set<Found>>();
    for (const row of found)
      for (const column of columns) index.set(row[column], (index.get(row[column]) ?? new Set()).add(row));
    return index;
  };
  const index = {
    id: by('id'),
    email: by('email', 'keptEmail'),
    importKey: by('importKey'),
    hash: by('hash'),
    givenHash: by('givenHash'),
  };
  return identities.map((identity) => decide(identity, index));
}

const givenId = ({ profileId }: Identity) =>
  profileId !== null && isUuid(profileId) ? profileId.toLowerCase() : null;

type Index = Readonly<
  Record<'id' | 'email' | 'importKey' | 'hash' | 'givenHash', ReadonlyMap<string | null, ReadonlySet<Found>>>
>;

function decide(identity: Identity, index: Index): Person {
  const { fullName, hash, givenHash, importKey } = identity;
  const rows = (column: keyof Index, value: string | null) =>
    value === null ? [] : [...(index[column].get(value) ?? [])];
  const known = ({ id: profileId, hash: kept }: Found): Person => ({
    kind: 'known',
    profileId,
    isSame: kept === hash,
  });
  const address = ownAddress(identity.email);
  const way = (what: string, found: readonly Found[]) => ({ what, found, named: ofName(fullName, found) });
  const byId = way('the id in its meta', rows('id', givenId(identity)));
  const byKey = way(`its key ${quoted(importKey?.replace('key:', '') ?? '')}`, rows('importKey', importKey));
  const byEmail = way(`its e-mail address ${quoted(address ?? '')}`, rows('email', address));
  const [same] = [...byId.named, ...rows('hash', hash), ...rows('givenHash', givenHash)];
  if (same) return known(same);
  const isOfMany = address !== null && isShared(address, fullName);
  const both = byEmail.named.filter((row) => byKey.named.includes(row));
  const found = [both, ...(isOfMany ? [] : [byEmail.named]), byKey.named].find((people) => people.length > 0);
  const [one, ...others] = found ?? [];
  if (one && others.length === 0) return known(one);
  const ways = [byId, byEmail, byKey].filter((each) => each !== byEmail || !isOfMany);
  if (one) return conflict(`may be of ${[one, ...others].map(profileOf).join(' or of ')}`);
  const leading = ways.find((each) => each.found.length > 0);
  const [other] = leading?.found ?? [];
  if (leading && other)
    return conflict(`is by ${leading.what} of ${profileOf(other)} and not ${quoted(fullName)}`);
  const [namesake] = byEmail.named;
  if (!namesake) return { kind: 'new' };
  return conflict(
    `may be of ${profileOf(namesake)}: the address ${quoted(address)}, which both have, may be of several people`,
  );
}

/** Those of this name, else those whose name is this one with words left out or cut to initials. */
function ofName(fullName: string, found: readonly Found[]): readonly Found[] {
  const those = (isSame: (name: string) => boolean) =>
    found.filter((row) => [row.fullName, row.keptName].some((name) => name !== null && isSame(name)));
  const equal = those((name) => nameKey(name) === nameKey(fullName));
  return equal.length > 0 ? equal : those((name) => isShortened(name, fullName));
}

const profileOf = ({ id, fullName }: Found) => `the profile ${id}, whose name is ${quoted(fullName)}`;

const conflict = (message: string): Person => ({
  kind: 'conflict',
  message: `${message}; --update ID or --create says whose it is`,
});

const quoted = (text: string | null) => JSON.stringify(cut(text ?? '', 100));

/** Resumes that share one of these may be of the same person. */
export function keysOf({ hash, givenHash, email, importKey, fullName }: Identity): string[] {
  const address = ownAddress(email);
  const person =
    address !== null && isShared(address, fullName) ? `${address} ${nameKey(fullName)}` : address;
  return [hash, givenHash, person, importKey].filter((key) => key !== null);
}

/** Waits for other imports of the same people, until the transaction ends. */
export async function lockPeople(tx: Transaction, identities: readonly Identity[]): Promise<void> {
  const keys = identities.flatMap(keysOf);
  await tx.$executeRaw`
    SELECT pg_advisory_xact_lock(key)
      FROM (SELECT DISTINCT hashtextextended(one, 13) AS key FROM unnest(${keys}::text[]) AS one ORDER BY 1) AS keys`;
}
