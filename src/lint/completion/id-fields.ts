// Decides which fields of a mutation's payload hold the id of a profile: `profileId`, `otherProfileId`; `id` where the payload
// is the profile; and a field that the resolver fills from one of these, as in `return { mergedId: profileId }`.
import { AST_NODE_TYPES as Is, type TSESTree } from '@typescript-eslint/utils';
import { unwrap } from '../syntax/bindings.ts';
import { keyOf, possibleProperties, possibleTexts, possibleValues } from '../syntax/possible-values.ts';
import { isFunction, returnsOf } from '../syntax/returns.ts';
import type { Options } from './options.ts';
import type { TagSource } from './tag-function.ts';

type Declaring = TagSource & Pick<Options, 'key' | 'profileType'>;

export function idFieldsOf(
  declaring: Declaring,
  options: TSESTree.ObjectExpression,
): (name: string) => boolean {
  const { key } = declaring;
  const returned = returnedIdFields(declaring, options);
  const isProfile = isOfProfile(declaring, options);
  return (name) => isNamedAs(key, name) || returned.has(name) || (isProfile && name === 'id');
}

function isNamedAs(key: string, name: string): boolean {
  return name === key || name.endsWith(key.charAt(0).toUpperCase() + key.slice(1));
}

function isOfProfile({ code, profileType }: Declaring, options: TSESTree.ObjectExpression): boolean {
  return possibleProperties(code, options, 'type').every(
    (found) =>
      found.kind === 'value' &&
      possibleTexts(code, found.property.value).every(
        ({ text, complete }) => complete && text === profileType,
      ),
  );
}

function returnedIdFields({ code, key }: Declaring, options: TSESTree.ObjectExpression): ReadonlySet<string> {
  const resolvers = possibleProperties(code, options, 'resolve')
    .flatMap((found) => (found.kind === 'value' ? possibleValues(code, found.property.value) : []))
    .flatMap(({ node }) => (isFunction(node) ? returnsOf(code, node).values : []))
    .flatMap((value) => possibleValues(code, value));
  const properties = resolvers.flatMap(({ node }) =>
    node.type === Is.ObjectExpression ? node.properties : [],
  );
  return new Set(
    properties.flatMap((property) => {
      if (property.type !== Is.Property || !isNamedAs(key, nameOf(property.value))) return [];
      return keyOf(code, property) ?? [];
    }),
  );
}

function nameOf(expression: TSESTree.Node): string {
  const node = unwrap(expression);
  const named = node.type === Is.MemberExpression ? node.property : node;
  return named.type === Is.Identifier ? named.name : '';
}
