// Owns what the rule can be told: every name that it knows is here, with its default.
import type { JSONSchema } from '@typescript-eslint/utils';

export interface Options {
  /** A mutation that begins with one of these words writes. */
  readonly verbs: readonly string[];
  /** The folder of the sections, as the end of a path. */
  readonly sectionsRoot: string;
  /** The file that makes a folder a section's. */
  readonly sectionFile: string;
  /** Folders beside it whose writes count as well, as ends of paths. */
  readonly alsoIn: readonly string[];
  /** The field option that declares the tags. */
  readonly option: string;
  /** What its parameter calls the profile that was written. */
  readonly key: string;
  /** The function that makes the tag. */
  readonly tag: string;
  /** The file that exports it; from the folder that holds `sectionsRoot`. */
  readonly tagModule: string;
}

export const defaults: Options = {
  verbs: ['create', 'edit', 'delete', 'save', 'update'],
  sectionsRoot: 'src/sections',
  sectionFile: 'section.ts',
  alsoIn: ['src/profiles'],
  option: 'invalidates',
  key: 'profileId',
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
    tag: text,
    tagModule: text,
  } satisfies Record<keyof Options, JSONSchema.JSONSchema4>,
};

/** The declaration that mends a mutation. @param tag how the file calls the function */
export function declarationOf({ option, key, tag }: Pick<Options, 'option' | 'key' | 'tag'>): string {
  return `${option}: ({ ${key} }) => [${tag}(${key})]`;
}
