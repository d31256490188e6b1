import type { Mount } from './parse.ts';

/**
 * What tells one mount from another that takes its place later: `ID MAJ:MIN ROOT`, the fields of proc_pid_mountinfo(5) of
 * these names, one blank between them. ROOT is without its octal escapes and comes last, because it may hold blanks.
 *
 * Each of them alone may be that of another mount by then: the kernel gives an id again as soon as it is free (fs/namespace.c,
 * mnt_alloc_id), and the number of a device, too. An id belongs to a mount namespace: a text is to be compared in the one that
 * it comes from, and not after a restart.
 */
export function mountIdentity({ id, majmin, root }: Mount): string {
  return `${id} ${majmin} ${root}`;
}
