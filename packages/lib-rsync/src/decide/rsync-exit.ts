const lost = 'rsync lost its other end: it was killed, the disk is full, or memory ran out';
/** Exit values of rsync(1) in words that say what to do, where there is something. */
const words: ReadonlyMap<number, string> = new Map([
  [1, 'rsync does not know one of the options: see rsync_opts'],
  [2, 'the two ends of rsync do not understand each other'],
  [3, 'rsync could not choose its source or its destination'],
  [4, 'this rsync, or a file system, cannot do what the options ask for: see rsync_opts'],
  [5, 'rsync could not start its other end'],
  [6, 'rsync could not write its log file'],
  [10, lost], // before the other end, which writes, could say why: locally there is no other connection
  [11, 'a file could not be read or written: the disk is full, or failing'],
  [12, lost],
  [13, 'rsync could not report what it did'],
  [14, 'rsync lost one of its processes'],
  [16, 'rsync could not be set up'],
  [20, 'rsync was interrupted'],
  [21, 'rsync lost one of its processes'],
  [22, 'rsync ran out of memory'],
  [23, 'some files could not be copied'],
  [24, 'some files vanished while they were being copied, which is not an error'],
  [25, 'there was more to delete than --max-delete allows'],
  [30, 'nothing was read or written for longer than --timeout'],
  [35, 'rsync got no answer from its other end'],
  [126, 'nice, ionice or rsync could not be started'],
  [127, 'nice, ionice or rsync is not installed'],
]);

/** Whether all that is still in the source was copied: what vanished meanwhile need not be. */
export function isWhole(status: number): boolean {
  return status === 0 || status === 24;
}

/**
 * Whether rsync did not delete all that it should have, because of --max-delete. Its status says so only where nothing else
 * went wrong (main.c, exit status of delete.c's skipped_deletes).
 */
export function isLimited(status: number, stderr: string): boolean {
  return status === 25 || /^Deletions stopped due to --max-delete limit/m.test(stderr);
}

/**
 * Why rsync ended with this status: in words, then what it reported itself.
 *
 * @param stderr its standard error; the last line of rsync repeats the status, and is left out
 */
export function exitText(status: number, stderr: string): string {
  const reported = stderr.split('\n').map((line) => line.trim());
  const lines = reported.filter(
    (line) => line !== '' && !/^rsync (error|warning): .*\(code \d+\) at /.test(line),
  );
  const shown = lines.slice(0, 3).map((line) => line.slice(0, 300));
  const more = lines.length > shown.length ? [`and ${lines.length - shown.length} more lines`] : [];
  const why = words.get(status) ?? 'rsync failed';
  return [
    `${why} (rsync's status ${status})`,
    ...(shown.length > 0 ? [[...shown, ...more].join('; ')] : []),
  ].join(': ');
}
