/** What rsync gets when an item does not say: dual-root's list (Docs/README.rst, rsync_opts). */
export const defaultRsyncOpts: readonly string[] = [
  '-axHAX',
  '--times',
  '--no-specials',
  '--atimes',
  '--open-noatime',
  '--exclude=/lost+found/',
  '--delete',
];

/** Whether rsync copies what is in a source, and not the source itself: it ends with a slash (rsync(1), USAGE). */
export function isContent(source: string): boolean {
  return /\/\.?$/.test(source);
}

/** Whether these options keep rsync in the file system of its source; the last one that says so counts. */
export function isOneFileSystem(opts: readonly string[]): boolean {
  const last = opts.findLast((opt) => /^--(no-)?(one-file-system|x)$|^-(?!-)[a-zA-Z0-9]*x/.test(opt));
  return last !== undefined && !last.startsWith('--no-');
}
