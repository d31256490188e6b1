import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createIdMap, type IdPair, parseMap, readIdMap } from '@twinroot/lib-idmap';
import { byteString } from '@twinroot/lib-lines';
import { formatJson, formatTable, idMapTable } from '@twinroot/lib-record';
import fc from 'fast-check';
import t from 'tap';
import { mapDisks } from '../../src/decide/map-disks.ts';
import { at, device, layoutOf, onOne, part } from '../lsblk.ts';

const nasty = fc.string({
  unit: fc.constantFrom(
    ...' \t\n\r#-=,"\'\\0123456789ax\0\u001b\u007f\u0085\u00a0\u2028\u202e\ufeff\ufffdé€',
    '😀',
    '\\040',
    '\\x20',
    '""',
  ),
  minLength: 1,
  maxLength: 6,
});
const label = fc.option(
  fc.oneof(nasty, fc.string({ unit: 'binary', minLength: 1 }), fc.string({ minLength: 1 })),
);

/** What a reader of the map makes of it. */
const read = (pairs: readonly IdPair[]) =>
  pairs.map(({ old, new: fresh }) =>
    [old, fresh].map((id) => ('tag' in id ? `${id.tag}=${id.value}` : id.value)),
  );

t.test('whatever the labels are, readers get the same pairs from a table and from JSON', async (t) => {
  const directory = t.testdir({});
  const files = ['table', 'json'].map((name) => join(directory, name));
  let written = 0;
  fc.assert(
    fc.property(fc.tuple(label, label, label, label), ([a, b, c, d]) => {
      const layout = layoutOf([
        device('sda', {}, part('sda1', { label: a, partlabel: b })),
        device('sdb', {}, part('sdb1', { label: c, partlabel: d })),
      ]);
      const { rows, faults } = mapDisks(onOne(layout), at(layout, '/dev/sda'), at(layout, '/dev/sdb'));
      const expected = rows.map((row) => [byteString(row.old), byteString(row.new)]);
      const labels = rows.filter(({ old }) => !old.startsWith('/')).length;
      written += labels;
      // Each label is written or named, unless there is nothing to map.
      const due = [
        [a, c],
        [b, d],
      ].filter(([old, fresh]) => old !== null && fresh !== null && old !== fresh).length;
      t.equal(labels + faults.length, due);
      for (const [index, text] of [formatTable(idMapTable, rows), formatJson(idMapTable, rows)].entries())
        writeFileSync(files[index] ?? '', text);
      for (const file of files) t.strictSame(read(readIdMap([file], []).pairs), expected);
    }),
    { numRuns: 1000 },
  );
  t.ok(written > 100, `${written} labels were written`);
});

t.test('whatever ids partitions have, each old one has one new one, which one partition has', async () => {
  const id = fc.option(fc.constantFrom('a', 'b', 'c', 'A'));
  const disk = (name: string) =>
    fc
      .array(
        fc.record({ uuid: id, label: id, partlabel: id, fstype: fc.constantFrom('ext4', 'swap', null) }),
        {
          maxLength: 4,
        },
      )
      .map((all) => device(name, {}, ...all.map((ids, index) => part(`${name}${index + 1}`, ids))));
  fc.assert(
    fc.property(disk('sda'), disk('sdb'), (one, other) => {
      const layout = layoutOf([one, other]);
      const { rows } = mapDisks(onOne(layout), at(layout, '/dev/sda'), at(layout, '/dev/sdb'));
      const { pairs } = createIdMap(parseMap(formatTable(idMapTable, rows), 'map'));
      const isOnce = (text: string, prefix: string) =>
        layout.devices.filter(
          ({ path, uuid, label, partlabel }) =>
            path.startsWith(prefix) &&
            [path, `UUID=${uuid?.toLowerCase()}`, `LABEL=${label}`, `PARTLABEL=${partlabel}`].includes(text),
        ).length === 1;
      const folded = (text: string) => (text.startsWith('UUID=') ? text.replace('A', 'a') : text);
      return (
        pairs.length === rows.length &&
        rows.every((row) => isOnce(folded(row.old), '/dev/sda') && isOnce(folded(row.new), '/dev/sdb'))
      );
    }),
    { numRuns: 1000 },
  );
});

t.test('an old label is found and the new one written so that libmount reads it', async (t) => {
  const layout = layoutOf([
    device('sda', {}, part('sda1', { label: 'My "Disk" #1\\' })),
    device('sdb', {}, part('sdb1', { label: 'é\t2' })),
  ]);
  const { rows } = mapDisks(onOne(layout), at(layout, '/dev/sda'), at(layout, '/dev/sdb'));
  const map = createIdMap(parseMap(byteString(formatTable(idMapTable, rows)), 'map'));
  for (const source of [
    'LABEL=My\\040"Disk"\\040#1\\134',
    '/dev/disk/by-label/My\\x20\\x22Disk\\x22\\x20#1\\x5c',
  ])
    t.match(map.device(source)?.text, source.startsWith('/') ? byteString('é\\x092') : byteString('é\\0112'));
});
