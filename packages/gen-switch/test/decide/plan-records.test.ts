import t from 'tap';
import { planRecords } from '../../src/decide/plan-records.ts';

const publication = {
  type: 1,
  name: 'x+3.conf',
  changedDefault: null,
  phases: [
    {
      name: 'payloads',
      operations: [
        { op: 'mkdir', path: 't' },
        { op: 'copy', path: 't/linux', from: 'boot/vmlinuz', size: 5, mtime: 1, replaces: false },
      ],
    },
    {
      name: 'entry',
      operations: [{ op: 'write', path: 'e', bytes: Buffer.from('abc'), mtime: 1, replaces: false }],
    },
    { name: 'old names', operations: [{ op: 'delete', path: 'f', size: 2 }] },
  ],
} as const;
const turn = { kind: 'turn', existing: null, ids: [], repaired: null } as const;
const short = (...[decided]: Parameters<typeof planRecords>) =>
  planRecords(decided).map(({ operation, path, bytes }) => [operation, path, bytes]);

t.test('what would be done', async (t) => {
  t.strictSame(short({ id: 'ID', refindMenus: [], publication, turn, once: false }), [
    ['make', 't', null],
    ['copy', 't/linux', 5],
    ['write', 'e', 3],
    ['delete', 'f', 2],
    ['mirror', null, null],
    ['make', 'links', null],
    ['turn', 'current', null],
  ]);
  t.match(planRecords({ id: 'ID', refindMenus: [], publication, turn, once: false })[1], {
    from: 'snapshots/ID/@/boot/vmlinuz',
    on: 'esp',
  });
  const none = { ...publication, phases: [] };
  t.strictSame(
    short({ id: 'ID', refindMenus: [], publication: none, turn: { kind: 'turned' }, once: false }),
    [],
  );
  t.strictSame(
    short({ id: 'ID', refindMenus: [], publication: null, turn: { ...turn, existing: 'x' }, once: false }),
    [['turn', 'current', null]],
  );
  t.strictSame(short({ id: 'ID', refindMenus: [], publication: none, turn: null, once: true }), [
    ['mirror', null, null],
    ['once', 'LoaderEntryOneShot', null],
  ]);
});

t.test('an image is no copy of anything', async (t) => {
  const operations = [
    { op: 'copy', path: 'EFI/Linux/x+3.efi', from: 'image.efi', size: 7, mtime: 1, replaces: false },
  ] as const;
  const built = { ...publication, type: 2, phases: [{ name: 'entry', operations }] } as const;
  t.match(planRecords({ id: 'ID', refindMenus: [], publication: built, turn: null, once: false }), [
    { operation: 'write', path: 'EFI/Linux/x+3.efi', from: null, bytes: 7, on: 'esp' },
    { operation: 'mirror' },
  ]);
});

t.test('menus of rEFInd, when what they name is on all members', async (t) => {
  const refindMenus = ['EFI/refind/generations.conf'];
  t.strictSame(short({ id: 'ID', publication, refindMenus, turn, once: false }).slice(4), [
    ['mirror', null, null],
    ['write', 'EFI/refind/generations.conf', null],
    ['mirror', null, null],
    ['make', 'links', null],
    ['turn', 'current', null],
  ]);
});
