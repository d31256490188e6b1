import t from 'tap';
import { pairLinks } from '../../src/decide/pair-links.ts';

const id = '/dev/disk/by-id/';
const path = '/dev/disk/by-path/';

t.test('links of one family', async (t) => {
  const cases: [title: string, olds: string[], fresh: string[], pairs: [string, string][]][] = [
    ['none', [], [], []],
    [
      'each with its like',
      [`${id}wwn-0x1-part2`, `${id}ata-A_1-part2`],
      [`${id}ata-B_2-part3`, `${id}wwn-0x2-part3`],
      [
        [`${id}wwn-0x1-part2`, `${id}wwn-0x2-part3`],
        [`${id}ata-A_1-part2`, `${id}ata-B_2-part3`],
      ],
    ],
    ['another bus', [`${id}ata-A_1`], [`${id}nvme-B_2`], []],
    ['two of a family', [`${id}ata-A_1`], [`${id}ata-B_2`, `${id}ata-C_2`], []],
    ['the name of a model is no family', [`${id}usb-Ata-1`], [`${id}ata-Ata-1`], []],
    [
      'three of NVMe',
      [`${id}nvme-eui.01`, `${id}nvme-A_S1`, `${id}nvme-A_S1_1`],
      [`${id}nvme-B_S2_1`, `${id}nvme-B_S2`, `${id}nvme-eui.02`],
      [
        [`${id}nvme-eui.01`, `${id}nvme-eui.02`],
        [`${id}nvme-A_S1`, `${id}nvme-B_S2`],
        [`${id}nvme-A_S1_1`, `${id}nvme-B_S2_1`],
      ],
    ],
    [
      'of NVMe without the namespace',
      [`${id}nvme-A_7-part1`],
      [`${id}nvme-B_S2-part1`, `${id}nvme-B_S2_1-part1`],
      [[`${id}nvme-A_7-part1`, `${id}nvme-B_S2-part1`]],
    ],
    [
      'device mapper',
      [`${id}dm-name-a-x`, `${id}dm-uuid-LVM-1`, `${id}lvm-pv-uuid-1`],
      [`${id}dm-uuid-LVM-2`, `${id}lvm-pv-uuid-2`, `${id}dm-name-b-x`],
      [
        [`${id}dm-name-a-x`, `${id}dm-name-b-x`],
        [`${id}dm-uuid-LVM-1`, `${id}dm-uuid-LVM-2`],
        [`${id}lvm-pv-uuid-1`, `${id}lvm-pv-uuid-2`],
      ],
    ],
    [
      'SCSI by what follows',
      [`${id}scsi-35000`, `${id}scsi-SATA_A`],
      [`${id}scsi-SATA_B`, `${id}scsi-35001`],
      [
        [`${id}scsi-35000`, `${id}scsi-35001`],
        [`${id}scsi-SATA_A`, `${id}scsi-SATA_B`],
      ],
    ],
    [
      'two paths of one disk',
      [`${path}pci-0000:00:1f.2-ata-1-part1`, `${path}pci-0000:00:1f.2-ata-1.0-part1`],
      [`${path}pci-0000:00:1f.2-ata-2-part1`, `${path}pci-0000:00:1f.2-ata-2.0-part1`],
      [
        [`${path}pci-0000:00:1f.2-ata-1-part1`, `${path}pci-0000:00:1f.2-ata-2-part1`],
        [`${path}pci-0000:00:1f.2-ata-1.0-part1`, `${path}pci-0000:00:1f.2-ata-2.0-part1`],
      ],
    ],
    [
      'to another bus, which has one path',
      [`${path}pci-0000:00:1f.2-ata-1`, `${path}pci-0000:00:1f.2-ata-1.0`],
      [`${path}pci-0000:01:00.0-nvme-1`],
      [
        [`${path}pci-0000:00:1f.2-ata-1`, `${path}pci-0000:01:00.0-nvme-1`],
        [`${path}pci-0000:00:1f.2-ata-1.0`, `${path}pci-0000:01:00.0-nvme-1`],
      ],
    ],
    [
      'to another bus, which has two',
      [`${path}pci-0000:01:00.0-nvme-1`],
      [`${path}pci-0000:00:1f.2-ata-1`, `${path}pci-0000:00:1f.2-ata-1.0`],
      [],
    ],
    ['a path is no id', [`${path}x-1`], [`${id}x-1`], []],
  ];
  for (const [title, olds, fresh, pairs] of cases) {
    const found = pairLinks(olds, fresh);
    t.strictSame(found.pairs, pairs, title);
    t.strictSame(
      found.left,
      olds.filter((old) => !pairs.some(([one]) => one === old)),
      `${title}: the others`,
    );
  }
});
