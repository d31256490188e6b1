import { readHeldSigns, signsOf } from '@twinroot/lib-machine';

/** Looks who has begun to install packages; in words, null: nobody. */
export type BegunTransaction = () => Promise<string | null>;

/**
 * Who has begun to install packages since a watcher looked, if one runs us: its ESP_WATCH_HOLD is what it waits for, its
 * ESP_WATCH_HELD who was at work when it started us, and is not waited for any more, a line each. Without them, nobody has:
 * hooks run us within transactions.
 */
export function begunTransactionOf(
  sysroot: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): BegunTransaction {
  const { ESP_WATCH_HOLD: hold, ESP_WATCH_HELD: held } = env;
  const signs = hold === undefined || held === undefined ? null : signsOf(hold);
  if (signs === null) return async () => null;
  const known = new Set(held?.split('\n'));
  return async () => (await readHeldSigns(sysroot, signs)).find(({ id }) => !known.has(id))?.words ?? null;
}
