// Counts the fields that one item of a list brings into the answer.
import {
  getNamedType,
  getNullableType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type FieldNode,
  type GraphQLNamedType,
  type GraphQLResolveInfo,
  type SelectionSetNode,
} from 'graphql';

/** Documents are parsed once and kept. */
const counted = new WeakMap<FieldNode, number>();

/** The fields below the list, through fragments, but not those of a list in an item: it counts its own items. */
export function itemCost({ fieldNodes, returnType, schema, fragments }: GraphQLResolveInfo): number {
  const type = getNamedType(returnType);
  return fieldNodes.reduce((sum, node) => sum + costOf(node), 0);

  function costOf(node: FieldNode): number {
    const known = counted.get(node);
    if (known !== undefined) return known;
    const cost = ofSelections(node.selectionSet, type);
    counted.set(node, cost);
    return cost;
  }

  function ofSelections(set: SelectionSetNode | undefined, parent: GraphQLNamedType | undefined): number {
    let cost = 0;
    for (const selection of set?.selections ?? []) {
      if (selection.kind === Kind.FIELD) cost += 1 + below(selection, parent);
      else {
        const fragment =
          selection.kind === Kind.FRAGMENT_SPREAD ? fragments[selection.name.value] : selection;
        const condition = fragment?.typeCondition;
        const of = condition ? schema.getType(condition.name.value) : parent;
        cost += ofSelections(fragment?.selectionSet, of);
      }
    }
    return cost;
  }

  function below({ name, selectionSet }: FieldNode, parent: GraphQLNamedType | undefined): number {
    const hasFields = isObjectType(parent) || isInterfaceType(parent);
    const field = hasFields ? parent.getFields()[name.value] : undefined;
    if (!field || isListType(getNullableType(field.type))) return 0;
    return ofSelections(selectionSet, getNamedType(field.type));
  }
}
