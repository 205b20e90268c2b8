import { expect, it } from 'vitest';
import * as original from '../../src/profiles/completion-tag.ts';
import { loadChanged } from './changed-source.ts';

const FILE = 'src/profiles/completion-tag.ts';

it('loads a module with the change, beside the original', async () => {
  const changed = await loadChanged<typeof original>(FILE, { [FILE]: [['profile_completion_', 'changed_']] });
  expect(changed.profileCompletionTag('7')).toBe('changed_7');
  expect(original.profileCompletionTag('7')).toBe('profile_completion_7');
});

it('loads the same module again for the same changes', async () => {
  const load = () => loadChanged<typeof original>(FILE, { [FILE]: [['profile_completion_', 'other_']] });
  expect(await load()).toBe(await load());
});

it.each([
  ['does not hold', 'nowhere', / holds this text 0 times, not once: nowhere$/],
  ['holds more than once', 'profile', / holds this text [2-9] times, not once: profile$/],
])('fails for a text that the file %s', async (_, text, message) => {
  await expect(loadChanged(FILE, { [FILE]: [[text, 'x']] })).rejects.toThrow(message);
});
