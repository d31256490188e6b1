import { beginTurn } from '@twinroot/lib-tree';
import type { Steps } from '../decide/steps.ts';

/**
 * The result of a computation whose steps are taken in turns with all else that this process has to do.
 *
 * @throws {Error} the signal's reason
 */
export async function inTurns<Result>(steps: Steps<Result>, signal: AbortSignal): Promise<Result> {
  const turn = beginTurn(signal);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (turn.isOver()) await turn.pause();
  }
}
