import { progressText } from '../decide/progress-text.ts';

/** Shows how far pieces of work are, of which several may be in hand. */
export interface Meter {
  /**
   * Begins one.
   *
   * @param what in words: `copying to /efi1`
   * @param total bytes of all of it; null: that is not known
   * @returns is to be called with so many bytes that were done since it was called before
   */
  begin(what: string, total: number | null): (bytes: number) => void;
}

/** Milliseconds between two texts: more of them nobody reads. */
const pause = 100;

/**
 * The first step of a piece of work is shown at once, so that one which is soon done is seen, too; of the others a few.
 *
 * @param show shows a text in the place of the one before
 */
export function createMeter(show: (text: string) => void): Meter {
  let shown = Number.NEGATIVE_INFINITY;
  return {
    begin: (what, total) => {
      const began = now();
      let done = 0;
      let isFirst = true;
      return (bytes) => {
        done += bytes;
        if (!isFirst && now() - shown < pause) return;
        isFirst = false;
        shown = now();
        show(progressText({ what, done, total, seconds: (shown - began) / 1000 }));
      };
    },
  };
}

/** Milliseconds of a clock that only goes forward. */
function now(): number {
  return process.uptime() * 1000;
}
