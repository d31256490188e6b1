import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { temporaryName } from '@twinroot/lib-fat';
import t, { type Test } from 'tap';
import { createTogether, type Together } from '../../src/act/create-together.ts';

const names = ['one/a', 'two/b', 'one/c', 'd'];

/** Makes files of these names together, out of files of the same names. */
async function together(
  t: Test,
  more: Partial<Together> = {},
  prepare: (root: string) => void = () => undefined,
) {
  const root = t.testdir({ from: { one: {}, two: {} }, to: { one: {}, two: {}, scratch: {} } });
  const to = join(root, 'to');
  for (const name of names) writeFileSync(join(root, 'from', name), `content of ${name}`);
  const files = names.map((name) => {
    const from = join(root, 'from', name);
    const { size, mtimeMs } = statSync(from);
    return { destination: join(to, name), content: { from, size, mtime: mtimeMs / 1000 } };
  });
  prepare(root);
  const none = () => undefined;
  const scratch = join(to, 'scratch');
  const call = createTogether({ files, scratch, verify: true, begin: none, confirm: none, ...more });
  const there = () => names.filter((name) => existsSync(join(to, name)));
  return { root, to, call, there, left: () => readdirSync(scratch) };
}

t.test('all are there, whole, with their times', async (t) => {
  const { root, to, call, there, left } = await together(t);
  t.strictSame(await call, { count: 4, error: null });
  t.strictSame([there(), left()], [names, []]);
  for (const name of names) {
    t.equal(readFileSync(join(to, name), 'utf8'), `content of ${name}`);
    t.equal(statSync(join(to, name)).mtimeMs, statSync(join(root, 'from', name)).mtimeMs);
  }
});

t.test('very many do not hold up all else', async (t) => {
  const root = t.testdir({ scratch: {} });
  const files = Array.from({ length: 200 }, (_, index) => ({
    destination: join(root, `file-${index}`),
    content: { bytes: Buffer.alloc(100, index), mtime: 1 },
  }));
  let turns = 0;
  let isOver = false;
  const turn = () => {
    turns += 1;
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  const since = { begin: 0, confirm: 0 };
  const counted = { begin: 0, confirm: 0 };
  const count = (step: keyof typeof counted) => (index: number) => {
    if (index === 0) since[step] = turns;
    if (index === files.length - 1) counted[step] = turns - since[step];
  };
  const created = await createTogether({
    files,
    scratch: join(root, 'scratch'),
    verify: false,
    begin: count('begin'),
    confirm: count('confirm'),
  });
  isOver = true;
  t.strictSame(created, { count: 200, error: null });
  t.ok(counted.begin >= 3, 'while they are written');
  t.ok(counted.confirm >= 3, 'and while they get their names');
});

t.test('who watches hears of each file when it is written, and when it is read back', async (t) => {
  for (const [verify, times] of [
    [true, 2],
    [false, 1],
  ] as const) {
    let bytes = 0;
    const onBytes = (more: number) => {
      bytes += more;
    };
    const { call } = await together(t, { verify, onBytes });
    t.match(await call, { count: 4 });
    t.equal(bytes, times * names.join('content of ').length + times * 'content of '.length);
  }
});

/** Files of which one is large, in a directory of their own. */
function withLarge(t: Test, more: Partial<Together>, sizes: readonly number[] = [100, 9 * 2 ** 20, 100]) {
  const root = t.testdir({ to: {}, scratch: {} });
  const files = sizes.map((size, index) => {
    const from = join(root, `from-${index}`);
    writeFileSync(from, Buffer.alloc(size, index + 1));
    const content = { from, size, mtime: statSync(from).mtimeMs / 1000 };
    return { destination: join(root, 'to', `${index}`), content };
  });
  const none = () => undefined;
  const scratch = join(root, 'scratch');
  const call = createTogether({ files, scratch, verify: true, begin: none, confirm: none, ...more });
  return { call, there: () => readdirSync(join(root, 'to')), left: () => readdirSync(scratch) };
}

const [two, one] = [2 * 2 ** 20, 2 ** 20];

t.test('of a large file each piece is told of', async (t) => {
  for (const verify of [true, false]) {
    const told: number[] = [];
    const { call } = withLarge(t, { verify, onBytes: (bytes) => void told.push(bytes) });
    t.match(await call, { count: 3, error: null });
    const written = [100, two, two, two, two, one, 100];
    t.strictSame(told.slice(0, written.length), written);
    // They are read back side by side.
    t.strictSame(told.slice(written.length).sort(), verify ? [...written].sort() : []);
  }
});

t.test('a signal in the middle of a large file: none of them is there', async (t) => {
  const reason = new Error('interrupted');
  // While it is written, and while it is read back.
  for (const last of [2, 5, 10, 12]) {
    const ending = new AbortController();
    let count = 0;
    const onBytes = () => {
      count += 1;
      if (count === last) ending.abort(reason);
    };
    const { call, there, left } = withLarge(t, { onBytes, signal: ending.signal });
    t.equal(await call.catch((error: unknown) => error), reason, `at ${last}`);
    t.strictSame([there(), left()], [[], []], `at ${last}`);
    t.ok(count < 14, 'and it does not go on to the end');
  }
  const onBytes = () => ending.abort(reason);
  const ending = new AbortController();
  const { call } = withLarge(t, { onBytes, signal: ending.signal }, [9 * 2 ** 20]);
  t.equal(await call.catch((error: unknown) => error), reason, 'in the very first one');
});

t.test('bytes, and none at all', async (t) => {
  const root = t.testdir({ scratch: {} });
  const none = () => undefined;
  const how = { scratch: join(root, 'scratch'), verify: true, begin: none, confirm: none };
  const content = { bytes: Buffer.from('text'), mtime: 1_500_000_000 };
  t.match(await createTogether({ ...how, files: [{ destination: join(root, 'x'), content }] }), { count: 1 });
  t.equal(readFileSync(join(root, 'x'), 'utf8'), 'text');
  t.strictSame(await createTogether({ ...how, files: [] }), { count: 0, error: null });
});

/** One that fails: those before it are there, and no other is. */
async function failsAt(
  t: Test,
  count: number,
  error: object,
  more: Partial<Together>,
  prepare?: (root: string) => void,
) {
  const { call, there, left } = await together(t, more, prepare);
  t.match(await call, { count, error });
  t.strictSame([there(), left()], [names.slice(0, count), []]);
}

t.test('one that cannot be read', async (t) => {
  for (const [count, name] of names.entries())
    await failsAt(t, count, { code: 'SYSTEM', errno: 'ENOENT' }, {}, (root) => rm(join(root, 'from', name)));
});

t.test('one that has changed', (t) =>
  failsAt(t, 2, { code: 'CHANGED' }, {}, (root) =>
    writeFileSync(join(root, 'from/one/c'), 'longer than it was'),
  ),
);

t.test('one that changes while the others are written', async (t) => {
  let root = '';
  const begin = (index: number) => {
    if (index === 3) writeFileSync(join(root, 'from/two/b'), 'CONTENT OF two/b');
  };
  await failsAt(t, 1, { code: 'CHANGED' }, { begin }, (place) => {
    root = place;
  });
});

t.test('the device gives back other bytes', async (t) => {
  const files = Array.from({ length: 14 }, (_, index) => ({
    name: `f${index}`,
    size: index === 4 ? 5e6 : 5000,
  }));
  for (const damaged of [[0], [3], [4], [12], [5, 6, 7], [3, 4, 11], [2, 9]]) {
    const root = t.testdir({ to: {}, scratch: {} });
    const scratch = join(root, 'scratch');
    const contents = files.map(({ name, size }) => {
      const from = join(root, name);
      writeFileSync(from, Buffer.alloc(size, name));
      return { from, size, mtime: statSync(from).mtimeMs / 1000 };
    });
    const { count, error } = await createTogether({
      files: contents.map((content, index) => ({ destination: join(root, 'to', `${index}`), content })),
      scratch,
      verify: true,
      // The last one is being begun: all others have been written, and not read back yet.
      begin: (index) => {
        if (index !== files.length - 1) return;
        for (const one of damaged) {
          const file = openSync(join(scratch, temporaryName(one)), 'r+');
          writeSync(file, 'x', 4999);
          closeSync(file);
        }
      },
      confirm: () => undefined,
    });
    t.equal(count, damaged[0], damaged.join());
    t.match(error, { code: 'UNVERIFIED', path: join(root, 'to', `${damaged[0]}`) });
    t.equal(readdirSync(join(root, 'to')).length, damaged[0]);
    t.strictSame(readdirSync(scratch), []);
  }
});

t.test('one that is not confirmed', async (t) => {
  const confirm = (index: number) => {
    if (index === 2) throw Object.assign(new Error('written by somebody'), { code: 'ODD' });
  };
  await failsAt(t, 2, { code: 'SYSTEM', errno: 'ODD' }, { confirm });
});

t.test('a name that somebody has taken', async (t) => {
  const { to, call, left } = await together(t, {}, (root) =>
    writeFileSync(join(root, 'to/one/c'), 'not ours'),
  );
  t.match(await call, { count: 2, error: { code: 'EXISTS' } });
  t.equal(readFileSync(join(to, 'one/c'), 'utf8'), 'not ours');
  t.strictSame([existsSync(join(to, 'two/b')), existsSync(join(to, 'd')), left()], [true, false, []]);
});

t.test('an interruption: none is there', async (t) => {
  const begin = (index: number) => {
    if (index === 3) throw new Error('interrupted');
  };
  const { call, there, left } = await together(t, { begin });
  await t.rejects(call, { message: 'interrupted' });
  t.strictSame([there(), left()], [[], []]);
});

t.test('a directory that cannot be flushed', async (t) => {
  const root = t.testdir({ one: {}, scratch: {} });
  const files = Array.from({ length: 65 }, (_, index) => ({
    destination: join(root, 'one', `${index}`),
    content: { bytes: Buffer.from('x'), mtime: 1 },
  }));
  // The first ones have their names by then.
  const confirm = (index: number) => {
    if (index === 64) renameSync(join(root, 'one'), join(root, 'moved'));
  };
  const how = { scratch: join(root, 'scratch'), verify: true, begin: () => undefined, confirm };
  await t.rejects(createTogether({ ...how, files }), {
    code: 'SYSTEM',
    errno: 'ENOENT',
    message: `flushing ${join(root, 'one')}`,
  });
  t.strictSame(readdirSync(join(root, 'scratch')), []);
  t.equal(readdirSync(join(root, 'moved')).length, 64);
});

t.test('what an earlier run has left under a temporary name goes', async (t) => {
  const { call, there, left } = await together(t, {}, (root) =>
    writeFileSync(join(root, 'to/scratch/TWIN0001.TMP'), 'left'),
  );
  t.match(await call, { count: 4, error: null });
  t.strictSame([there(), left()], [names, []]);
});

t.test('a directory that cannot be written', async (t) => {
  const { call, there, left } = await together(t, {}, (root) => {
    rm(join(root, 'to/two'));
    mkdirSync(join(root, 'to/one/two'));
  });
  t.match(await call, { count: 1, error: { code: 'SYSTEM', errno: 'ENOENT' } });
  t.strictSame([there(), left()], [['one/a'], []]);
});

function rm(path: string): void {
  rmSync(path, { recursive: true });
}
