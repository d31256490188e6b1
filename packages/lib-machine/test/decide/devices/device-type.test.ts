import t from 'tap';
import { type DeviceKind, deviceType } from '../../../src/decide/devices/device-type.ts';

t.test('the type of a device', async (t) => {
  const cases: [Partial<DeviceKind>, string][] = [
    [{ name: 'sda1', isPartition: true }, 'part'],
    [{ name: 'sda', scsiType: '0' }, 'disk'],
    [{ name: 'sr0', scsiType: '5' }, 'rom'],
    [{ name: 'sdb', scsiType: '14' }, 'rbc'],
    [{ name: 'sdb', scsiType: '99' }, 'disk'],
    [{ name: 'nvme0n1' }, 'disk'],
    [{ name: 'loop0' }, 'loop'],
    [{ name: 'md127', mdLevel: 'raid1' }, 'raid1'],
    [{ name: 'md127', mdLevel: '' }, 'md'],
    [{ name: 'md127p1', isPartition: true }, 'part'],
    [{ name: 'dm-0', dmUuid: 'LVM-abc' }, 'lvm'],
    [{ name: 'dm-0', dmUuid: 'CRYPT-LUKS2-0123-root' }, 'crypt'],
    [{ name: 'dm-0', dmUuid: 'mpath-3600' }, 'mpath'],
    [{ name: 'dm-0', dmUuid: 'part1-mpath-3600' }, 'part'],
    [{ name: 'dm-0', dmUuid: '' }, 'dm'],
    [{ name: 'dm-0' }, 'dm'],
  ];
  const none = { name: '', isPartition: false, dmUuid: null, mdLevel: null, scsiType: null };
  for (const [kind, type] of cases) t.equal(deviceType({ ...none, ...kind }), type, JSON.stringify(kind));
});
