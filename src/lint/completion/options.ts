// The options of the rule, with their defaults: every name that the rule looks for.
import type { JSONSchema } from '@typescript-eslint/utils';
import { WRITING_VERBS } from './verbs.ts';

export interface Options {
  /** A mutation whose name begins with one of these verbs writes. */
  readonly verbs: readonly string[];
  /** The folder of the sections, as the end of a path. */
  readonly sectionsRoot: string;
  /** The file that makes a folder a section's. */
  readonly sectionFile: string;
  /** Folders beside it whose writes count as well, as ends of paths. */
  readonly alsoIn: readonly string[];
  /** The field option that declares the tags. */
  readonly option: string;
  /** The payload's field for the id of the profile that was written; `otherProfileId` counts as well. */
  readonly key: string;
  /** A payload of this type holds that id as `id`. */
  readonly profileType: string;
  /** The function that makes the tag. */
  readonly tag: string;
  /** The file that exports it; from the folder that holds `sectionsRoot`. */
  readonly tagModule: string;
}

export const defaults: Options = {
  verbs: WRITING_VERBS,
  sectionsRoot: 'src/sections',
  sectionFile: 'section.ts',
  alsoIn: ['src/profiles', 'src/resume'],
  option: 'invalidates',
  key: 'profileId',
  profileType: 'Profile',
  tag: 'profileCompletionTag',
  tagModule: 'src/profiles/completion-tag.ts',
};

const text: JSONSchema.JSONSchema4 = { type: 'string', minLength: 1 };
const texts: JSONSchema.JSONSchema4 = { type: 'array', items: text };

export const optionsSchema: JSONSchema.JSONSchema4 = {
  type: 'object',
  additionalProperties: false,
  properties: {
    verbs: { ...texts, minItems: 1 },
    sectionsRoot: text,
    sectionFile: text,
    alsoIn: texts,
    option: text,
    key: text,
    profileType: text,
    tag: text,
    tagModule: text,
  } satisfies Record<keyof Options, JSONSchema.JSONSchema4>,
};

/** The declaration that a mutation needs. @param tag the function's name in the file */
export function declarationOf({ option, key, tag }: Pick<Options, 'option' | 'key' | 'tag'>): string {
  return `${option}: ({ ${key} }) => [${tag}(${key})]`;
}
