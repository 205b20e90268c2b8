// The states of a job in words, and how they look.

/** @typedef {import('../../client/generated/graphql.ts').JobState} JobState */

/** @type {Record<JobState, string>} */
export const STATES = {
  DEAD: 'dead: used up its tries',
  RETRY: 'retry: waits for its next try',
  CREATED: 'created: waits for its first try',
  ACTIVE: 'active: runs now',
  COMPLETED: 'completed',
  CANCELLED: 'cancelled',
  FAILED: 'failed: history of a dead one',
};

/** @type {Record<JobState, import('./parts.js').Tone>} */
export const TONES = {
  DEAD: 'bad',
  RETRY: 'busy',
  CREATED: 'quiet',
  ACTIVE: 'busy',
  COMPLETED: 'good',
  CANCELLED: 'quiet',
  FAILED: 'bad',
};
