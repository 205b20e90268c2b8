// Finds the profile of the person whose resume it is. In this order: the id that an export carries, an equal resume, an e-mail
// address, a key. What leads to a profile of another name is a conflict: no profile becomes somebody else's without being asked.
import type { DatabaseLike, Transaction } from '../database/client.ts';
import { cut } from '../graphql/errors.ts';
import { isUuid } from '../graphql/uuid.ts';

export interface Identity {
  readonly fullName: string;
  /** See `hashOf`. */
  readonly hash: string;
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

/** Addresses that come with templates, and hosts that are for examples: RFC 2606, RFC 6761. */
const TEMPLATE =
  /^(you|your|name|user|email|test|someone|somebody|example|your?[-_.]?(e?mail|name)|(first|f)[-_.]?(name)?[-_.]?(last|l)[-_.]?(name)?|(john|jane|j)[-_.]?doe)@|@(.*\.)?(example|test|invalid|localhost|local)$|@(.*\.)?example\.(com|org|net|edu)$|@(your|my|some)[-_]?(domain|company|mail|email|site|website)\.|@(domain|company|email|mysite|site)\.(com|org|net|tld)$/;
/** Several people read these. */
const SHARED =
  /^(me|mail|info|contact|contacto|kontakt|hello|hi|hola|hallo|office|team|admin|webmaster|jobs|careers|bewerbung|hr|sales|support|family)@/;

/** In lower case; null where it tells nothing about a person. */
function addressOf({ email }: Identity): string | null {
  const address = email?.trim().toLowerCase() ?? null;
  return address === null || TEMPLATE.test(address) ? null : address;
}

/** Marks of other scripts tell names apart. */
const ACCENTS = /(?<=[\p{Script=Latin}\p{Script=Greek}]\p{M}*)\p{M}/gu;

/** Without case, accents and the order of the words. A name without letters is compared as it is. */
export function nameKey(name: string): string {
  const plain = name.normalize('NFKD').replace(ACCENTS, '').toLowerCase();
  const words = plain.split(/[^\p{L}\p{M}\p{N}]+/u).filter(Boolean);
  return words.length === 0 ? plain.trim() : words.sort().join(' ');
}

interface Found {
  readonly id: string;
  readonly fullName: string;
  readonly email: string | null;
  readonly importKey: string | null;
  readonly hash: string | null;
  /** In the resume that was imported last. */
  readonly keptName: string | null;
}

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
  const [ids, emails] = [values(givenId), values(addressOf)];
  const [keys, hashes] = [values(({ importKey }) => importKey), values(({ hash }) => hash)];
  const found = await db.$queryRaw<Found[]>`
    SELECT profile.id, full_name AS "fullName", lower(email) AS email, import_key AS "importKey", resume.hash,
           resume.name AS "keptName"
      FROM profile LEFT JOIN resume ON resume.profile_id = profile.id
     WHERE profile.id IN (
             SELECT id FROM profile WHERE id = ANY(${ids}::uuid[])
       UNION SELECT id FROM profile WHERE lower(email) = ANY(${emails})
       UNION SELECT id FROM profile WHERE import_key = ANY(${keys})
       UNION SELECT profile_id FROM resume WHERE hash = ANY(${hashes}))
       AND profile.id IS DISTINCT FROM ${except}::uuid
     ORDER BY profile.id`;
  const by = (column: keyof Found) => Map.groupBy(found, (row) => row[column]);
  const index = { id: by('id'), email: by('email'), importKey: by('importKey'), hash: by('hash') };
  return identities.map((identity) => decide(identity, index));
}

const givenId = ({ profileId }: Identity) =>
  profileId !== null && isUuid(profileId) ? profileId.toLowerCase() : null;

type Index = Readonly<Record<'id' | 'email' | 'importKey' | 'hash', ReadonlyMap<string | null, Found[]>>>;

function decide(identity: Identity, index: Index): Person {
  const { fullName, hash, importKey } = identity;
  const name = nameKey(fullName);
  const isNamed = (row: Found) =>
    [row.fullName, row.keptName].some((other) => other !== null && nameKey(other) === name);
  const address = addressOf(identity);
  const rows = (column: keyof Index, value: string | null) =>
    value === null ? [] : (index[column].get(value) ?? []);
  const ways = [
    { what: 'the id in its meta', found: rows('id', givenId(identity)) },
    { what: 'its e-mail address', found: rows('email', address) },
    { what: 'its key', found: rows('importKey', importKey) },
  ] as const;
  const [marked, ...others] = ways;
  const same = rows('hash', hash);
  const known = marked.found.find(isNamed) ?? same[0] ?? others.flatMap(({ found }) => found).find(isNamed);
  if (known) return { kind: 'known', profileId: known.id, isSame: known.hash === hash };
  const isShared = address !== null && SHARED.test(address);
  const leading = ways.find(
    ({ what, found }) => found.length > 0 && !(isShared && what === 'its e-mail address'),
  );
  const [other] = leading?.found ?? [];
  if (!leading || !other) return { kind: 'new' };
  const message = `is by ${leading.what} of the profile ${other.id}, whose name is ${quoted(other.fullName)} and not ${quoted(fullName)}`;
  return { kind: 'conflict', message };
}

const quoted = (name: string) => JSON.stringify(cut(name, 100));

/** Resumes that share one of these may be of the same person. */
export function keysOf(identity: Identity): string[] {
  const address = addressOf(identity);
  const isShared = address !== null && SHARED.test(address);
  const person = isShared ? `${address} ${nameKey(identity.fullName)}` : address;
  return [identity.hash, person, identity.importKey].filter((key) => key !== null);
}

/** Waits for other imports of the same people, until the transaction ends. */
export async function lockPeople(tx: Transaction, identities: readonly Identity[]): Promise<void> {
  const keys = identities.flatMap(keysOf);
  await tx.$executeRaw`
    SELECT pg_advisory_xact_lock(key)
      FROM (SELECT DISTINCT hashtextextended(one, 13) AS key FROM unnest(${keys}::text[]) AS one ORDER BY 1) AS keys`;
}
