// The floor of a start: loads the modules of the API, and starts nothing.
import '../../../src/server/api.ts';

process.stdout.write('Health http://localhost:0/ready\nStop it with Ctrl-C\n');
// Until it is stopped.
setInterval(() => undefined, 60_000);
