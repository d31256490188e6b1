import { lsblkColumns } from '@twinroot/lib-blockdev';
import t from 'tap';
import { layoutOfLsblk } from '../../src/decide/layout-of-lsblk.ts';
import { device, type Row } from '../lsblk.ts';

const all = Object.fromEntries(lsblkColumns.split(',').map((column) => [column.toLowerCase(), null]));
const disk = (more: Row = {}) => ({ ...all, ...device('vda'), ...more });

t.test('a machine of lsblk alone', async (t) => {
  const { devices, links, names } = layoutOfLsblk({ blockdevices: [disk({ mountpoints: ['/', null] })] });
  t.match(devices, [{ path: '/dev/vda' }]);
  t.strictSame(links, []);
  t.strictSame([...(names ?? [])], [['/', '/dev/vda']]);
  t.equal(layoutOfLsblk({ blockdevices: [disk()] }).names, null);
});

t.test('what is no such machine', async (t) => {
  for (const json of [null, [], {}, { blockdevices: [] }, { blockdevices: [1] }])
    t.throws(() => layoutOfLsblk(json), { code: 'MALFORMED' }, JSON.stringify(json));
  for (const column of ['uuid', 'partuuid', 'parttype', 'label', 'fstype']) {
    const { [column]: _, ...without } = disk();
    t.throws(() => layoutOfLsblk({ blockdevices: [without] }), {
      code: 'MALFORMED',
      message: column.toUpperCase(),
    });
  }
});
