// Notices that whoever reads this process's output has left: a pipe that was closed, or a terminal that is gone.

/** The exit code of a process whose reader left, by convention: 128 + SIGPIPE. */
const READER_LEFT = 141;
/** What a full disk answers. A server loses lines and nothing else. */
const FULL = ['ENOSPC', 'EDQUOT', 'EFBIG'];

const isFull = (error: NodeJS.ErrnoException | null) => FULL.includes(error?.code ?? '');

/** Of a command, whose output is its result. @param tell called at the exit of the process, where it may still set the code */
export function onOutputLost(tell: () => void): void {
  let lost = false;
  process.stdout.on('error', (error: Error) => {
    lost ||= isFull(error);
  });
  // An exit right after the write comes before the event.
  process.once('exit', () => {
    if (lost || isFull(process.stdout.errored)) tell();
  });
}

/**
 * Without it, the first write after that ends the process with an error, and leaves its children.
 * @param leave called once; the process then ends with code 141, whatever else sets its code
 */
export function onReaderLeft(leave: () => void): void {
  const streams = [process.stdout, process.stderr];
  let left = false;
  const onError = (error: Error) => {
    if (left || isFull(error)) return;
    left = true;
    leave();
  };
  for (const stream of streams) stream.on('error', onError);
  process.once('exit', () => {
    if (left || streams.some(({ errored }) => errored && !isFull(errored))) process.exitCode = READER_LEFT;
  });
}
