import { appendFileSync, cpSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { readLayout } from '../../src/gather/read-layout.ts';

const roots = fileURLToPath(new URL('../../../../test/roots/', import.meta.url));

t.test('a captured machine', async (t) => {
  const sysroot = `${t.testdir({ srv: { file: '' } })}/root`;
  cpSync(`${roots}nvme-sata-luks`, sysroot, { recursive: true, verbatimSymlinks: true });
  for (const [path, target] of [
    ['top', '/'],
    ['boot-of-a', '/efi0/'],
    ['up', '../../../efi1'],
    ['ring', 'ring'],
  ] as const)
    symlinkSync(target, `${sysroot}/${path}`);
  const operands: [path: string, node: string | undefined][] = [
    ['/efi0', '/dev/nvme0n1p1'],
    ['/', '/dev/mapper/vg--a-root'],
    // the sysroot itself, which is the machine's root directory
    ['/top', '/dev/mapper/vg--a-root'],
    // where the symlinks lead to does not exist in the captured machine: the mount points have no directories
    ['/boot-of-a', '/dev/nvme0n1p1'],
    ['/up', '/dev/sda1'],
    ['/missing', undefined],
    ['/etc/fstab/efi', undefined],
    ['/dev/disk/by-id/nvme-eui.0025385b11500001-part1', '/dev/nvme0n1p1'],
  ];
  const { names, links, devices, versions } = await readLayout(
    sysroot,
    operands.map(([path]) => path),
    false,
    new AbortController().signal,
  );
  for (const [path, node] of operands) t.equal(names?.get(path), node, path);
  t.ok(devices.length > 10);
  t.equal(versions.size, 0);
  t.match(links, [{ path: /^\/dev\/disk\/by-id\//, device: /^\/dev\// }]);
  await t.rejects(readLayout(sysroot, ['/ring'], false, new AbortController().signal), { code: 'ELOOP' });
});

t.test('versions of file systems, where they are asked for', async (t) => {
  const sysroot = join(t.testdir(), 'root');
  cpSync(`${roots}nvme-sata-luks`, sysroot, { recursive: true, verbatimSymlinks: true });
  appendFileSync(join(sysroot, 'dev/nvme0n1p1'), 'ID_FS_VERSION=FAT32\n');
  const { versions } = await readLayout(sysroot, [], true, new AbortController().signal);
  t.same([...versions], [['/dev/nvme0n1p1', 'FAT32']]);
});
