// `vitae start`: the server. It takes no arguments; the environment configures it.
import { createCommand } from './command.ts';

createCommand('start')
  .description(
    'Starts the server, its workers or both, as ROLE says. docs/configuration.md lists every variable.',
  )
  .addHelpText('after', '\nExamples:\n  vitae start\n  ROLE=worker vitae start\n')
  .parse();
await import('../main.ts');
