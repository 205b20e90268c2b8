// Translates errors of the search server into errors of a job: dead letter, pause of the queue, or retry on the schedule.
import { PermanentError, WaitError } from '../jobs/contract.ts';
import { isAboutRecord, SearchError } from '../search/errors.ts';
import { ForeignIndexError } from './target.ts';

/** Runs one try of a job. @throws PermanentError or WaitError in place of a SearchError that means one of them */
export async function translateSearchErrors(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    // It waits until the index is handed over.
    if (error instanceof ForeignIndexError)
      throw new WaitError(error.message, { cause: error, seconds: null });
    throw error instanceof SearchError ? jobErrorOf(error) : error;
  }
}

function jobErrorOf(error: SearchError): Error {
  const { code, message, retryAfterSeconds } = error;
  switch (code) {
    case 'UNAVAILABLE':
    // A key that is revoked, a quota, an unknown application: no job can succeed, and none is at fault.
    case 'FORBIDDEN':
    case 'NOT_FOUND':
      return new WaitError(message, { cause: error, seconds: null });
    case 'RATE_LIMITED':
      return new WaitError(message, { cause: error, seconds: retryAfterSeconds ?? null });
    case 'REJECTED':
      return isAboutRecord(error)
        ? new PermanentError(message, { cause: error })
        : new WaitError(message, { cause: error, seconds: null });
    case 'RECORD_TOO_LARGE':
      return new PermanentError(message, { cause: error });
    case 'TASK_PENDING':
    case 'BAD_ANSWER':
      return error;
  }
}
