// Makes the commander of every command, so that all end and print alike: wrong usage and a full disk are code 2, Ctrl-C is 130, and a
// reader of the output that leaves ends no command with an error of Node's.
import { Command } from 'commander';
import { onOutputLost, onReaderLeft } from '../observability/reader.ts';
import { FAILED, INTERRUPTED } from './exit-codes.ts';
import { printableLines } from './printable.ts';

/** Commander's code of wrong usage. */
const USAGE = 1;

/** @param name as in `vitae jobs`. @default the command line itself */
export function createCommand(name?: string): Command {
  onReaderLeft(() => undefined);
  if (name !== 'start') onOutputLost(tellLostOutput);
  // A command that finishes something first has a listener of its own.
  process.on('SIGINT', () => {
    if (process.listenerCount('SIGINT') === 1) process.exit(INTERRUPTED);
  });
  return new Command(name === undefined ? 'vitae' : `vitae ${name}`)
    .exitOverride(({ exitCode }) => {
      // Of a server, only the help is a result.
      if (name === 'start') onOutputLost(tellLostOutput);
      process.exit(exitCode === USAGE ? FAILED : exitCode);
    })
    .configureOutput({ writeErr: (text) => void process.stderr.write(printableLines(text)) });
}

function tellLostOutput(): void {
  process.stderr.write('The output is not whole: its disk is full.\n');
  process.exitCode = FAILED;
}
