import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { temporaryName } from '@twinroot/lib-fat';
import { openBelow } from '@twinroot/lib-sysroot';
import t, { type Test } from 'tap';
import { applyCopies, type Copy } from '../../src/act/apply-copies.ts';

const names = ['a', 'sub/b', 'sub/c', 'd'];

/** Copies `names`, after what is made of both directories. */
async function copied(
  t: Test,
  prepare: (root: string) => void = () => undefined,
  confirming: (root: string, from: string) => void = () => undefined,
) {
  const root = t.testdir({
    from: { a: 'a', sub: { b: 'b', c: 'c' }, d: 'd' },
    to: { sub: {}, scratch: {} },
    elsewhere: {},
  });
  const [source, mirror] = [join(root, 'from'), join(root, 'to')];
  const copies = names.map((path): Copy => {
    const { size, mtimeMs } = statSync(join(source, path));
    return { op: 'copy', path, from: path, size, mtime: mtimeMs / 1000, replaces: false };
  });
  prepare(root);
  const scratch = openBelow(mirror, 'scratch');
  const begun: string[] = [];
  const confirmed: string[] = [];
  let bytes = 0;
  const how = {
    onBytes: (more: number) => {
      bytes += more;
    },
    begin: ({ path }: Copy) => void begun.push(path),
    confirm: (from: string) => {
      confirmed.push(from);
      confirming(root, from);
    },
  };
  const end = await applyCopies(copies, { source, mirror, verify: true, scratch, ...how });
  scratch.close();
  return { root, mirror, begun, confirmed, bytes, ...end };
}

t.test('copies, in several directories', async (t) => {
  const { mirror, count, error, begun, confirmed, bytes } = await copied(t);
  t.strictSame([count, error, begun, confirmed], [4, null, names, names]);
  t.equal(bytes, 4, 'each byte is told of once, although it is read back');
  for (const name of names) t.equal(readFileSync(join(mirror, name), 'utf8'), name.slice(-1));
  t.strictSame(readdirSync(join(mirror, 'scratch')), []);
});

t.test('a directory of the mirror that is a symlink by now', async (t) => {
  const { root, count, error } = await copied(t, (root) => {
    renameSync(join(root, 'to/sub'), join(root, 'to/was'));
    symlinkSync(join(root, 'elsewhere'), join(root, 'to/sub'));
  });
  t.match(
    { count, error },
    { count: 1, error: { code: 'SYSTEM', errno: 'ENOTDIR', path: join(root, 'to/sub/b') } },
  );
  t.strictSame(readdirSync(join(root, 'elsewhere')), []);
});

t.test('a directory of the source that is gone', async (t) => {
  const { root, count, error } = await copied(t, (root) =>
    renameSync(join(root, 'from/sub'), join(root, 'gone')),
  );
  t.equal(count, 1);
  t.match(String(error), join(root, 'from/sub'));
  t.notMatch(String(error), '/proc/');
});

t.test('a name that is taken', async (t) => {
  const { root, mirror, count, error } = await copied(t, (root) => {
    mkdirSync(join(root, 'to/x'));
    writeFileSync(join(root, 'to/sub/c'), 'not ours');
  });
  t.match({ count, error }, { count: 2, error: { code: 'EXISTS', path: join(mirror, 'sub/c') } });
  t.match(String(error), join(root, 'to/sub/c'));
  t.equal(readFileSync(join(mirror, 'sub/c'), 'utf8'), 'not ours');
});

t.test('a half-written file that somebody takes away', async (t) => {
  const gone = (root: string, from: string) => {
    if (from === 'd') rmSync(join(root, 'to/scratch', temporaryName(3)));
  };
  const { count, error } = await copied(t, undefined, gone);
  t.equal(count, 3);
  t.notMatch(String(error), '/proc/');
});

t.test('a signal in the middle of a large file: it is thrown as it is, and none is there', async (t) => {
  const root = t.testdir({ from: { a: 'a', large: 'x'.repeat(9 * 2 ** 20) }, to: { scratch: {} } });
  const [source, mirror] = [join(root, 'from'), join(root, 'to')];
  const copies = ['a', 'large'].map((path): Copy => {
    const { size, mtimeMs } = statSync(join(source, path));
    return { op: 'copy', path, from: path, size, mtime: mtimeMs / 1000, replaces: false };
  });
  const scratch = openBelow(mirror, 'scratch');
  const ending = new AbortController();
  const reason = new Error('interrupted');
  const onBytes = (more: number) => {
    if (more > 1) ending.abort(reason);
  };
  const how = { source, mirror, verify: true, scratch, onBytes, signal: ending.signal };
  const copying = applyCopies(copies, { ...how, begin: () => undefined });
  t.equal(await copying.catch((error: unknown) => error), reason);
  scratch.close();
  t.strictSame(readdirSync(mirror, { recursive: true }), ['scratch']);
});
