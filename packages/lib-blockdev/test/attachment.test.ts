import t from 'tap';
import { isOnUsb, isRemovable } from '../src/attachment.ts';
import { partition } from './device-fixture.ts';

t.test('of itself, or of a disk at the bottom of it', async (t) => {
  const disk = (name: string, more: object) =>
    partition(name, { type: 'disk', parents: [], disks: [`/dev/${name}`], ...more });
  const devices = [disk('sda', { rm: true }), disk('sdb', { tran: 'usb' }), disk('sdc', { tran: 'sata' })];
  const array = partition('md1', { disks: ['/dev/sdc', '/dev/sdb'] });
  const cases: [name: string, device: typeof array, removable: boolean, usb: boolean][] = [
    ['on a removable disk', partition('sda1'), true, false],
    ['on a USB disk', partition('sdb1'), false, true],
    ['on another disk', partition('sdc1'), false, false],
    ['says so itself', partition('sdc1', { rm: true, tran: 'usb' }), true, true],
    ['on one of two', array, false, true],
    ['a disk that is not listed', partition('sdz1'), false, false],
  ];
  for (const [name, device, removable, usb] of cases) {
    t.equal(isRemovable(devices, device), removable, name);
    t.equal(isOnUsb(devices, device), usb, name);
  }
});
