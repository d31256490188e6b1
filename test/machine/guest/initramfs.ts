import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { run } from '../host/run.ts';

/** What the guest needs before its root is there. */
const wanted = ['virtio_blk', 'ahci', 'sd_mod', 'btrfs', 'ext4'];

/** Mounts the root that the kernel's command line names, a btrfs of as many devices as are there, and hands over. */
const init = `#!/bin/busybox sh
/bin/busybox --install -s /bin
export PATH=/bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev
bytes() {
  hexdump -v -s "$2" -n "$3" -e '/1 "%02x"' "$1" 2>/dev/null
}
# Sets type and uuid to those of a file system, by what its first superblock has from fsid or s_magic on: the kernel's
# struct btrfs_super_block and struct ext4_super_block.
identify() {
  type= uuid=
  super=$(bytes "$1" 65568 40)
  case $super in *5f42485266535f4d) type=btrfs uuid=\${super:0:32} && return ;; esac
  super=$(bytes "$1" 1080 64)
  case $super in 53ef*) type=ext4 uuid=\${super:96:32} ;; esac
}
# The GUID of a partition as the GPT has it: an entry is 128 bytes, the first one in LBA 2 (UEFI 2.10, 5.3).
guid() {
  place=/sys/class/block/\${1#/dev/}
  [ -e "$place/partition" ] || return
  disk=$(readlink -f "$place/..")
  bytes "/dev/\${disk##*/}" $((1024 + ($(cat "$place/partition") - 1) * 128 + 16)) 16
}
while read -r module; do insmod "/modules/$module"; done </modules/order
root= given= flags= mode=ro
for word in $(cat /proc/cmdline); do
  case $word in
    root=*) root=\${word#root=} ;;
    rootfstype=*) given=\${word#rootfstype=} ;;
    rootflags=*) flags=,\${word#rootflags=} ;;
    ro | rw) mode=$word ;;
  esac
done
id=$(echo "\${root#*=}" | tr -d - | tr A-F a-f)
# In a GUID the first three fields have their lowest byte first.
swapped=$(echo "$id" | sed 's/^\\(..\\)\\(..\\)\\(..\\)\\(..\\)\\(..\\)\\(..\\)\\(..\\)\\(..\\)/\\4\\3\\2\\1\\6\\5\\8\\7/')
devices='/dev/vd* /dev/sd* /dev/nvme*n*'
try=0
while [ "$try" -lt 40 ]; do
  try=$((try + 1))
  first= members=
  case $root in
    PARTUUID=*) for device in $devices; do [ "$(guid "$device")" = "$swapped" ] && first=$device; done ;;
    /dev/*) [ -b "$root" ] && first=$root ;;
  esac
  [ -n "$first" ] && identify "$first" && id=$uuid
  kind=
  for device in $devices; do
    [ -b "$device" ] || continue
    identify "$device"
    [ -n "$uuid" ] && [ "$uuid" = "$id" ] || continue
    first=\${first:-$device} kind=$type members=$members,device=$device
  done
  options=$mode$flags
  if [ "$kind" = btrfs ]; then
    options=$options$members
    [ "$try" -gt 6 ] && options=$options,degraded
  fi
  if [ -n "$first" ] && mount -t "\${given:-$kind}" -o "$options" "$first" /newroot 2>/error; then
    umount /proc /sys
    mount --move /dev /newroot/dev
    exec switch_root /newroot /sbin/init
  fi
  sleep 0.1
done
echo "no root $root: $(cat /error)" >/dev/console
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
