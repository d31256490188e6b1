import { execFileSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';

// The order of system calls is what makes a write durable, so it is looked at itself.

/** Why nothing can be traced here; null when it can. */
function whyNotTraced(): string | null {
  try {
    execFileSync('strace', ['-e', 'trace=none', '--', 'true'], { stdio: 'pipe' });
    return null;
  } catch (error) {
    return `needs strace, and the right to trace: ${error instanceof Error ? error.message : error}`;
  }
}

const library = fileURLToPath(new URL('../../src/index.ts', import.meta.url));
const skip = whyNotTraced() ?? false;

/** The calls that a script makes below a directory, in short: `fsync to/.tmp`. */
function callsOf(root: string, script: string): readonly string[] {
  const [log, file] = [join(root, 'log'), join(root, 'script.mjs')];
  writeFileSync(file, `import * as durable from ${JSON.stringify(library)};\n${script}`);
  const traced = 'fsync,syncfs,fdatasync,rename,renameat,renameat2,unlink,mkdir,rmdir,close';
  const node = [process.execPath, ...process.execArgv, file];
  execFileSync(
    'strace',
    ['-f', '-y', '-qq', '-o', log, '-e', `trace=${traced}`, '-e', 'signal=none', '--', ...node],
    {
      env: { UV_THREADPOOL_SIZE: '1' },
    },
  );
  return wholeLines(readFileSync(log, 'utf8')).flatMap((line) => {
    const [, name = '', rest = '', result = ''] = /^\d+ +(\w+)\((.*)\) += (-?\w+)/.exec(line) ?? [];
    const paths = [...rest.matchAll(/[<"]([^<>"]*)[>"]/g)].map(([, path = '']) => path);
    const shown = paths.map((path) => path.replace(`${root}/`, '').replace('(deleted)', ''));
    const isOurs = paths.some((path) => path.startsWith(`${root}/to`));
    return isOurs && result === '0' ? [`${name} ${shown.join(' ').trim()}`] : [];
  });
}

/** The lines of a log of strace(1), each call in one: one during which another process did something is in two. */
function wholeLines(log: string): readonly string[] {
  const begun = new Map<string, string>();
  return log.split('\n').flatMap((line) => {
    const [, beginner = '', beginning] = /^(\d+)( +\w+\(.*) <unfinished \.\.\.>$/.exec(line) ?? [];
    if (beginning !== undefined) {
      begun.set(beginner, beginning);
      return [];
    }
    const [, ender = '', end] = /^(\d+) +<\.\.\. \w+ resumed>(.*)$/.exec(line) ?? [];
    return end === undefined ? [line] : [`${ender}${begun.get(ender) ?? ''}${end}`];
  });
}

/** Asserts that calls come in this order, others between them. */
function inOrder(t: Pick<Tap, 'ok' | 'equal'>, calls: readonly string[], due: readonly string[]): void {
  let at = -1;
  for (const call of due) {
    const next = calls.indexOf(call, at + 1);
    t.ok(next > at, `${call}, after ${calls[at] ?? 'the start'}`);
    at = next;
  }
}
type Tap = typeof t;

/** Asserts that what was traced last had a call right before another one, by the same thread: so little can come in between. */
function atOnce(t: Pick<Tap, 'match'>, root: string, call: string, next: string): void {
  const lines = wholeLines(readFileSync(join(root, 'log'), 'utf8')).map((line) =>
    line.replaceAll(`${root}/`, ''),
  );
  const short = (line: string | undefined) => {
    const [, thread, name, rest = ''] = /^(\d+) +(\w+)\((.*)\) += /.exec(line ?? '') ?? [];
    const paths = [...rest.matchAll(/[<"]([^<>"]*)[>"]/g)].map(([, path]) => path);
    return { thread, call: `${name} ${paths.join(' ')}` };
  };
  const index = lines.findIndex((line) => short(line).call === call);
  t.match(short(lines[index + 1]), { thread: short(lines[index]).thread, call: next }, `${next} at once`);
}

const write = (name: string, replaces: boolean, from: string) => `
await durable.createReplacement({
  destination: ${JSON.stringify(name)}, temporary: ${JSON.stringify(join(name, '../.tmp'))},
  content: ${from}, replaces: ${replaces}, verify: true,
});`;

for (const source of ['a file', 'bytes']) {
  for (const replaces of [true, false]) {
    t.test(`${source} ${replaces ? 'over an old one' : 'under a new name'}`, { skip }, async (t) => {
      const root = t.testdir({ from: 'new', to: replaces ? { name: 'old' } : {} });
      const from = join(root, 'from');
      const content =
        source === 'bytes'
          ? `{ bytes: Buffer.from('new'), mtime: 1 }`
          : JSON.stringify({ from, size: 3, mtime: statSync(from).mtimeMs / 1000 });
      const calls = callsOf(root, write(join(root, 'to/name'), replaces, content));
      const rename = 'rename to/.tmp to/name';
      // First the bytes, then the name, then the directory, then the file again: vfat writes its size only then.
      inOrder(t, calls, ['fsync to/.tmp', rename, 'fsync to', 'fsync to/name']);
      t.equal(calls.filter((call) => call === rename).length, 1);
      atOnce(t, root, rename, 'fsync to');
      if (!replaces) return;
      // The old file is let go after that, and what it held is free on the disk before anything else is written.
      const letGo = calls.indexOf('close to/name');
      t.ok(letGo > calls.indexOf('fsync to/name'), `the old file is held open: ${calls.join(', ')}`);
      t.ok(calls.lastIndexOf('fsync to/name') > letGo, 'and the file is flushed once more');
    });
  }
}

t.test('a file is deleted', { skip }, async (t) => {
  const root = t.testdir({ to: { name: 'old' } });
  const calls = callsOf(root, `await durable.deleteDurably(${JSON.stringify(join(root, 'to/name'))});`);
  inOrder(t, calls, ['unlink to/name', 'fsync to', 'close to/name', 'fsync to']);
});

t.test('a directory is made and removed', { skip }, async (t) => {
  const root = t.testdir({ to: {} });
  const [path, temporary] = ['to/sub', 'to/tmp'].map((name) => JSON.stringify(join(root, name)));
  const calls = callsOf(
    root,
    `await durable.makeDirectoryDurably(${path}, ${temporary}); await durable.removeDirectoryDurably(${path});`,
  );
  const made = [
    'mkdir to/tmp',
    'fsync to/tmp',
    'fsync to/tmp',
    'fsync to',
    'rename to/tmp to/sub',
    'fsync to',
    'fsync to/sub',
  ];
  inOrder(t, calls, [...made, 'rmdir to/sub', 'fsync to']);
  atOnce(t, root, 'mkdir to/tmp', 'fsync to/tmp');
  atOnce(t, root, 'rename to/tmp to/sub', 'fsync to');
});

t.test('files that are made together', { skip }, async (t) => {
  const root = t.testdir({ to: { one: {}, two: {}, scratch: {} } });
  const files = ['one/a', 'two/b', 'one/c'].map((name) => ({ destination: join(root, 'to', name), name }));
  const calls = callsOf(
    root,
    `await durable.createTogether({
       files: ${JSON.stringify(files)}.map((file) => ({ ...file, content: { bytes: Buffer.from('x'), mtime: 1 } })),
       scratch: ${JSON.stringify(join(root, 'to/scratch'))}, verify: true, begin: () => {}, confirm: () => {},
     });`,
  );
  const renames = files.map(({ name }, index) => `rename to/scratch/TWIN000${index}.TMP to/${name}`);
  const flush = ['syncfs to/scratch', 'fsync to/scratch'];
  // All bytes, then all names, at once the directory in which they no longer are, then those in which they are, and only then the files
  // under their names, whose sizes vfat writes then.
  inOrder(t, calls, [...flush, ...renames, 'fsync to/scratch', 'fsync to/one', 'fsync to/two', ...flush]);
  for (const [index, rename] of renames.entries())
    atOnce(t, root, rename, renames[index + 1] ?? 'fsync to/scratch');
  const durable = calls.filter((call) => !call.startsWith('close'));
  t.equal(
    durable.length,
    2 * flush.length + renames.length + 3,
    `and nothing once for each: ${durable.join(', ')}`,
  );
});
