import { readFileSync, readlinkSync, statSync } from 'node:fs';

/**
 * What people know a member by that is worked on through an open file (/proc/PID/fd/N): where it is mounted, or its device node where
 * only a private namespace has it mounted. Any other path is its own name (proc(5); Linux Documentation/ABI/stable/sysfs-dev, uevent).
 *
 * @param root of the member, absolute
 */
export function memberName(root: string): string {
  if (!/^\/proc\/[^/]+\/fd\/\d+$/.test(root)) return root;
  const place = readlinkSync(root);
  const { dev } = statSync(root);
  if (statSync(place, { throwIfNoEntry: false })?.dev === dev) return place;
  const [major, minor] = [(dev >> 8) & 0xfff, (dev & 0xff) | ((dev >> 12) & 0xfff00)];
  try {
    const [, name] =
      /^DEVNAME=(.+)$/m.exec(readFileSync(`/sys/dev/block/${major}:${minor}/uevent`, 'utf8')) ?? [];
    return name === undefined ? place : `/dev/${name}`;
  } catch {
    return place;
  }
}
