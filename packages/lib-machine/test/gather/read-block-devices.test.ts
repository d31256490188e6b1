import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import t from 'tap';
import { readBlockDevices, readDiskNames } from '../../src/gather/read-block-devices.ts';

t.test('a captured machine, through the lsblk of this one', async (t) => {
  const root = t.testdir();
  const write = (path: string, text: string) => {
    mkdirSync(dirname(`${root}/${path}`), { recursive: true });
    writeFileSync(`${root}/${path}`, text);
  };
  const sda = 'sys/devices/sda';
  for (const [name, value] of [
    ['dev', '8:0'],
    ['size', '4096'],
    ['removable', '1'],
  ])
    write(`${sda}/${name}`, `${value}\n`);
  for (const [name, value] of [
    ['dev', '8:1'],
    ['size', '2048'],
    ['partition', '1'],
    ['start', '34'],
  ]) {
    write(`${sda}/sda1/${name}`, `${value}\n`);
  }
  mkdirSync(`${root}/sys/block`);
  mkdirSync(`${root}/sys/dev/block`, { recursive: true });
  symlinkSync('../devices/sda', `${root}/sys/block/sda`);
  symlinkSync('../../devices/sda', `${root}/sys/dev/block/8:0`);
  symlinkSync('../../devices/sda/sda1', `${root}/sys/dev/block/8:1`);
  write('dev/sda', 'DEVTYPE=disk\nID_MODEL=Example_Disk\nID_SERIAL_SHORT=S1\n');
  write(
    'dev/sda1',
    'DEVTYPE=partition\nID_PART_ENTRY_UUID=04012E69-01\nID_PART_ENTRY_TYPE=0xef\nID_FS_TYPE=vfat\nID_FS_UUID_ENC=6B7E-A837\n',
  );
  t.match(await readBlockDevices(root, false), [
    { path: '/dev/sda', size: 4096 * 512, rm: true },
    {
      path: '/dev/sda1',
      partuuid: '04012e69-01',
      parttype: '0xef',
      fstype: 'vfat',
      uuid: '6B7E-A837',
      disk: '/dev/sda',
      rm: true,
    },
  ]);
  t.match((await readDiskNames(root, false)).get('/dev/sda'), { serial: 'S1' });
});

t.test('a machine without block devices', async (t) => {
  t.strictSame(await readBlockDevices(t.testdir({}), false), []);
});

t.test('the machine that runs', async (t) => {
  for (const device of await readBlockDevices('/', true)) t.match(device.majmin, /^\d+:\d+$/, device.path);
});
