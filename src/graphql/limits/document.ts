// Limits the size of an operation by its syntax, before validation, so that a hostile document costs nothing more. Fragments
// count at each place of use; validation refuses unused ones. No count goes further than one above its limit. (graphql-armor would bring a second copy of graphql.)
import { Kind, type DocumentNode, type FragmentDefinitionNode, type SelectionSetNode } from 'graphql';
import type { Limits } from '../../config/api.ts';
import { limitExceeded } from './errors.ts';

interface Size {
  readonly depth: number;
  readonly fields: number;
  readonly aliases: number;
  readonly directives: number;
}

const NONE: Size = { depth: 0, fields: 0, aliases: 0, directives: 0 };
const measures = ['depth', 'fields', 'aliases', 'directives'] as const;

/** @throws GraphQLError LIMIT_EXCEEDED */
export function checkDocument(document: DocumentNode, limits: Limits): void {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const sizeOf = sizer(fragments, limits);
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const size = addDirectives(sizeOf(definition.selectionSet), definition.directives);
    for (const measure of measures) {
      if (size[measure] > limits[measure]) throw limitExceeded(measure, limits[measure], size[measure]);
    }
  }
}

/** Measures each fragment once. Validation refuses a fragment that uses itself. */
function sizer(fragments: ReadonlyMap<string, FragmentDefinitionNode>, limits: Limits) {
  const measured = new Map<string, Size>();

  function ofFragment(name: string): Size {
    const known = measured.get(name);
    if (known) return known;
    const fragment = fragments.get(name);
    if (!fragment) return NONE;
    measured.set(name, NONE);
    const size = ofSelections(fragment.selectionSet);
    measured.set(name, size);
    return size;
  }

  function ofSelections({ selections }: SelectionSetNode): Size {
    let total = NONE;
    for (const selection of selections) {
      let size: Size;
      if (selection.kind === Kind.FRAGMENT_SPREAD) size = ofFragment(selection.name.value);
      else if (selection.kind === Kind.INLINE_FRAGMENT) size = ofSelections(selection.selectionSet);
      else {
        const below = selection.selectionSet ? ofSelections(selection.selectionSet) : NONE;
        size = isIntrospection(selection.name.value)
          ? { ...below, depth: 1, fields: 1 }
          : { ...below, depth: below.depth + 1, fields: below.fields + 1 };
        if (selection.alias) size = { ...size, aliases: size.aliases + 1 };
      }
      total = sum(total, addDirectives(size, selection.directives), limits);
    }
    return total;
  }

  return ofSelections;
}

/** Tools need deep introspection, and GraphQL itself refuses circles in it. */
function isIntrospection(field: string): boolean {
  return field === '__schema' || field === '__type';
}

function addDirectives(size: Size, directives: readonly unknown[] | undefined): Size {
  return directives?.length ? { ...size, directives: size.directives + directives.length } : size;
}

/** Fragments that double each other would count beyond all numbers. */
function sum(a: Size, b: Size, limits: Limits): Size {
  return {
    depth: Math.max(a.depth, b.depth),
    fields: Math.min(a.fields + b.fields, limits.fields + 1),
    aliases: Math.min(a.aliases + b.aliases, limits.aliases + 1),
    directives: Math.min(a.directives + b.directives, limits.directives + 1),
  };
}
