import { setImmediate } from 'node:timers/promises';

const turnMilliseconds = 20;

/**
 * For long computations: what it gives is to be called now and then, and awaited. It lets other scenarios of this process
 * have their turn, whose guests would be taken for dead otherwise.
 */
export function takingTurns(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < turnMilliseconds) return;
    await setImmediate();
    since = performance.now();
  };
}
