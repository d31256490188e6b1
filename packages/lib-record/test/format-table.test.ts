import { deepStrictEqual } from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { allColumns, selectColumns } from '../src/columns.ts';
import { espSetTable } from '../src/esp-set.ts';
import { formatTable } from '../src/format-table.ts';
import { parseTable } from '../src/parse-table.ts';
import { anyGroup, kept, runs, sampleTable } from './any-records.ts';

const booted = {
  role: 'booted',
  kind: 'esp',
  state: 'mounted',
  partuuid: '31c0e7a2-5b1f-4d8e-9c55-0f6a2b7d9e10',
  path: '/dev/nvme0n1p1',
  uuid: '5E1D-20C4',
  mountpoint: '/efi0',
};
const missing = {
  role: 'mirror',
  kind: 'esp',
  state: 'missing',
  partuuid: '8a44d1b9-0c3e-47f2-b7a1-6de2f0935c7b',
  member_by: 'operand',
};

t.test('an ESP set as esp-which writes it', async (t) => {
  t.equal(
    formatTable(espSetTable, [booted, missing]),
    `#ROLE  KIND STATE   PARTUUID                             DEVICE         UUID      MOUNTPOINT MEMBER-BY
booted esp  mounted 31c0e7a2-5b1f-4d8e-9c55-0f6a2b7d9e10 /dev/nvme0n1p1 5E1D-20C4 /efi0      -
mirror esp  missing 8a44d1b9-0c3e-47f2-b7a1-6de2f0935c7b -              -         -          operand
`,
  );
});

t.test('chosen columns, with and without a header', async (t) => {
  const columns = selectColumns(espSetTable, 'mountpoint,role');
  t.equal(
    formatTable(espSetTable, [booted, missing], { columns }),
    '#MOUNTPOINT ROLE\n/efi0       booted\n-           mirror\n',
  );
  t.equal(
    formatTable(espSetTable, [booted, missing], { columns, header: false }),
    '/efi0 booted\n-     mirror\n',
  );
  t.equal(
    formatTable(espSetTable, [booted], { columns: selectColumns(espSetTable, 'mountpoint'), header: false }),
    '/efi0\n',
  );
});

t.test('no records', async (t) => {
  const columns = selectColumns(espSetTable, 'role,kind');
  t.equal(formatTable(espSetTable, [], { columns }), '#ROLE KIND\n');
  t.equal(formatTable(espSetTable, [], { columns, header: false }), '');
});

t.test('columns are padded by code points', async (t) => {
  const columns = selectColumns(sampleTable, 'name,kind');
  const text = formatTable(
    sampleTable,
    [
      { name: '😀é', kind: 'one' },
      { name: 'abcde f', kind: 'two' },
    ],
    { columns },
  );
  t.equal(text, '#NAME      KIND\n😀é         one\nabcde\\040f two\n');
});

t.test('values that no reader would take are not written', async (t) => {
  const columns = allColumns(sampleTable);
  const good = { name: 'n', kind: 'one', count: 1, seconds: 0.5 };
  t.ok(formatTable(sampleTable, [good], { columns }));
  const wrong: readonly [object, string][] = [
    [{ name: null }, 'NAME'],
    [{ name: undefined }, 'NAME'],
    [{ name: 3 }, 'NAME'],
    [{ name: '\ud800' }, 'NAME'],
    [{ kind: 'three' }, 'KIND'],
    [{ count: -1 }, 'COUNT'],
    [{ count: 0.5 }, 'COUNT'],
    [{ count: 2 ** 53 }, 'COUNT'],
    [{ count: '1' }, 'COUNT'],
    [{ seconds: Number.NaN }, 'SECONDS'],
    [{ seconds: Number.POSITIVE_INFINITY }, 'SECONDS'],
    [{ rate: ['1'] }, 'RATE'],
  ];
  for (const [change, field] of wrong) {
    t.throws(() => formatTable(sampleTable, [{ ...good, ...change }], { columns }), { code: 'VALUE', field });
  }
});

t.test('a hundred thousand records', async (t) => {
  const columns = selectColumns(sampleTable, 'name,kind');
  const text = formatTable(
    sampleTable,
    Array.from({ length: 100_000 }, () => ({ name: 'n', kind: 'one' })),
    { columns },
  );
  t.equal(text.length, '#NAME KIND\n'.length + 100_000 * 'n     one\n'.length);
});

t.test('any records come back, whatever the order of the columns', async () => {
  const chosen = anyGroup.chain(({ table, records }) => {
    const due = allColumns(table).filter(({ nullable }) => !nullable);
    const more = fc.subarray(allColumns(table).filter(({ nullable }) => nullable));
    const columns = more.chain((some) =>
      fc.shuffledSubarray([...due, ...some], { minLength: due.length + some.length }),
    );
    return fc.record({ table: fc.constant(table), records: fc.constant(records), columns });
  });
  fc.assert(
    fc.property(chosen, ({ table, records, columns }) => {
      const text = formatTable(table, records, { columns });
      deepStrictEqual(
        parseTable(table, text),
        records.map((record) => kept(table, record, columns)),
      );
    }),
    runs,
  );
});
