import t from 'tap';
import { sha256 } from '../../../lib-seal/test/registries.ts';
import { changedPaths, statesOfPlan } from '../../src/decide/counted-changes.ts';
import { fileNode } from './model.ts';

const counts = (path: string) => path !== 'FOREIGN';
const empty = sha256('');
const target = [{ path: 'LINUX', size: 5, mtime: 100, digest: sha256('linux') }];
const copy = { op: 'copy', path: 'linux', from: 'linux', size: 5, mtime: 100.9, replaces: false } as const;

t.test('paths that change', async (t) => {
  const operations = [
    { op: 'mkdir', path: 'd' },
    copy,
    { op: 'touch', path: 'other', mtime: 1 },
    { op: 'delete', path: 'foreign', size: 1 },
    { op: 'delete', path: 'old', size: 1 },
  ] as const;
  t.same(changedPaths([{ name: 'a', operations }], counts), ['linux', 'old']);
});

t.test('states through which files go', async (t) => {
  const states = (
    operations: Parameters<typeof statesOfPlan>[0][number]['operations'],
    there = [fileNode('old')],
  ) => statesOfPlan([{ name: 'a', operations }], counts, there, target);
  const whole = { size: 5, mtime: 100, digest: sha256('linux') };
  t.same(
    states([copy]),
    [
      { path: 'LINUX', file: { ...whole, size: 0, digest: empty } },
      { path: 'LINUX', file: whole },
    ],
    'a new name is empty first',
  );
  t.same(states([{ ...copy, replaces: true }], [fileNode('linux')]), [{ path: 'LINUX', file: whole }]);
  t.same(states([{ op: 'delete', path: 'old', size: 1 }]), [{ path: 'OLD', file: null }]);
  t.same(states([{ op: 'delete', path: 'foreign', size: 1 }]), []);
  t.same(states([{ op: 'touch', path: 'old', mtime: 7 }]), [
    { path: 'OLD', file: { size: 1, mtime: 7, digest: null } },
  ]);
  const bytes = Buffer.from('pointed');
  t.same(states([{ op: 'write', path: 'old', bytes, mtime: 3, replaces: true }]), [
    { path: 'OLD', file: { size: 7, mtime: 3, digest: sha256('pointed') } },
  ]);
});

t.test('an entry by two names has the content of either', async (t) => {
  const path = 'LOADER/ENTRIES/A.CONF';
  const [blessed, counted] = ['loader/entries/a.conf', 'loader/entries/a+0-3.conf'].map((path, index) =>
    fileNode(path, { digest: sha256(String(index)) }),
  );
  if (blessed === undefined || counted === undefined) throw new Error();
  const states = statesOfPlan(
    [{ name: 'a', operations: [{ op: 'delete', path: blessed.path, size: 1 }] }],
    counts,
    [blessed, counted],
    [],
  );
  t.same(states, [{ path, file: { size: 1, mtime: 0, digest: counted.digest } }]);
});
