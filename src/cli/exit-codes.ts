// The exit codes of every command. 0: done. 141, of a reader of the output that left, is set by src/observability/reader.ts.

/** Carried out, and something is wrong: differences, failures, or nothing with that id. */
export const FOUND = 1;
/** Not carried out: wrong usage or environment, a server that is away, or a failure. */
export const FAILED = 2;
/** By convention: 128 + SIGINT. */
export const INTERRUPTED = 130;
