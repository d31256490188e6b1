import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exclusively } from '../host/exclusive.ts';
import { run } from '../host/run.ts';
import { raidUuid } from './disk-spec.ts';

/** The place of a partition in its disk's image; in bytes. */
export interface Place {
  readonly image: string;
  readonly offset: number;
  readonly size: number;
}

/** What a root is filled with: a tree, the text of its /etc/fstab, mount points that the tree lacks. */
export interface RootContent {
  readonly tree: string;
  readonly fstab: string;
  readonly mountpoints: readonly string[];
}

/** Mounts a root, fills it from a tree with an fstab of its own, and makes mount points. */
const fillScript = [
  'set -eu; type=$1 options=$2 device=$3 mount=$4 tree=$5 fstab=$6; shift 6',
  'mount -t "$type" -o "$options" "$device" "$mount"',
  'cp --archive "$tree/." "$mount"',
  'cp "$fstab" "$mount/etc/fstab"',
  'cd "$mount"; mkdir -p "$@"; cd /; umount "$mount"',
].join('\n');

/** Makes a btrfs RAID1 of its members and fills it; a single btrfs of one member. */
export function writeRaid(members: readonly Place[], content: RootContent): Promise<void> {
  // All of them have the same UUID, and the kernel takes no two btrfs of one UUID at a time.
  return exclusively('root', () =>
    withLoops(members, async (loops) => {
      const profile = members.length > 1 ? 'raid1' : 'single';
      const options = ['--quiet', '--force', '--uuid', raidUuid, '--data', profile, '--metadata', profile];
      // What the kernel still has of a run that was killed: devices of the same UUID. It only forgets what is not mounted.
      await run('btrfs', ['device', 'scan', '--forget']);
      try {
        await run('mkfs.btrfs', [...options, ...loops]);
        const devices = loops.map((path) => `device=${path}`).join(',');
        await fillRoot('btrfs', `compress=zstd:1,${devices}`, loops[0] ?? '', content);
      } finally {
        // The kernel would take them for members of the next machine's root, which has the same UUID.
        for (const loop of loops)
          await run('btrfs', ['device', 'scan', '--forget', loop]).catch(() => undefined);
      }
    }),
  );
}

/** Makes an ext4 and fills it. */
export function writeExt4(place: Place, uuid: string, content: RootContent): Promise<void> {
  return withLoops([place], async ([loop = '']) => {
    // Complete at once: what is put off, the guest's kernel would write beside the tests.
    const complete = 'lazy_itable_init=0,lazy_journal_init=0';
    await run('mkfs.ext4', ['-q', '-F', '-U', uuid, '-E', complete, loop]);
    await fillRoot('ext4', 'defaults', loop, content);
  });
}

async function withLoops(
  places: readonly Place[],
  action: (loops: readonly string[]) => Promise<void>,
): Promise<void> {
  const loops: string[] = [];
  try {
    for (const { image, offset, size } of places) {
      const part = ['--offset', String(offset), '--sizelimit', String(size)];
      loops.push((await run('losetup', ['--find', '--show', ...part, image])).trim());
    }
    await action(loops);
  } finally {
    for (const loop of loops) await run('losetup', ['--detach', loop]);
  }
}

async function fillRoot(
  type: string,
  options: string,
  device: string,
  { tree, fstab, mountpoints }: RootContent,
): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'twinroot-root-'));
  const [mount, table] = [join(directory, 'mount'), join(directory, 'fstab')];
  mkdirSync(mount);
  writeFileSync(table, fstab);
  const relative = mountpoints.map((path) => path.replace(/^\/+/, ''));
  const args = [type, options, device, mount, tree, table, ...relative];
  try {
    // In a namespace of its own: one that another program makes meanwhile would keep the mount.
    await run('unshare', ['--mount', '--propagation', 'private', 'sh', '-c', fillScript, 'sh', ...args], {
      seconds: 300,
    });
  } finally {
    rmSync(directory, { recursive: true });
  }
}
