// Imports a JSON Resume as a profile. The whole resume is checked first and then written in one transaction. A section that
// the resume leaves out is emptied.
import { createHash } from 'node:crypto';
import { isUniqueViolation, type Transaction } from '../database/client.ts';
import { InvalidInputError, validate, type FieldFault } from '../graphql/errors.ts';
import { profileCompletionTag } from '../profiles/completion-tag.ts';
import { withFreeHandle } from '../profiles/handle.ts';
import { fullNameRule } from '../profiles/mutations.ts';
import { createProfile, writeProfile, type WriteServices } from '../profiles/write.ts';
import { isJsonObject } from '../search/json.ts';
import type { Resume } from '../sections/define.ts';
import { sections } from '../sections/registry.ts';
import { basicsText } from '../sections/resume.ts';
import type { Note } from './read/note.ts';
import { parseResume } from './resume-schema.ts';

/** The path of a fault of the resume as a whole. */
const RESUME = 'resume';

export interface ImportOptions {
  /** The profile that takes the resume. @default the one of the same person, else a new one */
  readonly profileId?: string;
  /** Makes a new profile, whoever is there. @default false */
  readonly create?: boolean;
  /** Tells whose resume it is, instead of its own address. */
  readonly key?: string;
  /** REPLACE: what was written by hand since the last import goes. @default MERGE */
  readonly mode?: 'MERGE' | 'REPLACE';
  /** Answers what would be done. @default false */
  readonly dryRun?: boolean;
  /** Refuses a resume with any note. @default false */
  readonly strict?: boolean;
  /** The revision that the profile must have. @default any */
  readonly expectedRevision?: number;
}

export interface ImportOutcome {
  /** Null where a dry run would create the profile. */
  readonly profileId: string | null;
  readonly outcome: 'created' | 'updated' | 'unchanged';
  /** What was read otherwise than it was written, and what the profile has otherwise. */
  readonly notes: readonly Note[];
}

/**
 * Creates a public profile with a handle made from the name, or updates the profile of an earlier import of the same
 * person: its name and all its sections, but neither handle nor visibility. The first of e-mail address, site, link, phone
 * number and name that the resume has identifies the person.
 * @throws InvalidInputError with the path of each fault; nothing is written
 */
export async function importResume(
  services: WriteServices,
  json: unknown,
  { profileId: given }: ImportOptions = {},
): Promise<ImportOutcome & { readonly profileId: string }> {
  const resume = parseResume(json);
  const { fullName, importers } = check(resume);
  const importKey = importKeyOf(resume, fullName);
  const writeSections = async (tx: Transaction, profileId: string) => {
    for (const write of importers) await write(tx, profileId);
  };
  const imported = await createOrUpdate();
  await services.invalidations.carryOut([profileCompletionTag(imported.profileId)]);
  return imported;

  async function createOrUpdate() {
    const known = given === undefined ? await findId() : { id: given };
    if (known) return update(known.id);
    try {
      const create = (handle: string) =>
        createProfile(services, { fullName, handle, importKey }, writeSections, RESUME);
      return { profileId: await withFreeHandle(fullName, create), outcome: 'created' as const, notes: [] };
    } catch (error) {
      // A concurrent import of the same person may have created the profile.
      const existing = isUniqueViolation(error) ? await findId() : null;
      if (!existing) throw error;
      return update(existing.id);
    }
  }

  function findId() {
    return services.db.profile.findFirst({ where: { importKey }, select: { id: true } });
  }

  async function update(profileId: string) {
    const write = async (tx: Transaction) => {
      await tx.profile.update({ where: { id: profileId }, data: { fullName } });
      await writeSections(tx, profileId);
    };
    await writeProfile(services, profileId, write, RESUME);
    return { profileId, outcome: 'updated' as const, notes: [] };
  }
}

/** @throws InvalidInputError with the faults of all sections */
function check(resume: Resume) {
  const faults: FieldFault[] = [];
  const attempt = <Result>(part: () => Result): Result[] => {
    try {
      return [part()];
    } catch (error) {
      if (!(error instanceof InvalidInputError)) throw error;
      faults.push(...error.fields);
      return [];
    }
  };
  const names = attempt(() => validate('basics.name', fullNameRule, resume.basics?.['name'] ?? ''));
  const importers = sections.flatMap((section) => attempt(() => section.importer(resume)));
  const [fullName] = names;
  if (fullName === undefined || faults.length > 0) throw new InvalidInputError(faults);
  return { fullName, importers };
}

/** A longer key does not fit into an index row of Postgres, so its hash is stored. */
const LONGEST_KEY = 500;

function importKeyOf(resume: Resume, fullName: string): string {
  const key = identityOf(resume, fullName);
  return key.length <= LONGEST_KEY ? key : `hash:${createHash('sha256').update(key).digest('base64url')}`;
}

function identityOf(resume: Resume, fullName: string): string {
  const email = basicsText(resume, 'email');
  if (email) return `email:${email.trim().toLowerCase()}`;
  const site = basicsText(resume, 'url') ?? firstLink(resume);
  if (site) return `url:${site.trim()}`;
  const phone = basicsText(resume, 'phone');
  return phone ? `phone:${phone.trim()}` : `name:${fullName.toLowerCase()}`;
}

function firstLink(resume: Resume): string | null {
  const links = resume.basics?.['profiles'];
  if (!Array.isArray(links)) return null;
  const urls = links.map((link) => (isJsonObject(link) ? link['url'] : null));
  return urls.find((url): url is string => typeof url === 'string' && url !== '') ?? null;
}
