/** A file that a process has mapped shared and writable: what is written into the mapping comes into the file. */
export interface SharedMapping {
  /** Device number, `254:0`. */
  readonly majmin: string;
  readonly inode: string;
}

/**
 * The files that a text of /proc/PID/maps has as mapped shared and writable (proc_pid_maps(5)). A file descriptor need not be open
 * for it any more.
 */
export function sharedMappings(maps: string): readonly SharedMapping[] {
  const line = /^[0-9a-f]+-[0-9a-f]+ [r-]w[x-]s [0-9a-f]+ ([0-9a-f]+):([0-9a-f]+) ([1-9]\d*) /gm;
  return [...maps.matchAll(line)].map(([, major = '', minor = '', inode = '']) => ({
    majmin: `${Number.parseInt(major, 16)}:${Number.parseInt(minor, 16)}`,
    inode,
  }));
}
