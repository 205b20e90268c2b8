// The rule's messages: what is wrong, in which mutation, and the line to write.
import type { TSESTree } from '@typescript-eslint/utils';
import { unwrap } from '../syntax/bindings.ts';
import type { PossibleValue } from '../syntax/possible-values.ts';

const where = '`{{option}}` of mutation "{{name}}"';
const fix = 'Write: {{line}},';

export const messages = {
  missing:
    'Mutation "{{name}}" writes data that the completion of a profile is computed from, and its options have no `{{option}}`. A stale completion would stay in the cache. Add: {{line}},',
  empty: `${where} returns an empty list here. A stale completion would stay in the cache. ${fix}`,
  noTag: `${where} returns {{text}} here, without the completion tag of the profile that was written. ${fix}`,
  otherProfile: `{{text}} in ${where} is not the tag of the profile that was written, whose id is \`{{key}}\` of the function's own parameter. ${fix}`,
  otherFunction: `{{text}} in ${where} does not call \`{{tag}}\` of {{tagModule}}. Import it from there. ${fix}`,
  imported: `${where} comes from another file here ({{text}}), which this rule does not read. Write the tag in place. ${fix}`,
  unreadable: `This rule cannot read ${where} here ({{text}}). Write it out. ${fix}`,
  promise: `${where} is async or a generator and returns no list. ${fix}`,
  endsWithout: `${where} can end without returning its tags. ${fix}`,
  spread:
    'In the options of mutation "{{name}}", {{text}} may hide or replace `{{option}}`. Write after it: {{line}},',
  options:
    'This rule cannot read the options of mutation "{{name}}" ({{text}}). Write them in the call itself, with: {{line}},',
  fields:
    'This rule cannot read these mutation fields ({{text}}). Write them in the call itself; a field that writes needs: {{line}},',
  suggestion: 'Write `{{line}}`.',
} as const;

export type MessageId = keyof typeof messages;

export interface Finding {
  readonly messageId: Exclude<MessageId, 'suggestion'>;
  readonly node: TSESTree.Node;
}

export function unreadable({ kind, node }: PossibleValue): Finding {
  return { messageId: kind === 'imported' ? 'imported' : 'unreadable', node: unwrap(node) };
}
