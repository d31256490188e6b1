import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { run } from '../host/run.ts';

/** What the guest needs before its root is there. */
const wanted = ['virtio_blk', 'ahci', 'sd_mod', 'btrfs'];

/** Mounts the btrfs whose UUID root= names, of as many devices as are there, and hands over. */
const init = `#!/bin/busybox sh
/bin/busybox --install -s /bin
export PATH=/bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev
# Where the first superblock of a btrfs has its magic and its UUID: fs/btrfs/disk-io.c, struct btrfs_super_block.
fsid() {
  [ "$(dd if="$1" bs=1 skip=65600 count=8 2>/dev/null)" = _BHRfS_M ] || return
  dd if="$1" bs=1 skip=65568 count=16 2>/dev/null | hexdump -v -e '/1 "%02x"'
}
while read -r module; do insmod "/modules/$module"; done </modules/order
for word in $(cat /proc/cmdline); do
  case $word in root=UUID=*) uuid=$(echo "\${word#root=UUID=}" | tr -d -) ;; esac
done
try=0
while [ "$try" -lt 40 ]; do
  try=$((try + 1))
  devices= first=
  for device in /dev/vd* /dev/sd* /dev/nvme*n*; do
    [ -b "$device" ] || continue
    [ "$(fsid "$device")" = "$uuid" ] || continue
    first=\${first:-$device}
    devices=$devices,device=$device
  done
  mode=rw
  [ "$try" -gt 6 ] && mode=rw,degraded
  if [ -n "$first" ] && mount -t btrfs -o "$mode$devices" "$first" /newroot 2>/error; then
    umount /proc /sys
    mount --move /dev /newroot/dev
    exec switch_root /newroot /sbin/init
  fi
  sleep 0.1
done
echo "no root: $(cat /error)" >/dev/console
poweroff -f
`;

/** Writes an initramfs for a kernel of the tree: busybox, the modules in the order of their needs, and the script above. */
export async function buildInitramfs(tree: string, version: string, target: string): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'twinroot-initramfs-'));
  try {
    for (const name of ['bin', 'dev', 'proc', 'sys', 'newroot', 'modules']) mkdirSync(join(root, name));
    cpSync(join(tree, 'usr/bin/busybox'), join(root, 'bin/busybox'));
    writeFileSync(join(root, 'init'), init);
    chmodSync(join(root, 'init'), 0o755);
    const modules = join(tree, 'usr/lib/modules', version);
    const order = moduleOrder(readFileSync(join(modules, 'modules.dep'), 'utf8'));
    for (const path of order) {
      const copy = join(root, 'modules', basename(path));
      cpSync(join(modules, path), copy);
      if (path.endsWith('.xz')) await run('xz', ['--decompress', copy]);
    }
    const names = order.map((path) => basename(path, '.xz'));
    writeFileSync(join(root, 'modules/order'), `${names.join('\n')}\n`);
    const pack = 'cd "$0" && find . | cpio --quiet --create --format=newc --owner=+0:+0 | zstd -q -9 -o "$1"';
    await run('sh', ['-c', pack, root, target]);
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** The wanted modules and what they need, needs first; those that are built in are left out. Source: depmod(8). */
function moduleOrder(dependencies: string): readonly string[] {
  const needs = new Map(
    dependencies
      .trim()
      .split('\n')
      .map((line) => {
        const [path = '', rest = ''] = line.split(':');
        return [
          path,
          rest
            .trim()
            .split(' ')
            .filter((name) => name !== ''),
        ] as const;
      }),
  );
  const order = new Set<string>();
  for (const name of wanted) {
    const path = [...needs.keys()].find((key) => basename(key).startsWith(`${name}.ko`));
    if (path === undefined) continue;
    for (const need of (needs.get(path) ?? []).toReversed()) order.add(need);
    order.add(path);
  }
  return [...order];
}
