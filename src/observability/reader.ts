// Notices that whoever reads this process's output has left: a pipe that was closed, or a terminal that is gone.

/** The exit code of a process whose reader left, by convention: 128 + SIGPIPE. */
const READER_LEFT = 141;
/** What a full disk answers. A server loses lines and nothing else. */
const FULL = ['ENOSPC', 'EDQUOT', 'EFBIG'];

/** Of a command, whose output is its result. @param tell called once */
export function onOutputLost(tell: () => void): void {
  let told = false;
  process.stdout.on('error', ({ code = '' }: NodeJS.ErrnoException) => {
    if (told || !FULL.includes(code)) return;
    told = true;
    tell();
  });
}

/**
 * Without it, the first write after that ends the process with an error, and leaves its children.
 * @param leave called once; the process then ends with code 141, whatever else sets its code
 */
export function onReaderLeft(leave: () => void): void {
  let left = false;
  const onError = ({ code = '' }: NodeJS.ErrnoException) => {
    if (left || FULL.includes(code)) return;
    left = true;
    process.once('exit', () => {
      process.exitCode = READER_LEFT;
    });
    leave();
  };
  for (const stream of [process.stdout, process.stderr]) stream.on('error', onError);
}
