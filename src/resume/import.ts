// Owns how a JSON Resume becomes a profile. All of it is checked before anything is written, and written in one
// transaction. The resume is the whole truth: a section that it does not mention is emptied.
import { isUniqueViolation, type Transaction } from '../database/client.ts';
import { validate } from '../graphql/errors.ts';
import { handleFrom } from '../profiles/handle.ts';
import { fullNameRule } from '../profiles/mutations.ts';
import { profileCompletionTag } from '../profiles/completion-tag.ts';
import { createProfile, writeProfile, type WriteServices } from '../profiles/write.ts';
import type { Resume } from '../sections/define.ts';
import { sections } from '../sections/registry.ts';
import { basicsText } from '../sections/resume.ts';
import { parseResume } from './resume-schema.ts';

export interface Imported {
  readonly profileId: string;
  /** False where the person was there already and was updated. */
  readonly created: boolean;
}

/** @throws InvalidInputError with the path of each fault; then nothing was written */
export async function importResume(services: WriteServices, json: unknown): Promise<Imported> {
  const resume = parseResume(json);
  const fullName = validate('basics.name', fullNameRule, resume.basics?.['name'] ?? '');
  const importers = sections.map((section) => section.importer(resume));
  const importKey = importKeyOf(resume, fullName);
  const writeSections = async (tx: Transaction, profileId: string) => {
    for (const write of importers) await write(tx, profileId);
  };
  const imported = await createOrUpdate();
  await services.invalidations.carryOut([profileCompletionTag(imported.profileId)]);
  return imported;

  async function createOrUpdate(): Promise<Imported> {
    const known = await services.db.profile.findUnique({ where: { importKey }, select: { id: true } });
    if (known) return update(known.id);
    try {
      const data = { fullName, handle: handleFrom(fullName), importKey };
      return { profileId: await createProfile(services, data, writeSections), created: true };
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      // Somebody else imports the same person at the same time, and was faster.
      const { id } = await services.db.profile.findUniqueOrThrow({
        where: { importKey },
        select: { id: true },
      });
      return update(id);
    }
  }

  async function update(profileId: string): Promise<Imported> {
    await writeProfile(services, profileId, async (tx) => {
      await tx.profile.update({ where: { id: profileId }, data: { fullName } });
      await writeSections(tx, profileId);
    });
    return { profileId, created: false };
  }
}

/**
 * Who the person is: the first of e-mail address, site, link, phone number and name that the resume has. Two people who
 * share all they give are one here.
 */
function importKeyOf(resume: Resume, fullName: string): string {
  const email = basicsText(resume, 'email');
  if (email) return `email:${email.trim().toLowerCase()}`;
  const site = basicsText(resume, 'url');
  if (site) return `url:${site.trim()}`;
  const links = resume.basics?.['profiles'];
  for (const link of Array.isArray(links) ? links : []) {
    if (
      typeof link === 'object' &&
      !Array.isArray(link) &&
      typeof link?.['url'] === 'string' &&
      link['url']
    ) {
      return `url:${link['url']}`;
    }
  }
  const phone = basicsText(resume, 'phone');
  return phone ? `phone:${phone.trim()}` : `name:${fullName.toLowerCase()}`;
}
