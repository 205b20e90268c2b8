// Owns what the rule says: what is wrong, in which mutation, and the line that mends it.
import type { TSESTree } from '@typescript-eslint/utils';

const where = '`{{option}}` of mutation "{{name}}"';
const mend = 'Write: {{line}},';

export const messages = {
  missing:
    'Mutation "{{name}}" writes what the completion of a profile is made of, and its options have no `{{option}}`: a stale completion would be served. Add: {{line}},',
  empty: `${where} gives an empty list here, and so leaves a stale completion in the cache. ${mend}`,
  noTag: `${where} gives {{text}} here, without the completion tag of the profile that was written. ${mend}`,
  otherProfile: `{{text}} in ${where} is not the tag of the profile that was written: that is the \`{{key}}\` of the function's own parameter. ${mend}`,
  otherFunction: `{{text}} in ${where} does not call the \`{{tag}}\` of {{tagModule}}. Import it from there. ${mend}`,
  imported: `${where} comes from another file here ({{text}}), where this rule does not look. Write the tag in place. ${mend}`,
  unreadable: `${where} cannot be read on the spot here ({{text}}). Write it out. ${mend}`,
  promise: `${where} is async or a generator, and so gives no list. ${mend}`,
  endsWithout: `${where} can end without returning its tags. ${mend}`,
  spread:
    'What the options of mutation "{{name}}" hold here ({{text}}) may hide or replace `{{option}}`. Write behind it: {{line}},',
  options:
    'The options of mutation "{{name}}" cannot be read on the spot ({{text}}). Write them in the call itself, with: {{line}},',
  fields:
    'These mutation fields cannot be read on the spot ({{text}}). Write them in the call itself; those that write with: {{line}},',
  mend: 'Write `{{line}}`.',
} as const;

export type MessageId = keyof typeof messages;

export interface Finding {
  readonly messageId: Exclude<MessageId, 'mend'>;
  readonly node: TSESTree.Node;
}
