import t from 'tap';
import { changedRow, newTable, tableOf } from '../../src/decide/partition-table.ts';

const part = {
  node: '/dev/sda1',
  start: 2048,
  size: 4096,
  type: 'C12A7328-F81F-11D2-BA4B-00A0C93EC93B',
  uuid: 'F2E0CB5F-B22B-CA4E-B4B3-09BB865D9FA7',
};
const table = {
  label: 'gpt',
  id: '53B7C00B-576C-AD4F-8C41-81DD283AC234',
  device: '/dev/sda',
  unit: 'sectors',
  firstlba: 2048,
  lastlba: 614366,
  sectorsize: 512,
  partitions: [part],
};
const of = (more: object) => tableOf({ partitiontable: { ...table, ...more } }, 512);

t.test('what sfdisk writes', async (t) => {
  const row = {
    number: 1,
    start: 2048 * 512,
    size: 4096 * 512,
    type: part.type.toLowerCase(),
    uuid: part.uuid.toLowerCase(),
    name: null,
    attrs: null,
  };
  t.same(of({}), { id: table.id.toLowerCase(), start: 2048 * 512, end: 614367 * 512, rows: [row] });
  t.same(of({ partitions: undefined })?.rows, [], 'without any partition');
  t.match(of({ partitions: [{ ...part, name: 'a "b"', attrs: 'GUID:63' }] })?.rows, [
    { name: 'a "b"', attrs: 'GUID:63' },
  ]);
  const nvme = { device: '/dev/nvme0n1', partitions: [{ ...part, node: '/dev/nvme0n1p12' }] };
  t.match(of(nvme)?.rows, [{ number: 12 }]);
  t.match(of({ sectorsize: undefined }), { start: 2048 * 512 });
});

t.test('what it does not write', async (t) => {
  for (const json of [null, 1, {}, { partitiontable: null }]) t.equal(tableOf(json, 512), null);
  for (const more of [
    { label: 'dos' },
    { unit: 'bytes' },
    { sectorsize: 4096 },
    { firstlba: undefined },
    { lastlba: '614366' },
    { id: undefined },
    { partitions: {} },
    { partitions: [null] },
    { partitions: [{ ...part, node: '/dev/sdb1' }] },
    { partitions: [{ ...part, start: -1 }] },
    { partitions: [{ ...part, uuid: undefined }] },
  ])
    t.equal(of(more), null, JSON.stringify(more));
});

t.test('the table that a blank disk will get', async (t) => {
  t.same(newTable(614400 * 512, 512), { start: 2048 * 512, end: 614367 * 512, rows: [] });
  t.same(newTable(76800 * 4096, 4096), { start: 256 * 4096, end: 76795 * 4096, rows: [] });
});

t.test('rows that changed', async (t) => {
  const row = of({})?.rows[0];
  if (!row) throw new Error('no row');
  const other = { ...row, number: 2, uuid: 'other' };
  const added = new Set(['other']);
  t.equal(changedRow([row], [row, other], added), null);
  t.equal(changedRow([], [other], added), null);
  for (const after of [
    [other],
    [{ ...row, size: 1 }, other],
    [{ ...row, name: 'x' }, other],
    [{ ...row, attrs: 'GUID:1' }, other],
  ])
    t.match(changedRow([row], after, added), /partition 1/);
  t.match(changedRow([], [row, other], added), /nobody/);
});
