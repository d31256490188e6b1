import t from 'tap';
import { rootIdsOf } from '../src/root-ids.ts';

const uuid = '0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6';

t.test('what a command line says of the volume of the system', async (t) => {
  const cases: readonly [commandLine: string | null, ids: readonly string[]][] = [
    [null, []],
    ['', []],
    ['quiet rw', []],
    [`root=UUID=${uuid} rw`, [`UUID=${uuid}`]],
    [`root=UUID=${uuid.toUpperCase()}`, [`UUID=${uuid}`]],
    [`"root=UUID=${uuid}" rootflags=subvol=@`, [`UUID=${uuid}`]],
    ['root=PARTUUID=1234ABCD-02', ['PARTUUID=1234abcd-02']],
    ['root=PARTUUID=1234abcd-01/PARTNROFF=1', ['PARTUUID=1234abcd-01']],
    ['root=LABEL=Root', ['LABEL=Root']],
    [`root=/dev/disk/by-uuid/${uuid}`, [`UUID=${uuid}`]],
    ['root=/dev/disk/by-partlabel/root', ['PARTLABEL=root']],
    ['root=/dev/sda2', ['/dev/sda2']],
    ['root=/dev/nvme0n1p2', ['/dev/nvme0n1p2']],
    ['root=/dev/mapper/root', []],
    ['root=/dev/vg/root', []],
    [`rd.luks.uuid=luks-${uuid} root=/dev/mapper/root`, [`UUID=${uuid}`]],
    [`rd.luks.name=${uuid}=root root=/dev/mapper/root`, [`UUID=${uuid}`]],
    [`cryptdevice=UUID=${uuid}:root:allow-discards root=/dev/mapper/root`, [`UUID=${uuid}`]],
    ['root=ZFS=rpool/ROOT/debian', ['ZFS=rpool']],
    ['root=zfs:rpool/ROOT/debian', ['ZFS=rpool']],
    ['zfs=zroot/ROOT/default', ['ZFS=zroot']],
    ['root=zfs:AUTO zfs=bootfs', []],
    ['root=live:CDLABEL=RESCUE', []],
    ['root=nfs:10.0.0.1:/x', []],
    ['root=gpt-auto', []],
    [`xroot=UUID=${uuid} resume=UUID=${uuid}`, []],
  ];
  for (const [commandLine, ids] of cases) t.strictSame([...rootIdsOf(commandLine)], ids, String(commandLine));
});
