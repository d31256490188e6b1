import t from 'tap';
import { parseDeviceUsage } from '../../src/decide/btrfs-usage.ts';

t.test('as btrfs device usage --raw writes it', async (t) => {
  const text = `/dev/sda2, ID: 1
   Device size:           1073741824
   Device slack:                   0
   Data,RAID1:             209715200
   Data,single:              8388608
   Metadata,RAID1:         107347968
   System,RAID1:             8388608
   Unallocated:            739901440

missing, ID: 2
   Device size:                    0
   Data,RAID0/2:           209715200
   Unallocated:            739901440

<missing disk>, ID: 3
`;
  t.strictSame(parseDeviceUsage(text), [
    {
      id: 1,
      path: '/dev/sda2',
      chunks: [
        { kind: 'data', profile: 'raid1', bytes: 209_715_200 },
        { kind: 'data', profile: 'single', bytes: 8_388_608 },
        { kind: 'metadata', profile: 'raid1', bytes: 107_347_968 },
        { kind: 'system', profile: 'raid1', bytes: 8_388_608 },
      ],
    },
    { id: 2, path: null, chunks: [{ kind: 'data', profile: 'raid0', bytes: 209_715_200 }] },
    { id: 3, path: null, chunks: [] },
  ]);
  t.strictSame(parseDeviceUsage('ERROR: not a btrfs filesystem\n'), []);
});
