// Says which index the search states describe, and whose it is. The index carries a mark in the `userData` of its settings: the
// deployment that it belongs to, and its incarnation. An index that was deleted, made again, replaced or taken over has another
// mark, so it gets a new row of `search_target`, and no state describes it until its document is pushed there.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { writable, type DatabaseLike, type Prisma, type Transaction } from '../database/client.ts';
import { PLACE } from '../database/incarnation.ts';
import type { Services } from '../graphql/context.ts';
import type { SearchGateway } from '../search/gateway.ts';
import type { JsonObject } from '../search/json.ts';
import { isJsonObject } from '../search/json.ts';
import { applyIndexSettings, readSettings } from './settings.ts';
import { raiseVersions } from './versions.ts';

export type SearchTarget = Prisma.SearchTargetModel;
type TargetServices = Pick<Services, 'db' | 'search'>;

/** The index belongs to another deployment. */
export class ForeignIndexError extends Error {
  readonly code = 'FOREIGN_INDEX';
  constructor(indexName: string, owner: Mark, own: Pick<Mark, 'deployment' | 'database'>) {
    super(
      `the index ${indexName} belongs to the deployment ${owner.deployment} (database ${owner.database}); this is ${own.deployment} (database ${own.database}). To let this one take it over: npm run search:settings -- take-over ${own.deployment}`,
    );
    this.name = 'ForeignIndexError';
  }
}

const markRule = z.object({
  /** The incarnation of the deployment's first target. */
  deployment: z.string(),
  /** The name of its database, for people. */
  database: z.string(),
  /** Null: it was just handed over. */
  incarnation: z.string().nullable(),
});
type Mark = z.infer<typeof markRule>;

/** How long a push relies on the last check. Each check is two requests. */
const CHECK_EVERY_MS = 10_000;

interface Checked {
  readonly at: number;
  readonly target: Promise<SearchTarget>;
}
const checks = new WeakMap<SearchGateway, Checked>();

/**
 * The target of a push, checked at most every ten seconds. The first check of a process opens it: see `openTarget`.
 * @throws ForeignIndexError
 */
export async function currentTarget(services: TargetServices): Promise<number> {
  const last = checks.get(services.search);
  const isFresh = last && performance.now() - last.at < CHECK_EVERY_MS;
  const { id } = await (isFresh ? last.target : check(services, { isNewest: !last }));
  return id;
}

/**
 * The target in use, checked now. If the index is newer than the database, an older database was restored: then no state counts.
 * @throws ForeignIndexError
 */
export function openTarget(services: TargetServices): Promise<SearchTarget> {
  return check(services, { isNewest: true });
}

/**
 * Checks the index that was written to: a write to one that was deleted makes it again, without settings and mark. One request.
 * @throws ForeignIndexError
 */
export async function checkWritten(services: TargetServices): Promise<void> {
  const { search } = services;
  const settings = await readSettings(search);
  const target = await checks.get(search)?.target;
  if (!target || !isOf(target, search, settings && markIn(settings))) await openTarget(services);
}

/** Makes the next push check the target again. */
export function forgetTarget(search: SearchGateway): void {
  checks.delete(search);
}

function check(services: TargetServices, options: { isNewest: boolean }): Promise<SearchTarget> {
  const { search } = services;
  const checked = { at: performance.now(), target: findOrReplace(services, options) };
  checks.set(search, checked);
  checked.target.catch(() => {
    if (checks.get(search) === checked) checks.delete(search);
  });
  return checked.target;
}

async function findOrReplace(
  services: TargetServices,
  options: { isNewest: boolean },
): Promise<SearchTarget> {
  const found = await findTarget(services, options);
  return (await raiseVersions(services)) ? createTarget(services, found) : found;
}

/** @param isNewest another index was used meanwhile: whatever was removed there may still be in this one */
async function findTarget(
  services: TargetServices,
  { isNewest }: { isNewest: boolean },
): Promise<SearchTarget> {
  const { db, search } = services;
  const [settings, targets] = await Promise.all([readSettings(search), ownTargets(db)]);
  const found = settings && targets.findLast((target) => isOf(target, search, markIn(settings)));
  if (found && (!isNewest || found === targets.at(-1))) return found;
  return createTarget(services);
}

/**
 * Adds a target and marks the index with it. Creates a missing index, with its settings.
 * @param outdated the target that no longer counts, because an older database was restored. @default none
 * @returns the new target, or the one that another process has added meanwhile
 */
async function createTarget({ db, search }: TargetServices, outdated?: SearchTarget): Promise<SearchTarget> {
  const first = await firstTarget(db, search);
  return writable(db).$transaction(
    async (tx) => {
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('vitae search target', 0))`;
      const [{ database }] = await tx.$queryRaw<
        [{ database: string }]
      >`SELECT current_database() AS database`;
      const own = { deployment: first.incarnation, database };
      const settings = await readSettings(search);
      const mark = settings && markIn(settings);
      const foreign = foreignOwnerOf(mark, own.deployment);
      if (foreign) throw new ForeignIndexError(search.indexName, foreign, own);
      const newest = (await readTargets(tx)).at(-1) ?? first;
      if (isOf(newest, search, mark) && newest.id !== outdated?.id) return newest;
      // States that are older than targets have the target 0: they describe the first index, if it exists.
      const isAdopted =
        newest.markedAt === null && settings !== null && mark === null && isAt(newest, search);
      const data = {
        application: search.application,
        indexName: search.indexName,
        markedAt: new Date(),
        filledAt: isAdopted ? new Date() : null,
      };
      const target = isAdopted
        ? await tx.searchTarget.update({ where: { id: newest.id }, data })
        : await tx.searchTarget.create({ data: { ...data, id: newest.id + 1, incarnation: randomUUID() } });
      const marked = withMark(settings, { ...own, incarnation: target.incarnation });
      if (settings && (mark || isAdopted)) await setMark(search, marked);
      else await applyIndexSettings(search, marked);
      return target;
    },
    { timeout: 60_000, maxWait: 10_000 },
  );
}

/** Committed before anything is marked: it identifies the deployment. */
async function firstTarget(
  db: DatabaseLike,
  { application, indexName }: SearchGateway,
): Promise<SearchTarget> {
  const data = { id: 0, application, indexName, incarnation: randomUUID() };
  await writable(db).searchTarget.createMany({ data, skipDuplicates: true });
  return writable(db).searchTarget.findFirstOrThrow({ where: { id: 0 } });
}

/**
 * The targets of this database. In a copy beside the database that it was made of, they get new incarnations, so that the copy is
 * another deployment.
 */
async function ownTargets(db: DatabaseLike): Promise<SearchTarget[]> {
  await writable(db).$executeRaw`
    UPDATE search_target SET place = here.place,
      incarnation = CASE WHEN search_target.place IS NULL THEN incarnation ELSE gen_random_uuid() END
    FROM (SELECT ${PLACE} AS place) AS here WHERE search_target.place IS DISTINCT FROM here.place`;
  return readTargets(db);
}

function readTargets(db: DatabaseLike | Transaction): Promise<SearchTarget[]> {
  return db.searchTarget.findMany({ orderBy: { id: 'asc' } });
}

const userDataOf = (settings: JsonObject | null): JsonObject =>
  isJsonObject(settings?.['userData']) ? settings['userData'] : {};

function markIn(settings: JsonObject): Mark | null {
  const parsed = markRule.safeParse(userDataOf(settings)['vitae']);
  return parsed.success ? parsed.data : null;
}

/** The setting that holds the mark, beside what others keep there. */
function withMark(settings: JsonObject | null, vitae: Mark): JsonObject {
  return { userData: { ...userDataOf(settings), vitae } };
}

async function setMark(search: SearchGateway, marked: JsonObject): Promise<void> {
  const { taskID } = await search.setSettings(marked);
  await search.waitForTask(taskID);
}

/** Whom the index belongs to; null: nobody, or there is no index. */
export async function ownerOf(search: SearchGateway): Promise<Mark | null> {
  const settings = await readSettings(search);
  return settings && markIn(settings);
}

/** This deployment; null: it has used no index yet, also as a copy of a database that has. Reads Postgres only. */
export async function deploymentOf(db: DatabaseLike): Promise<string | null> {
  const [first] = await db.$queryRaw<{ incarnation: string }[]>`
    SELECT incarnation FROM search_target WHERE id = 0 AND coalesce(place = ${PLACE}, true)`;
  return first?.incarnation ?? null;
}

/**
 * @param owner see `ownerOf`
 * @param own see `deploymentOf`
 * @returns the owner where it is another deployment, so that this one does not write the index; else null
 */
export const foreignOwnerOf = (owner: Mark | null, own: string | null): Mark | null =>
  owner !== null && owner.deployment !== own ? owner : null;

function isAt({ application, indexName }: SearchTarget, search: SearchGateway): boolean {
  return application === search.application && indexName === search.indexName;
}

function isOf(target: SearchTarget, search: SearchGateway, mark: Mark | null): boolean {
  return isAt(target, search) && target.incarnation === mark?.incarnation;
}

/** Why a CHANGED run is needed; null: it is not. Reads Postgres only. */
export async function needsFill(db: DatabaseLike, search: SearchGateway): Promise<string | null> {
  const newest = (await readTargets(db)).at(-1);
  if (!newest) return null;
  if (!isAt(newest, search)) {
    return `The search states describe the index ${newest.indexName} of the application ${newest.application}, and not ${search.indexName} of ${search.application}: a CHANGED run fills it.`;
  }
  if (newest.filledAt) return null;
  return `No run has filled the index ${search.indexName} since it was made or replaced, or since an older database was restored: a CHANGED run does.`;
}

/** There is no index to hand over. */
export class NoIndexError extends Error {
  readonly code = 'NO_INDEX';
  constructor(indexName: string) {
    super(`the index ${indexName} does not exist: the first that writes it owns it`);
    this.name = 'NoIndexError';
  }
}

/**
 * Hands the index to a deployment. It marks the index at its next check; the deployment before stops at its own.
 * @throws NoIndexError where the index does not exist: it has no owner
 */
export async function handOver(search: SearchGateway, deployment: string): Promise<void> {
  const settings = await readSettings(search);
  if (!settings) throw new NoIndexError(search.indexName);
  await setMark(search, withMark(settings, { deployment, database: 'not known yet', incarnation: null }));
}
