import { existsSync, lstatSync, readdirSync, readFileSync, renameSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { DurableError } from '@twinroot/lib-durable';
import t from 'tap';
import { applyOperation } from '../../src/act/apply.ts';
import { bytesWritten, type Operation } from '../../src/decide/operation.ts';
import { openRoot } from '../../src/gather/open-root.ts';

function place(t: { testdir(content?: FixtureTree): string }, from: FixtureTree, to: FixtureTree) {
  const root = t.testdir({ from, to });
  return { source: join(root, 'from'), mirror: join(root, 'to'), verify: true };
}
type FixtureTree = { [name: string]: string | FixtureTree };

const bytes = Buffer.from('written');

t.test('each kind of operation', async (t) => {
  const target = place(t, { a: 'new' }, { old: 'old', gone: 'x', empty: {} });
  const { size, mtimeMs } = statSync(join(target.source, 'a'));
  const copied = { op: 'copy', from: 'a', size, mtime: mtimeMs / 1000 } as const;
  const operations: readonly Operation[] = [
    { op: 'mkdir', path: 'sub' },
    { op: 'mkdir', path: 'sub/deep' },
    { ...copied, path: 'sub/deep/a', replaces: false },
    { ...copied, path: 'old', replaces: true },
    { op: 'write', path: 'text', bytes, mtime: 1_500_000_000, replaces: false },
    { op: 'touch', path: 'text', mtime: 1_600_000_000 },
    { op: 'delete', path: 'gone', size: 1 },
    { op: 'rmdir', path: 'empty' },
  ];
  for (const operation of operations) await applyOperation(operation, target);
  t.strictSame(readdirSync(target.mirror, { recursive: true }).sort(), [
    'old',
    'sub',
    'sub/deep',
    'sub/deep/a',
    'text',
  ]);
  t.equal(readFileSync(join(target.mirror, 'sub/deep/a'), 'utf8'), 'new');
  t.equal(readFileSync(join(target.mirror, 'old'), 'utf8'), 'new');
  t.equal(readFileSync(join(target.mirror, 'text'), 'utf8'), 'written');
  t.equal(lstatSync(join(target.mirror, 'text')).mtimeMs, 1_600_000_000_000);
  t.equal(lstatSync(join(target.mirror, 'old')).mtimeMs, mtimeMs);
});

t.test('what is done already, or is not as it was listed', async (t) => {
  const target = place(t, { a: 'new' }, { there: 'there', full: { x: '' } });
  await applyOperation({ op: 'delete', path: 'gone', size: 1 }, target);
  await applyOperation({ op: 'rmdir', path: 'gone' }, target);
  await applyOperation({ op: 'rmdir', path: 'full' }, target);
  t.ok(existsSync(join(target.mirror, 'full/x')), 'a directory that is not empty stays');
  await t.rejects(applyOperation({ op: 'mkdir', path: 'there' }, target), { code: 'EXISTS' });
  const write = { op: 'write', path: 'there', bytes, mtime: 1, replaces: false } as const;
  await t.rejects(applyOperation(write, target), { code: 'EXISTS' });
  t.equal(readFileSync(join(target.mirror, 'there'), 'utf8'), 'there');
  await t.rejects(applyOperation({ ...write, path: 'no/such/directory' }, target), {
    code: 'SYSTEM',
    errno: 'ENOENT',
  });
  const copy = { op: 'copy', path: 'new', from: 'a', size: 99, mtime: 1, replaces: false } as const;
  await t.rejects(applyOperation(copy, target), { code: 'CHANGED' });
  t.strictSame(readdirSync(target.mirror).sort(), ['full', 'there'], 'and nothing half-written stays');
});

t.test('bytes that an operation writes', async (t) => {
  const cases: readonly (readonly [Operation, number])[] = [
    [{ op: 'copy', path: 'a', from: 'a', size: 5, mtime: 0, replaces: false }, 5],
    [{ op: 'write', path: 'a', bytes, mtime: 0, replaces: true }, 7],
    [{ op: 'delete', path: 'a', size: 9 }, 0],
    [{ op: 'mkdir', path: 'a' }, 0],
    [{ op: 'rmdir', path: 'a' }, 0],
  ];
  for (const [operation, due] of cases) t.equal(bytesWritten(operation), due, operation.op);
});

t.test('a directory that was exchanged leads nowhere', async (t) => {
  const file = { op: 'write', bytes, mtime: 1 } as const;
  const operations: readonly Operation[] = [
    { op: 'mkdir', path: 'sub/deep/new' },
    { ...file, path: 'sub/deep/new', replaces: false },
    { ...file, path: 'sub/deep/there', replaces: true },
    { op: 'delete', path: 'sub/deep/there', size: 5 },
    { op: 'rmdir', path: 'sub/deep/empty' },
  ];
  for (const operation of operations) {
    for (const exchanged of ['sub', 'sub/deep']) {
      const root = t.testdir({
        from: {},
        to: { sub: { deep: {} } },
        outside: { deep: { there: 'theirs', empty: {} }, there: 'theirs', empty: {} },
      });
      const [mirror, outside] = [join(root, 'to'), join(root, 'outside')];
      renameSync(join(mirror, exchanged), join(mirror, 'away'));
      symlinkSync(outside, join(mirror, exchanged));
      const before = readdirSync(outside, { recursive: true }).sort();
      const target = { source: join(root, 'from'), mirror, verify: true };
      await t.rejects(
        applyOperation(operation, target),
        { code: 'SYSTEM', errno: 'ENOTDIR', path: join(mirror, operation.path) },
        `${operation.op} below ${exchanged}`,
      );
      t.strictSame(readdirSync(outside, { recursive: true }).sort(), before);
      t.equal(readFileSync(join(outside, 'deep/there'), 'utf8'), 'theirs');
    }
  }
});

t.test('what is copied is a file of the source', async (t) => {
  const root = t.testdir({ from: { sub: { file: 'ours' } }, to: {}, outside: { file: 'else' } });
  const [source, mirror] = [join(root, 'from'), join(root, 'to')];
  const { size, mtimeMs } = statSync(join(source, 'sub/file'));
  const copy = { op: 'copy', path: 'a', size, mtime: mtimeMs / 1000, replaces: false } as const;
  symlinkSync('../outside', join(source, 'link'));
  symlinkSync('../outside/file', join(source, 'leaf'));
  for (const [from, errno] of [
    ['link/file', 'ENOTDIR'],
    ['leaf', 'ELOOP'],
  ] as const)
    await t.rejects(
      applyOperation({ ...copy, from }, { source, mirror, verify: true }),
      { code: 'SYSTEM', errno },
      from,
    );
  t.strictSame(readdirSync(mirror), []);
  await applyOperation({ ...copy, from: 'sub/file' }, { source, mirror, verify: true });
  t.equal(readFileSync(join(mirror, 'a'), 'utf8'), 'ours');
});

t.test('a failure names paths as they were given, and leaves no directory open', async (t) => {
  const target = place(t, {}, { sub: { there: '' } });
  const root = openRoot(target.mirror);
  const open = readdirSync('/proc/self/fd').length;
  const write = { op: 'write', path: 'sub/there', bytes, mtime: 1, replaces: false } as const;
  await t.rejects(applyOperation(write, { ...target, mirror: root.path }), {
    code: 'EXISTS',
    path: `${root.path}/sub/there`,
    message: `${root.path}/sub/there`,
  });
  t.equal(readdirSync('/proc/self/fd').length, open);
  await root.close();
});

t.test('a root that is held open', async (t) => {
  const target = place(t, {}, { file: 'x' });
  const root = openRoot(target.mirror);
  t.equal(readFileSync(join(root.path, 'file'), 'utf8'), 'x');
  t.equal(root.device, statSync(target.mirror).dev);
  await root.close();
  t.throws(() => readFileSync(join(root.path, 'file')));
  t.throws(() => openRoot(join(target.mirror, 'gone')), { code: 'ENOENT' });
  t.throws(() => openRoot(join(target.mirror, 'file')), { code: 'ENOTDIR' });
});

t.test('a copy gets its name only if that is confirmed', async (t) => {
  const target = place(t, { a: 'new' }, { old: 'old' });
  const { size, mtimeMs } = statSync(join(target.source, 'a'));
  const copy = { op: 'copy', from: 'a', path: 'old', size, mtime: mtimeMs / 1000, replaces: true } as const;
  const asked: string[] = [];
  const refusing = (from: string) => {
    asked.push(from);
    throw new DurableError('CHANGED', from, 'no');
  };
  await t.rejects(applyOperation(copy, { ...target, confirm: refusing }), { code: 'CHANGED' });
  t.strictSame([asked, readdirSync(target.mirror)], [['a'], ['old']]);
  t.equal(readFileSync(join(target.mirror, 'old'), 'utf8'), 'old');
  const write = { op: 'write', path: 'text', bytes, mtime: 1, replaces: false } as const;
  await applyOperation(write, { ...target, confirm: refusing });
  await applyOperation(copy, { ...target, confirm: (from) => asked.push(from) });
  t.strictSame(asked, ['a', 'a'], 'of files of the source only');
  t.equal(readFileSync(join(target.mirror, 'old'), 'utf8'), 'new');
});

t.test('bytes are told of once, in pieces, and a signal ends it in the middle of a file', async (t) => {
  const size = 9 * 2 ** 20;
  for (const verify of [true, false]) {
    const target = { ...place(t, { large: 'x'.repeat(size) }, { large: 'old' }), verify };
    const mtime = statSync(join(target.source, 'large')).mtimeMs / 1000;
    const copy = { op: 'copy', path: 'large', from: 'large', size, mtime, replaces: true } as const;
    const ending = new AbortController();
    const reason = new Error('interrupted');
    const onFirst = () => ending.abort(reason);
    const ended = applyOperation(copy, { ...target, onBytes: onFirst, signal: ending.signal });
    t.equal(await ended.catch((error: unknown) => error), reason, 'as it was given');
    t.equal(readFileSync(join(target.mirror, 'large'), 'utf8'), 'old');
    t.strictSame(readdirSync(target.mirror), ['large']);

    const told: number[] = [];
    const onBytes = (more: number) => void told.push(more);
    await applyOperation(copy, { ...target, onBytes });
    t.equal(told.length, verify ? 10 : 5);
    const write = { op: 'write', path: 'text', bytes, mtime: 1, replaces: false } as const;
    await applyOperation(write, { ...target, onBytes });
    const all = told.reduce((sum, more) => sum + more, 0);
    t.equal(all, bytesWritten(copy) + bytesWritten(write));
  }
});
