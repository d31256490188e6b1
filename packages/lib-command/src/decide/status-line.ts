import { oneLine } from './one-line.ts';

/** A line at the bottom of a terminal that is written over and over. */
export interface StatusLine {
  /** Shows a text in place of the one before. */
  show(text: string): void;
  /** Takes it away, so that something else can be written; nothing when none is shown. */
  clear(): void;
}

/**
 * A status line, written through `write`. CR and EL of ECMA-48 are all that it needs of a terminal.
 *
 * @param columns how wide the terminal is now, in characters; the line stays narrower, as one that wraps cannot be taken back
 */
export function createStatusLine(write: (text: string) => void, columns: () => number): StatusLine {
  let isShown = false;
  return {
    show: (text) => {
      isShown = true;
      write(`\r\u001b[K${[...oneLine(text)].slice(0, columns() - 1).join('')}`);
    },
    clear: () => {
      if (isShown) write('\r\u001b[K');
      isShown = false;
    },
  };
}
