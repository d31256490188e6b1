/** Milliseconds of work at one go: a signal that comes meanwhile waits no longer, and each pause costs next to nothing. */
const most = 25;

/** Work that is done at one go and takes long, in turns with all else that this process has to do. */
export interface Turn {
  /** Whether it has taken long enough. */
  isOver(): boolean;
  /**
   * Lets signals, timers and what other mirrors wait for have their turn.
   *
   * @throws {Error} the signal's reason, when it has come
   */
  pause(): Promise<void>;
}

/** Begins a turn. Synchronous calls are far cheaper than asynchronous ones, but nothing else happens during them. */
export function beginTurn(signal?: AbortSignal): Turn {
  let began = now();
  return {
    isOver: () => now() - began > most,
    pause: async () => {
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
      began = now();
    },
  };
}

/** Milliseconds of a clock that only goes forward; not `performance`, which loads a module first. */
function now(): number {
  return process.uptime() * 1000;
}
