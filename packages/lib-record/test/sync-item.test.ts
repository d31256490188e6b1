import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import t from 'tap';
import { allColumns, defaultColumns } from '../src/columns.ts';
import { espSetTable } from '../src/esp-set.ts';
import { formatTable } from '../src/format-table.ts';
import { formatJson, parseJson } from '../src/json-form.ts';
import { parseTable } from '../src/parse-table.ts';
import { jsonSchema } from '../src/schema.ts';
import { type SyncItem, syncItemTable, toSyncItem } from '../src/sync-item.ts';
import { anyText, runs } from './any-records.ts';

const item: SyncItem = {
  source: '/srv/www',
  dest: ['/mnt/second/srv/', '/mnt/third,part/'],
  exclude: ['*.tmp', 'cache, old'],
  delay: 300,
  nice: -5,
  ionice_class: 2,
  ionice_level: 4,
  rsync_opts: ['-axHAX', '--exclude=/lost+found/', '--delete'],
  source_mount: '31 8:3 /with a blank',
  max_delete: 80,
  allow_empty: 'yes',
};
const bare: SyncItem = {
  ...{ source: '/', dest: ['/mnt/second'], exclude: null, delay: null, nice: null },
  ...{ ionice_class: null, ionice_level: null, rsync_opts: null },
  ...{ source_mount: null, max_delete: null, allow_empty: null },
};

t.test('items that are taken, in both forms', async (t) => {
  for (const given of [item, bare, { ...item, delay: 0.5, nice: 19 }, { ...bare, delay: 0, max_delete: 0 }]) {
    t.strictSame(toSyncItem([given]), given);
    t.strictSame(toSyncItem(parseJson(syncItemTable, formatJson(syncItemTable, [given]))), given);
    t.strictSame(toSyncItem(parseTable(syncItemTable, formatTable(syncItemTable, [given]))), given);
  }
  t.strictSame(toSyncItem(parseTable(syncItemTable, '#SOURCE DEST\n/ /mnt/second\n')), bare, 'by hand');
  const older = `{"schema":"twinroot.sync-item/1","items":[{"source":"/","dest":["/mnt/second"],"nice":null}]}\n`;
  t.strictSame(toSyncItem(parseJson(syncItemTable, older)), bare, 'of an older producer');
});

t.test('items that are refused', async (t) => {
  const cases: readonly [what: string, change: object, field: string][] = [
    ['a relative source', { source: 'srv' }, 'SOURCE'],
    ['an empty source', { source: '' }, 'SOURCE'],
    ['a source with a NUL', { source: '/srv\0' }, 'SOURCE'],
    ['no destination', { dest: [] }, 'DEST'],
    ['an absent destination', { dest: null }, 'DEST'],
    ['a relative destination', { dest: ['/mnt', 'mnt'] }, 'DEST'],
    ['another host', { dest: ['host:/mnt'] }, 'DEST'],
    ['a destination twice', { dest: ['/mnt', '/mnt'] }, 'DEST'],
    ['an empty list of exclusions', { exclude: [] }, 'EXCLUDE'],
    ['an empty exclusion', { exclude: [''] }, 'EXCLUDE'],
    ['an argument that is no option', { rsync_opts: ['-a', '/etc'] }, 'RSYNC-OPTS'],
    ['the end of options', { rsync_opts: ['--'] }, 'RSYNC-OPTS'],
    ['a dash alone', { rsync_opts: ['-'] }, 'RSYNC-OPTS'],
    ['too nice', { nice: 20 }, 'NICE'],
    ['not nice enough', { nice: -21 }, 'NICE'],
    ['half nice', { nice: 1.5 }, 'NICE'],
    ['a class of its own', { ionice_class: 4 }, 'IONICE-CLASS'],
    ['a level too far', { ionice_level: 8 }, 'IONICE-LEVEL'],
    ['a delay into the past', { delay: -1 }, 'DELAY'],
    ['a mount without a name', { source_mount: '' }, 'SOURCE-MOUNT'],
    ['more than all of it', { max_delete: 101 }, 'MAX-DELETE'],
    ['less than none of it', { max_delete: -1 }, 'MAX-DELETE'],
    ['half a percent', { max_delete: 0.5 }, 'MAX-DELETE'],
    ['perhaps', { allow_empty: 'perhaps' }, 'ALLOW-EMPTY'],
  ];
  for (const [what, change, field] of cases) {
    t.throws(() => toSyncItem([{ ...item, ...change }]), { name: 'RecordError', code: 'VALUE', field }, what);
  }
  t.throws(() => toSyncItem([]), { code: 'SET' }, 'a group without an item');
  t.throws(() => toSyncItem([item, bare]), { code: 'SET' }, 'two items in a group');
});

t.test('all of an item flows through a pipe without -o', async (t) => {
  t.strictSame(defaultColumns(syncItemTable), allColumns(syncItemTable));
  t.equal(allColumns(syncItemTable).length, syncItemTable.fields.length);
});

t.test('lists in a table', async (t) => {
  const row = (dest: string) => parseTable(syncItemTable, `#SOURCE DEST\n/ ${dest}\n`)[0]?.['dest'];
  const read: readonly [field: string, texts: readonly string[]][] = [
    ['/a', ['/a']],
    ['/a,/b', ['/a', '/b']],
    ['/a\\054b,/c', ['/a,b', '/c']],
    ['""', ['']],
    ['\\055,/b', ['-', '/b']],
  ];
  for (const [field, texts] of read) t.strictSame(row(field), texts, field);
  for (const field of ['/a,', ',/a', '/a,,/b', ',', '/a,-', '/a\\5,/b']) {
    t.throws(() => row(field), { name: 'RecordError', code: 'ESCAPE', line: 2, field: 'DEST' }, field);
  }
  t.throws(() => row('-'), { code: 'VALUE', line: 2, field: 'DEST' }, 'absent');
  t.throws(() => formatTable(syncItemTable, [{ ...item, exclude: [] }]), { code: 'VALUE' }, 'empty');
});

t.test('the schema asks for one text in the list of a column', async (t) => {
  const valid = new Ajv2020({ strict: true }).compile(jsonSchema(syncItemTable));
  const judge = (change: object) =>
    valid({ schema: 'twinroot.sync-item/1', items: [{ ...item, ...change }] });
  t.ok(judge({}));
  t.ok(judge({ exclude: null }));
  t.notOk(judge({ exclude: [] }));
});

t.test('a set is never taken for an item, nor an item for a set', async (t) => {
  t.throws(() => parseTable(espSetTable, formatTable(syncItemTable, [item])), { code: 'COLUMN' });
  t.throws(() => parseTable(syncItemTable, formatTable(espSetTable, [])), { code: 'COLUMN' });
  t.throws(() => parseJson(espSetTable, formatJson(syncItemTable, [item])), { code: 'SCHEMA' });
});

t.test('any lists of texts are read back as they were written', async () => {
  const lists = fc.array(anyText, { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(lists, fc.option(lists), (dest, exclude) => {
      const given = { ...bare, dest, exclude };
      const [read] = parseTable(syncItemTable, formatTable(syncItemTable, [given]));
      t.strictSame(read, given);
    }),
    runs,
  );
});
