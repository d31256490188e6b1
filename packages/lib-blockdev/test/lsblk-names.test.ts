import t from 'tap';
import { decodeLsblkNames } from '../src/lsblk-names.ts';

t.test('models and serial numbers, at every depth', async (t) => {
  const blockdevices = [
    {
      path: '/dev/sda',
      model: 'WDC WD40EFRX-68N ',
      serial: 'WD-1',
      children: [{ path: '/dev/sda1', model: null }],
    },
    { path: '/dev/vda', model: '', serial: 'disk0' },
    { path: '/dev/loop0' },
  ];
  t.same(
    [...decodeLsblkNames({ blockdevices })],
    [
      ['/dev/sda', { model: 'WDC WD40EFRX-68N', serial: 'WD-1' }],
      ['/dev/sda1', { model: null, serial: null }],
      ['/dev/vda', { model: null, serial: 'disk0' }],
      ['/dev/loop0', { model: null, serial: null }],
    ],
  );
});

t.test('damaged and empty', async (t) => {
  for (const json of [null, [], {}, { blockdevices: 1 }, { blockdevices: [1, null] }])
    t.equal(decodeLsblkNames(json).size, 0);
  t.throws(() => decodeLsblkNames({ blockdevices: [{ path: '/dev/sda', serial: 32 }] }), {
    code: 'MALFORMED',
  });
});
