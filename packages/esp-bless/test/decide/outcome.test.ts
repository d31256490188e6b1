import t from 'tap';
import type { Blessing } from '../../src/decide/blessing.ts';
import { outcomeOf, plannedOf } from '../../src/decide/outcome.ts';

const entry = 'loader/entries/a.conf';
const end = { id: 'id', seconds: 0 } as const;
const done = (value: Blessing) => outcomeOf({ ...end, kind: 'done', value }, entry);

t.test('what came of a mirror', async (t) => {
  const path = 'LOADER/ENTRIES/A.CONF';
  t.same(done({ kind: 'same' }), { state: 'same', entry, why: null });
  t.same(done({ kind: 'absent' }), { state: 'absent', entry, why: null });
  t.same(done({ kind: 'differs', why: 'so' }), { state: 'differs', entry, why: 'so' });
  t.same(done({ kind: 'bless', path, operations: [] }), { state: 'blessed', entry: path, why: null });
  t.same(outcomeOf({ ...end, kind: 'missing' }, entry), { state: 'missing', entry: null, why: null });
  t.same(outcomeOf({ ...end, kind: 'refused', reason: 'so' }, entry), {
    state: 'refused',
    entry: null,
    why: 'so',
  });
  t.same(outcomeOf({ ...end, kind: 'failed', reason: 'so', error: null }, entry), {
    state: 'failed',
    entry: null,
    why: 'so',
  });
});

t.test('the records of a plan', async (t) => {
  t.same(
    plannedOf('id', [
      { op: 'copy', path: 'a.efi', from: 'a+3.efi', size: 7, mtime: 0, replaces: false },
      { op: 'write', path: 'a.conf', bytes: Buffer.from('abc'), mtime: 0, replaces: false },
      { op: 'delete', path: 'a+3.efi', size: 7 },
    ]),
    [
      { partuuid: 'id', operation: 'copy', path: 'a.efi', bytes: 7 },
      { partuuid: 'id', operation: 'write', path: 'a.conf', bytes: 3 },
      { partuuid: 'id', operation: 'delete', path: 'a+3.efi', bytes: 7 },
    ],
  );
});
