import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { readDrivers } from '../../src/gather/read-drivers.ts';

t.test('the drivers of a disk, and of what it hangs on; none of one that is not there', async (t) => {
  const sysfs = t.testdir({ class: { block: {} }, module: {}, bus: {} });
  const disk = join(sysfs, 'devices/pci0/ata1/host0/block/sda');
  mkdirSync(disk, { recursive: true });
  symlinkSync(disk, join(sysfs, 'class/block/sda'));
  for (const [place, module] of [
    ['devices/pci0/ata1/host0', 'sd_mod'],
    ['devices/pci0', 'virtio-pci'],
  ] as const) {
    const driver = join(sysfs, 'bus', module);
    mkdirSync(driver);
    symlinkSync(join(sysfs, 'module', module), join(driver, 'module'));
    symlinkSync(driver, join(sysfs, place, 'driver'));
  }
  // A driver that is built in and has no name of a module.
  mkdirSync(join(sysfs, 'bus/pcieport'));
  symlinkSync(join(sysfs, 'bus/pcieport'), join(sysfs, 'devices/driver'));
  t.strictSame(readDrivers(['/dev/sda', '/dev/sdz'], sysfs), [
    { path: '/dev/sda', modules: ['sd_mod', 'virtio_pci'] },
    { path: '/dev/sdz', modules: [] },
  ]);
});
