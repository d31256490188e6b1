import type { Messages } from '../context.ts';
import { createMessages } from '../decide/messages.ts';
import type { StatusLine } from '../decide/status-line.ts';
import type { Surroundings } from '../gather/surroundings.ts';

/**
 * Messages as they suit standard error and the options. That nobody reads standard error is no failure: there is nowhere left
 * to say it. Several commands of one process share it.
 */
export function messagesFor(
  name: string,
  surroundings: Surroundings,
  values: ReadonlyMap<string, unknown>,
  statusLine?: StatusLine,
): Messages {
  const { env, stderr, stderrIsTerminal, stderrIsJournal } = surroundings;
  if (stderr.listenerCount('error') === 0) stderr.on('error', () => undefined);
  const style = {
    name,
    journal: stderrIsJournal,
    colour: stderrIsTerminal && !env['NO_COLOR'] && env['TERM'] !== 'dumb',
    quiet: values.get('quiet') === true,
    verbose: values.get('verbose') === true,
  };
  return createMessages(style, (line) => {
    statusLine?.clear();
    stderr.write(line);
  });
}
