import { type Machine, readChroot, whyLive } from '@twinroot/lib-machine';

/**
 * Why what runs is not the machine's own system, as a clause: a live system, or a chroot, whose booted ESP is that of whatever
 * made it. Null when nothing says so: of a captured machine only the mounts can tell.
 *
 * @throws {NodeJS.ErrnoException} what readChroot throws
 */
export function whyForeign({ sysroot, live, mounts }: Machine): string | null {
  if (live && readChroot(sysroot) === true) return 'this is a chroot, and another system was booted';
  const why = whyLive(mounts);
  return why === null ? null : `this is a live system (${why})`;
}
