import t from 'tap';
import { idRows } from '../../src/decide/id-rows.ts';
import { at, device, fs, layoutOf, luks, mapped, onOne, part, type Row } from '../lsblk.ts';

/** The rows of `/dev/sda1` and `/dev/sdb1`, as `OLD NEW`. */
function rowsOf(old: Row, fresh: Row, more: Parameters<typeof layoutOf>[1] = {}, others: Row[] = []) {
  const layout = layoutOf(
    [device('sda', {}, part('sda1', old), ...others), device('sdb', {}, part('sdb1', fresh))],
    more,
  );
  const scope = {
    old: layout.devices.filter(({ path }) => path.startsWith('/dev/sda')),
    new: [at(layout, '/dev/sdb1')],
  };
  const pair = { old: at(layout, '/dev/sda1'), new: at(layout, '/dev/sdb1') };
  const { rows, faults, notes } = idRows(onOne(layout), scope, pair);
  return { rows: rows.map((row) => `${row.old} ${row.new}`), faults: faults.length, notes: notes.length };
}
const nodes = '/dev/sda1 /dev/sdb1';

t.test('the ids of a pair', async (t) => {
  t.strictSame(rowsOf(fs('a', 'one'), fs('b', 'two')), {
    rows: ['UUID=a UUID=b', 'LABEL=one LABEL=two', nodes],
    faults: 0,
    notes: 0,
  });
  t.strictSame(rowsOf(fs('a', 'one'), fs('A', 'one')), { rows: [nodes], faults: 0, notes: 0 }, 'equal ids');
  t.strictSame(rowsOf(fs('a', 'one'), fs('b')), { rows: ['UUID=a UUID=b', nodes], faults: 0, notes: 1 });
  t.strictSame(rowsOf(fs('a'), fs('b', 'two')), { rows: ['UUID=a UUID=b', nodes], faults: 0, notes: 0 });
  t.strictSame(rowsOf(fs('a', '"x"'), fs('b', 'y')), { rows: ['UUID=a UUID=b', nodes], faults: 1, notes: 0 });
  t.strictSame(
    rowsOf(fs('a', 'one'), fs('b', 'two'), {}, [part('sda2', fs('c', 'one'))]),
    { rows: ['UUID=a UUID=b', nodes], faults: 1, notes: 0 },
    'a LABEL that two of the old disk have',
  );
});

t.test('device nodes by UUID', async (t) => {
  const rowsByUuid = (fresh: Row, others: Row[] = [], name = 'sdb1') => {
    const layout = layoutOf([
      device('sda', {}, part('sda1', fs('a'))),
      device('sdb', {}, part(name, fresh), ...others),
    ]);
    const scope = {
      old: [at(layout, '/dev/sda1')],
      new: layout.devices.filter(({ path }) => path > '/dev/sdb'),
    };
    const pair = { old: at(layout, '/dev/sda1'), new: at(layout, `/dev/${name}`) };
    return idRows(onOne(layout), scope, pair, true).rows.map((row) => `${row.old} ${row.new}`);
  };
  t.strictSame(rowsByUuid(fs('b')), ['UUID=a UUID=b', '/dev/sda1 UUID=b']);
  t.strictSame(rowsByUuid({}), [nodes], 'no UUID');
  t.strictSame(rowsByUuid(fs('a')), ['/dev/sda1 UUID=a'], 'equal ids are no reason');
  t.strictSame(rowsByUuid(fs('b'), [part('sdb2', fs('b'))]), [nodes], 'a UUID that two have');
  t.strictSame(rowsByUuid(fs('b'), [], 'vgx'), ['UUID=a UUID=b', '/dev/sda1 /dev/vgx'], 'a name that stays');
});

t.test('links', async (t) => {
  const links = [
    { path: '/dev/disk/by-id/ata-A-part1', device: '/dev/sda1' },
    { path: '/dev/disk/by-id/ata-B-part1', device: '/dev/sdb1' },
    { path: '/dev/disk/by-id/wwn-0x1-part1', device: '/dev/sda1' },
  ];
  t.strictSame(rowsOf({}, {}, { links }), {
    rows: [nodes, '/dev/disk/by-id/ata-A-part1 /dev/disk/by-id/ata-B-part1'],
    faults: 0,
    notes: 1,
  });
});

t.test('names of device-mapper devices', async (t) => {
  const layout = layoutOf([
    part('sda1', luks('u'), mapped('luks-u', 'crypt')),
    part('sdb1', luks('v'), mapped('other', 'crypt')),
    mapped('vg0-root', 'lvm'),
    mapped('vg1-root', 'lvm'),
  ]);
  const of = (old: string, fresh: string) =>
    idRows(onOne(layout), { old: [], new: [] }, { old: at(layout, old), new: at(layout, fresh) }).rows.map(
      (row) => `${row.old} ${row.new}`,
    );
  t.strictSame(of('/dev/mapper/luks-u', '/dev/mapper/other'), [], 'a name that follows from the UUID');
  t.strictSame(of('/dev/mapper/other', '/dev/mapper/luks-u'), ['/dev/mapper/other /dev/mapper/luks-u']);
  t.strictSame(of('/dev/mapper/vg0-root', '/dev/mapper/vg1-root'), [
    '/dev/mapper/vg0-root /dev/mapper/vg1-root',
    '/dev/vg0/root /dev/vg1/root',
  ]);
});
