// The one way to write a mutation of an existing profile. The mutation says what it takes, what it changes and what it
// invalidates; the arguments `profileId` and
// `expectedRevision`, the access, the checks, the transaction and the answer are the same for all.
import type { InputFieldMap } from '@pothos/core';
import type { DatabaseLike, Transaction } from '../database/client.ts';
import { builder } from '../graphql/builder.ts';
import type { ArgBuilder, CheckedArgs, ContentOf } from '../graphql/checked-args.ts';
import type { Context } from '../graphql/context.ts';
import { ClientError } from '../graphql/errors.ts';
import { refuseIncomplete } from '../graphql/given-input.ts';
import { expectedRevisionArg, ownerOnly, profileIdArg, profileIdOf, type ProfileArgs } from './owner.ts';
import { ProfilePayload, type ProfileChange, type WrittenProfile } from './schema.ts';
import { writeProfile } from './write.ts';

type SchemaTypes = typeof builder.$inferSchemaTypes;
type MutationFields = PothosSchemaTypes.MutationFieldBuilder<SchemaTypes, SchemaTypes['Root']>;
type PayloadOf<Shape> = PothosSchemaTypes.ObjectRef<SchemaTypes, Shape>;

/** A change to one item of a list in a profile. */
export interface ItemChange extends WrittenProfile {
  readonly itemId: string;
}

interface Mutation<Args extends CheckedArgs, Result> {
  readonly description: string;
  /** The arguments besides `profileId`, checked in this order. @default none */
  readonly args?: Args;
  /** Runs in the transaction, with the checked arguments. An error rolls it back. */
  readonly change: (tx: Transaction, args: ProfileChange & ContentOf<NoInfer<Args>>) => Promise<Result>;
  /** The cache tags that the change makes stale. The compiler shows the line below where it is missing. */
  readonly invalidates: (written: ProfileChange) => readonly string[]; // invalidates: ({ profileId }) => [profileCompletionTag(profileId)],
}

interface ProfileMutation<Args extends CheckedArgs> extends Mutation<Args, unknown> {
  /** @default ProfilePayload */
  readonly payload?: PayloadOf<WrittenProfile>;
}

interface ItemMutation<Args extends CheckedArgs> extends Mutation<Args, string> {
  readonly payload: PayloadOf<ItemChange>;
  /**
   * Looks, where nothing could be written, for what the same request has written before.
   * @returns the id of the item; null: it has written nothing
   */
  readonly writtenBefore?: (
    db: DatabaseLike,
    args: ProfileChange & ContentOf<NoInfer<Args>>,
  ) => Promise<string | null>;
}

/** A mutation that answers with the profile. */
export function profileMutation<Args extends CheckedArgs>(
  t: MutationFields,
  mutation: ProfileMutation<Args>,
) {
  return t.field({
    ...optionsOf(mutation),
    type: mutation.payload ?? ProfilePayload,
    resolve: async (_root, args, ctx) => {
      const { profileId, revision } = await write(mutation, args, ctx);
      return { profileId, revision };
    },
  });
}

/** A mutation whose change returns the id of the item that it wrote, and that answers with item and profile. */
export function itemMutation<Args extends CheckedArgs>(t: MutationFields, mutation: ItemMutation<Args>) {
  return t.field({
    ...optionsOf(mutation),
    type: mutation.payload,
    resolve: async (_root, args, ctx) => {
      const { result: itemId, ...written } = await write(mutation, args, ctx);
      return { ...written, itemId };
    },
  });
}

function optionsOf<Args extends CheckedArgs>({
  description,
  args,
  invalidates,
}: Pick<Mutation<Args, unknown>, 'description' | 'args' | 'invalidates'>) {
  return { description, args: argsOf(args), access: ownerOnly, errors: {}, invalidates };
}

/** The arguments of all, and those that are checked. */
function argsOf(args: CheckedArgs = {}) {
  const own = (t: ArgBuilder): InputFieldMap =>
    Object.fromEntries(Object.entries(args).map(([name, { define }]) => [name, define(t)]));
  return { ...builder.args(own), ...profileIdArg(), ...expectedRevisionArg() };
}

interface Writing<Args extends CheckedArgs, Result> extends Pick<Mutation<Args, Result>, 'args' | 'change'> {
  readonly writtenBefore?: (
    db: DatabaseLike,
    args: ProfileChange & ContentOf<Args>,
  ) => Promise<Result | null>;
}

type Given = Readonly<Record<string, unknown>> &
  ProfileArgs & { readonly expectedRevision?: number | null | undefined };

/** Checks first, so that a bad argument begins no transaction. */
async function write<Args extends CheckedArgs, Result>(
  { args, change, writtenBefore }: Writing<Args, Result>,
  given: Given,
  ctx: Context,
): Promise<WrittenProfile & { result: Result }> {
  const profileId = profileIdOf(given, ctx);
  const checked = Object.entries(args ?? {}).map(([name, { check }]) => [name, check(name, given[name])]);
  // Each value has the type that its own argument checks for.
  const content = { ...(Object.fromEntries(checked) as ContentOf<Args>), profileId };
  const path = Object.keys(content).find((name) => name !== 'id');
  const { expectedRevision } = given;
  const changeWhole = async (tx: Transaction, [revision]: readonly number[]) => {
    const result = await change(tx, content);
    for (const one of Object.values(content)) refuseIncomplete(one);
    return { profileId, revision, result };
  };
  try {
    return await writeProfile(ctx, profileId, changeWhole, { path, expectedRevision });
  } catch (error) {
    // Its answer was lost, and so the profile has another revision, or the list is full by it.
    const result = error instanceof ClientError ? await writtenBefore?.(ctx.db, content) : null;
    if (result === null || result === undefined) throw error;
    return { profileId, result };
  }
}
