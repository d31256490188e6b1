import { setTimeout } from 'node:timers/promises';
import { wrong } from '@twinroot/lib-command';
import { holdNames, readHeldSigns, signsOf } from '@twinroot/lib-machine';
import type { CloneContext } from '../clone-context.ts';

/** How long they are waited for at most, in seconds: what is left of one that was killed stays for ever. */
const longest = 900;

/**
 * Waits until none of those that `--hold` names is installing packages: a copy of what it has half done would not boot.
 *
 * @throws {CommandError} with status 2, for a name that is not known
 * @throws {Error} the signal's reason
 */
export async function awaitInstallers({ options, message, signal }: CloneContext): Promise<void> {
  const signs = signsOf(options.hold);
  if (signs === null)
    throw wrong(`--hold ${options.hold}: expected all, none, or some of ${holdNames}, separated by commas`);
  const until = process.uptime() + longest;
  for (let told: string | null = null; ; await setTimeout(500, undefined, { signal })) {
    const [held] = await readHeldSigns('/', signs);
    if (held === undefined) return;
    if (process.uptime() >= until)
      return message.warning(`${held.words} for ${longest} seconds: copying anyway, ignoring`);
    if (told !== held.id) message.info(`${held.words}: waiting until it has ended`);
    told = held.id;
  }
}
