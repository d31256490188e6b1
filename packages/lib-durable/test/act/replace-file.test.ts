import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { createReplacement, type Replacement, writeAtOnce } from '../../src/act/replace-file.ts';
import { DurableError } from '../../src/decide/durable-error.ts';

const seconds = 1_600_000_000;
const mib = 2 ** 20;

/** A directory with a source, an old file and a call to replace it. */
function place(test: Pick<typeof t, 'testdir'>, size = 100) {
  const root = test.testdir({ to: { old: 'old' } });
  const from = join(root, 'from');
  writeFileSync(from, Buffer.alloc(size, 'n'));
  utimesSync(from, seconds, seconds);
  const to = join(root, 'to');
  const replace = (more: Partial<Replacement> = {}) =>
    createReplacement({
      destination: join(to, 'old'),
      temporary: join(to, '.tmp'),
      content: { from, size, mtime: seconds },
      replaces: true,
      verify: true,
      ...more,
    });
  return { from, to, replace, destination: join(to, 'old') };
}

t.test('a file is replaced, whole and with its time', async (t) => {
  for (const size of [
    0,
    1,
    4095,
    4096,
    4097,
    mib - 1,
    mib,
    mib + 1,
    3 * mib,
    8 * mib,
    8 * mib + 1,
    10 * mib,
  ]) {
    for (const verify of [true, false]) {
      await t.test(`${size} bytes${verify ? ', verified' : ''}`, async (t) => {
        const { replace, destination, from, to } = place(t, size);
        await replace({ verify });
        t.equal(Buffer.compare(readFileSync(destination), readFileSync(from)), 0);
        t.equal(lstatSync(destination).mtimeMs, seconds * 1000);
        t.strictSame(readdirSync(to), ['old']);
      });
    }
  }
});

t.test('bytes are written, too', async (t) => {
  const { replace, destination, to } = place(t);
  for (const length of [0, 1, 5000, 1024 * 1024, 2 * 1024 * 1024 + 3]) {
    const bytes = Buffer.alloc(length, length % 251);
    await replace({ content: { bytes, mtime: seconds } });
    t.equal(Buffer.compare(readFileSync(destination), bytes), 0, `${length} bytes`);
  }
  t.strictSame(readdirSync(to), ['old']);
});

t.test('bytes belong to whom they are said to', async (t) => {
  const { replace, destination } = place(t);
  const { uid, gid } = statSync(destination);
  const bytes = Buffer.from('new');
  for (const mode of [0o644, 0o600, 0o755, 0o4755]) {
    await replace({ content: { bytes, mtime: seconds, owner: { mode, uid, gid } } });
    t.equal(statSync(destination).mode & 0o7777, mode, mode.toString(8));
  }
  if (process.getuid?.() !== 0) return;
  await replace({ content: { bytes, mtime: seconds, owner: { mode: 0o6755, uid: 1, gid: 2 } } });
  const { mode, uid: owner, gid: group } = statSync(destination);
  t.match({ mode: mode & 0o7777, owner, group }, { mode: 0o6755, owner: 1, group: 2 });
});

t.test('a new name', async (t) => {
  const { replace, to } = place(t);
  await replace({ destination: join(to, 'new'), replaces: false });
  t.strictSame(readdirSync(to).sort(), ['new', 'old']);
});

t.test('what an earlier run left half-written is replaced', async (t) => {
  const { replace, to, destination } = place(t);
  writeFileSync(join(to, '.tmp'), 'half');
  await replace();
  t.equal(readFileSync(destination, 'utf8'), 'n'.repeat(100));
  t.strictSame(readdirSync(to), ['old']);
});

t.test('failures leave what was there', async (t) => {
  const cases: readonly (readonly [
    name: string,
    spoil: (paths: { from: string; to: string }) => Partial<Replacement>,
    code: { readonly code: string; readonly errno?: string },
  ])[] = [
    ['something is there that was not listed', () => ({ replaces: false }), { code: 'EXISTS' }],
    [
      'a dangling link is there that was not listed',
      ({ to }) => {
        symlinkSync('nowhere', join(to, 'link'));
        return { destination: join(to, 'link'), replaces: false };
      },
      { code: 'EXISTS' },
    ],
    [
      'the source has another size',
      ({ from }) => ({ content: { from, size: 99, mtime: seconds } }),
      { code: 'CHANGED' },
    ],
    [
      'the source has another time',
      ({ from }) => ({ content: { from, size: 100, mtime: 1 } }),
      { code: 'CHANGED' },
    ],
    [
      'the source is gone',
      ({ to }) => ({ content: { from: join(to, 'gone'), size: 1, mtime: 1 } }),
      { code: 'SYSTEM', errno: 'ENOENT' },
    ],
    [
      'a link is in the place of the source',
      ({ from, to }) => {
        symlinkSync(from, join(to, 'link'));
        return { content: { from: join(to, 'link'), size: 100, mtime: seconds } };
      },
      { code: 'SYSTEM', errno: 'ELOOP' },
    ],
    [
      'a fifo is in the place of the source',
      ({ to }) => {
        execFileSync('mkfifo', [join(to, 'fifo')]);
        return { content: { from: join(to, 'fifo'), size: 100, mtime: seconds } };
      },
      { code: 'CHANGED' },
    ],
    [
      'a fifo is in the place of what is to be replaced',
      ({ to }) => {
        execFileSync('mkfifo', [join(to, 'fifo')]);
        return { destination: join(to, 'fifo') };
      },
      { code: 'EXISTS' },
    ],
    [
      'what is to be replaced is gone',
      ({ to }) => ({ destination: join(to, 'gone') }),
      { code: 'SYSTEM', errno: 'ENOENT' },
    ],
    [
      'there is no directory',
      ({ to }) => ({ temporary: join(to, 'no/such') }),
      { code: 'SYSTEM', errno: 'ENOENT' },
    ],
    [
      'what is to be replaced is a link',
      ({ to }) => {
        symlinkSync('old', join(to, 'link'));
        return { destination: join(to, 'link') };
      },
      { code: 'SYSTEM', errno: 'ELOOP' },
    ],
  ];
  for (const [name, spoil, code] of cases) {
    await t.test(name, async (t) => {
      const { replace, from, to, destination } = place(t);
      const more = spoil({ from, to });
      const names = readdirSync(to).sort();
      const { ino } = statSync(destination);
      await t.rejects(replace(more), code);
      t.equal(readFileSync(destination, 'utf8'), 'old');
      t.equal(statSync(destination).ino, ino);
      t.strictSame(readdirSync(to).sort(), names, 'and nothing half-written stays');
    });
  }
});

t.test('of a large file each piece is told of, and of a small one its size', async (t) => {
  const [two, four] = [2 * mib, Array.from({ length: 4 }, () => 2 * mib)];
  for (const [size, written, read] of [
    [0, [0], [0]],
    [100, [100], [100]],
    [two, [two], [two, 0]],
    [3 * mib, [3 * mib], [two, mib]],
    [8 * mib, [8 * mib], [...four, 0]],
    [8 * mib + 1, [...four, 1], [...four, 1]],
    [9 * mib, [...four, mib], [...four, mib]],
    [10 * mib, [...four, two], [...four, two, 0]],
  ] as const) {
    for (const verify of [true, false]) {
      const told: number[] = [];
      const { replace } = place(t, size);
      await replace({ verify, onBytes: (bytes) => void told.push(bytes) });
      t.strictSame(told, verify ? [...written, ...read] : written, `${size} bytes`);
    }
  }
});

t.test('a signal in the middle of a large file: what was there is there still', async (t) => {
  // Of the pieces that are written, and of those that are read back.
  for (const last of [1, 2, 5, 6, 10]) {
    const { replace, destination, to } = place(t, 9 * mib);
    const ending = new AbortController();
    const reason = new Error('interrupted');
    let count = 0;
    const onBytes = () => {
      count += 1;
      if (count === last) ending.abort(reason);
    };
    const error = await replace({ onBytes, signal: ending.signal }).catch((thrown: unknown) => thrown);
    t.equal(error, reason, `at piece ${last}`);
    t.equal(count, last, 'it goes on no further');
    t.equal(readFileSync(destination, 'utf8'), 'old');
    t.strictSame(readdirSync(to), ['old'], 'and nothing half-written stays');
  }
});

t.test('a large source that changes while it is copied', async (t) => {
  const changes: Readonly<Record<string, (from: string) => void>> = {
    'it is cut off behind what was copied': (from) => truncateSync(from, 10 * mib),
    'it is cut off before that': (from) => truncateSync(from, 100),
    'it grows': (from) => appendFileSync(from, 'x'),
    'it is written over': (from) => writeFileSync(from, Buffer.alloc(9 * mib, 'x')),
    'another file has its name': (from) => {
      writeFileSync(`${from}-new`, Buffer.alloc(9 * mib, 'x'));
      renameSync(`${from}-new`, from);
    },
  };
  for (const [name, change] of Object.entries(changes)) {
    for (const size of [11 * mib, 10 * mib, 4 * mib]) {
      const { replace, destination, from, to } = place(t, size);
      let isFirst = true;
      const onBytes = () => {
        if (isFirst) change(from);
        isFirst = false;
      };
      // One that is cut off where it ends is what it was, but for its time.
      await t.rejects(replace({ onBytes }), { code: 'CHANGED' }, `${name}, ${size} bytes`);
      t.equal(readFileSync(destination, 'utf8'), 'old');
      t.strictSame(readdirSync(to), ['old']);
    }
  }
});

t.test('a large file has the mode of its source', async (t) => {
  for (const size of [3 * mib, 9 * mib]) {
    for (const mode of [0o444, 0o640, 0o755]) {
      const { replace, destination, from } = place(t, size);
      chmodSync(from, mode);
      await replace();
      t.equal(statSync(destination).mode & 0o7777, mode, mode.toString(8));
    }
  }
});

t.test('it gets its name only if that is confirmed when it is whole', async (t) => {
  const { replace, from, to, destination } = place(t);
  const names = readdirSync(to);
  const refusing = () => {
    t.equal(Buffer.compare(readFileSync(join(to, '.tmp')), readFileSync(from)), 0, 'it is whole');
    throw new DurableError('CHANGED', from, 'no');
  };
  await t.rejects(replace({ confirm: refusing }), { code: 'CHANGED', message: 'no' });
  t.equal(readFileSync(destination, 'utf8'), 'old');
  t.strictSame(readdirSync(to), names);
  let count = 0;
  await replace({
    confirm: () => {
      count += 1;
    },
  });
  t.equal(count, 1);
  t.equal(readFileSync(destination, 'utf8'), 'n'.repeat(100));
});

t.test('a file is made, and replaced by a shorter one', async (t) => {
  const path = `${t.testdir({})}/file`;
  writeAtOnce(path, Buffer.from('longer'), true);
  t.throws(() => writeAtOnce(path, Buffer.from('x'), true), { code: 'EEXIST' });
  writeAtOnce(path, Buffer.from('x'), false);
  t.equal(readFileSync(path, 'utf8'), 'x');
});

t.test('what cannot be opened', async (t) => {
  const root = t.testdir({ directory: {} });
  writeFileSync(`${root}/file`, 'x');
  t.throws(() => writeAtOnce(`${root}/directory`, Buffer.of(), false), { code: 'EISDIR' });
  t.throws(() => writeAtOnce(`${root}/file/none`, Buffer.of(), true), { code: 'ENOTDIR' });
});
