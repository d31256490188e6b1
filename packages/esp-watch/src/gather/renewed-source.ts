import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from '@twinroot/lib-failure';
import type { EventSource, OpenSource } from './event-source.ts';

/** What a watch reports, that may be set up anew. */
export interface WatchListener {
  readonly changed: (path: string) => void;
  /** As of EventListener: what is watched is not what is at the path. */
  readonly replaced: () => void;
  /** Events were lost, or not all is watched. */
  readonly lost: () => void;
  /** It has grown, and a new one would not have; nothing is lost. */
  readonly outgrown: () => void;
  /** It has ended. */
  readonly ended: (error: Error) => void;
}

/** A watch that runs. */
export type RunningWatch = Required<EventSource>;

/** Starts a watch; what happens after this has resolved is reported. It may give up with any error when the signal is aborted. */
export type StartWatch = (
  root: string,
  listener: WatchListener,
  signal: AbortSignal,
) => Promise<RunningWatch>;

/**
 * A source that sets up its watch anew when that has lost events, has grown or has ended: the new one first, then the old one is
 * closed, so that nothing is lost between them. What was lost before is a change of '' when the new one watches.
 *
 * The first time this is done at once, and when it happens again soon after a pause: 1 second, 2, 4, … at most a minute.
 *
 * @param warn gets why a watch ended
 * @param longestPause in seconds; a watch that lasted for longer is set up anew at once
 */
export function renewedSource(
  start: StartWatch,
  warn: (error: Error) => void,
  longestPause = 60,
): OpenSource {
  return async (root, listener) => {
    const stop = new AbortController();
    let current: RunningWatch | null = null;
    let latest = 0;
    let isStarting = true;
    let wanted = false;
    /** Something was lost, and what happens may go unseen. */
    let isBlind = false;
    let work: Promise<void> | null = null;
    let pause = 0;
    let renewedAt = Number.NEGATIVE_INFINITY;

    async function startNext(): Promise<RunningWatch> {
      latest += 1;
      const own = latest;
      const unlessClosed = (act: () => void) => {
        if (!stop.signal.aborted) act();
      };
      isStarting = true;
      const watch = await start(
        root,
        {
          changed: (path) => unlessClosed(() => listener.changed(path)),
          replaced: () => unlessClosed(listener.replaced),
          lost: () => unlessClosed(() => lose(own)),
          outgrown: () => unlessClosed(() => own === latest && renew()),
          ended: (error) =>
            unlessClosed(() => {
              if (own === latest) warn(error);
              lose(own);
            }),
        },
        stop.signal,
      );
      isStarting = false;
      return watch;
    }

    function lose(own: number): void {
      listener.changed('');
      // What an old one loses at its end, the new one has seen, unless it is not there yet.
      if (own === latest || isStarting) isBlind = true;
      if (own === latest) renew();
    }

    function renew(): void {
      wanted = true;
      work ??= renewWhileWanted()
        .catch((error: unknown) => {
          if (!stop.signal.aborted) listener.failed(toError(error));
        })
        .finally(() => {
          work = null;
        });
    }

    async function renewWhileWanted(): Promise<void> {
      await first;
      while (wanted) {
        await sleep(nextPause() * 1000, undefined, { signal: stop.signal });
        wanted = false;
        const next = await startNext().catch(withoutOld);
        renewedAt = performance.now();
        const before = current;
        current = next;
        if (isBlind && !wanted) {
          isBlind = false;
          listener.changed('');
        }
        await before?.drained();
        await before?.close();
      }
    }

    /** Where there is no room for both, the old one is closed first, and that is a loss. */
    async function withoutOld(error: unknown): Promise<RunningWatch> {
      const code = errorCode(error);
      if (current === null || (code !== 'ENOSPC' && code !== 'EMFILE')) throw error;
      isBlind = true;
      listener.changed('');
      await current.close();
      current = null;
      return startNext();
    }

    function nextPause(): number {
      const isCalm = performance.now() - renewedAt > longestPause * 1000;
      pause = isCalm ? 0 : Math.min(longestPause, Math.max(1, pause * 2));
      return pause;
    }

    const first = startNext();
    current = await first.catch((error: unknown) => {
      stop.abort();
      throw error;
    });
    return {
      async drained() {
        if (isBlind) listener.changed('');
        else await current?.drained();
      },
      async close() {
        stop.abort();
        await work;
        await current?.close();
      },
    };
  };
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
