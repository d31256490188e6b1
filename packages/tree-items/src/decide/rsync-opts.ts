import { defaultRsyncOpts, whyNotOption } from '@twinroot/lib-rsync';

/** Options for rsync as they are given to it. */
export interface RsyncOpts {
  /** One argument each: a value is joined to its option. */
  readonly opts: readonly string[];
  /** What is not an option, or one that must not be here, with the reason. */
  readonly wrong: readonly string[];
}

/** What dual-root adds to any options, by sync.py of its library: all of the default ones but the first. */
const always = defaultRsyncOpts.slice(1);

/** Options of rsync(1) that take a value, which may follow as a word of its own. */
const longWithValue = new Set(
  [
    ...['backup-dir', 'block-size', 'bwlimit', 'checksum-choice', 'checksum-seed', 'chmod', 'chown'],
    ...['compare-dest', 'compress-choice', 'compress-level', 'copy-as', 'copy-dest', 'debug', 'exclude'],
    ...['exclude-from', 'files-from', 'filter', 'groupmap', 'iconv', 'include', 'include-from', 'info'],
    ...['link-dest', 'log-file', 'log-file-format', 'max-alloc', 'max-delete', 'max-size', 'min-size'],
    ...['modify-window', 'outbuf', 'partial-dir', 'skip-compress', 'stop-after', 'stop-at', 'suffix'],
    ...['temp-dir', 'timeout', 'usermap'],
  ].map((name) => `--${name}`),
);
/** The last letter of a cluster can take one, too. */
const shortWithValue = /^-[a-zA-Z0-9]*[fTB@]$/;

/** The options that rsync is given for words as a configuration has them: with what dual-root always adds behind them. */
export function rsyncOptsOf(words: readonly string[]): RsyncOpts {
  const opts: string[] = [];
  const wrong: string[] = [];
  let open: string | null = null;
  for (const word of words) {
    if (open !== null) {
      opts.push(open.startsWith('--') ? `${open}=${word}` : `${open}${word}`);
      open = null;
      continue;
    }
    if (longWithValue.has(word) || shortWithValue.test(word)) {
      open = word;
      continue;
    }
    if (word.startsWith('-') && !/^--?$|\0/.test(word)) opts.push(word);
    else wrong.push(`'${word}' is not an option: rsync would take it for another source`);
  }
  if (open !== null) wrong.push(`${open} needs a value`);
  for (const opt of opts) {
    const why = whyNotOption(opt);
    if (why !== null) wrong.push(`${opt}: ${why}`);
  }
  return { opts: [...opts, ...always.filter((opt) => !opts.includes(opt))], wrong };
}
