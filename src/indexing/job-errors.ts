// Owns what becomes of an error of the search server: one that no retry can mend goes to the dead letters at once, one
// that asks for time or comes from a server that is not there makes the queue wait, all others come back on the schedule.
import { PermanentError, WaitError } from '../jobs/contract.ts';
import { SearchError } from '../search/errors.ts';

/** Runs one try of a job, and throws what it throws as the queue understands it. */
export async function classed(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw error instanceof SearchError ? classOf(error) : error;
  }
}

function classOf(error: SearchError): Error {
  const { code, message, retryAfterSeconds } = error;
  switch (code) {
    case 'UNAVAILABLE':
      return new WaitError(message, { cause: error, seconds: null });
    case 'RATE_LIMITED':
      return new WaitError(message, { cause: error, seconds: retryAfterSeconds ?? null });
    case 'FORBIDDEN':
    case 'NOT_FOUND':
    case 'REJECTED':
    case 'RECORD_TOO_LARGE':
      return new PermanentError(message, { cause: error });
    case 'TASK_PENDING':
    case 'BAD_ANSWER':
      return error;
  }
}
