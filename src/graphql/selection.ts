// Says which fields of an answer an operation selects.
import {
  Kind,
  type FragmentSpreadNode,
  type GraphQLResolveInfo,
  type InlineFragmentNode,
  type SelectionSetNode,
} from 'graphql';

/**
 * Whether the field of `info` selects the field at this path below it, through fragments. One that a directive leaves out
 * counts.
 */
export function isSelected(
  { fieldNodes, fragments }: Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments'>,
  path: readonly string[],
): boolean {
  return fieldNodes.some(({ selectionSet }) => isIn(selectionSet, path));

  function isIn(set: SelectionSetNode | undefined, [name, ...rest]: readonly string[]): boolean {
    if (name === undefined) return true;
    return (set?.selections ?? []).some((selection) =>
      selection.kind === Kind.FIELD
        ? selection.name.value === name && isIn(selection.selectionSet, rest)
        : isIn(fragmentOf(selection)?.selectionSet, [name, ...rest]),
    );
  }

  function fragmentOf(selection: FragmentSpreadNode | InlineFragmentNode) {
    return selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments[selection.name.value];
  }
}
