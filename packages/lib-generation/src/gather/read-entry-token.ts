import { readTextBelow } from '@twinroot/lib-sysroot';
import { entryTokenOf } from '../decide/entry-token.ts';

/**
 * The entry token of the machine below a sysroot; null: nothing says it.
 *
 * @throws {NodeJS.ErrnoException} EACCES, EIO, EISDIR, ELOOP
 */
export function readEntryToken(sysroot: string): string | null {
  const read = (path: string) => readTextBelow(sysroot, path);
  return entryTokenOf({
    token: read('/etc/kernel/entry-token'),
    machineId: read('/etc/machine-id'),
    osRelease: read('/etc/os-release') ?? read('/usr/lib/os-release'),
  });
}
