import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { compareNames, isBare, type NamePair } from '../../src/gather/compare-names.ts';

/** A directory as tap makes it. */
type Tree = NonNullable<Parameters<typeof t.testdir>[0]>;
const { signal } = new AbortController();

t.test('what is in the destination only', async (t) => {
  const cases: [
    what: string,
    source: Tree,
    dest: Tree,
    more: Partial<NamePair>,
    found: [onlyThere: number, common: number],
  ][] = [
    ['the same', { a: '', d: { b: '' } }, { a: '', d: { b: '' } }, {}, [0, 3]],
    ['nothing there', { a: '' }, {}, {}, [0, 0]],
    ['nothing here', {}, { a: '', d: { b: '', c: {} } }, {}, [4, 0]],
    ['some, deep down', { d: { d: { a: '' } } }, { d: { d: { a: '', b: '', c: '' } } }, {}, [2, 3]],
    ['a directory where the source has a file', { a: '' }, { a: { b: '', c: '' } }, {}, [3, 0]],
    ['a file where the source has a directory', { a: { b: '' } }, { a: '' }, {}, [1, 0]],
    ['left alone', { x: '' }, { x: '', a: { b: '' }, c: '' }, { apart: ['a', 'c'] }, [0, 1]],
    ['left alone if it is a directory', {}, { a: { b: '' }, c: '' }, { apart: ['a/', 'c/'] }, [1, 0]],
    ['in the way of a file', { a: '' }, { a: { b: '' } }, { apart: ['a/'] }, [2, 0]],
    ['lost+found of each', { 'lost+found': {} }, { 'lost+found': {}, a: '' }, {}, [1, 0]],
    ['lost+found further down', { d: { 'lost+found': {} } }, { d: { 'lost+found': {} } }, {}, [0, 2]],
    ['an unknown source', { a: '' }, { a: '', b: '' }, { source: null }, [2, 0]],
    ['one file system', { d: { a: '' } }, { d: { a: '', b: '' } }, { oneFileSystem: true }, [1, 2]],
  ];
  for (const [what, source, dest, more, [onlyThere, common]] of cases) {
    const place = t.testdir({ source, dest });
    const pair = {
      source: join(place, 'source'),
      dest: join(place, 'dest'),
      oneFileSystem: false,
      apart: [],
    };
    t.strictSame(await compareNames({ ...pair, ...more }, 99, signal), { onlyThere, common }, what);
  }
});

t.test('names are bytes, and links are not followed', async (t) => {
  const place = t.testdir({ source: { d: {} }, dest: { d: {} } });
  const [source, dest] = [join(place, 'source'), join(place, 'dest')];
  for (const bytes of [
    [0xff, 0x41],
    [0xfe, 0x41],
    [0xc3, 0xa9],
  ]) {
    const name = Buffer.from(bytes);
    writeFileSync(Buffer.concat([Buffer.from(`${dest}/d/`), name]), '');
    if (bytes[0] !== 0xfe) writeFileSync(Buffer.concat([Buffer.from(`${source}/d/`), name]), '');
  }
  for (const top of [source, dest]) symlinkSync('d', join(top, 'link'));
  const pair = { source, dest, oneFileSystem: false, apart: [] };
  t.strictSame(await compareNames(pair, 99, signal), { onlyThere: 1, common: 4 });
  t.strictSame(await compareNames({ ...pair, apart: ['d/é'] }, 99, signal), { onlyThere: 1, common: 3 });
  rmSync(Buffer.concat([Buffer.from(`${source}/d/`), Buffer.from('é')]));
  t.equal((await compareNames(pair, 99, signal)).onlyThere, 2);
  t.equal((await compareNames({ ...pair, apart: ['d/é'] }, 99, signal)).onlyThere, 1);
  spawnSync('rm', ['-r', source, dest]); // names that are no text
});

t.test('it ends when there is enough, and when it is told to', async (t) => {
  const place = t.testdir({ source: {}, dest: {} });
  for (let at = 0; at < 400; at += 1) {
    mkdirSync(join(place, `dest/${at}`));
    writeFileSync(join(place, `dest/${at}/file`), '');
  }
  const pair = { source: join(place, 'source'), dest: join(place, 'dest'), oneFileSystem: true, apart: [] };
  t.equal((await compareNames(pair, 1000, signal)).onlyThere, 800);
  t.equal((await compareNames(pair, 10, signal)).onlyThere, 400, 'after one directory');
  const controller = new AbortController();
  const running = compareNames(pair, 1000, controller.signal);
  controller.abort(new Error('told to'));
  await t.rejects(running, { message: 'told to' });
});

t.test('bare directories', async (t) => {
  const place = t.testdir({
    empty: {},
    fresh: { 'lost+found': {} },
    full: { 'lost+found': {}, a: '' },
    file: '',
  });
  const bare = ['empty', 'fresh', 'full', 'file', 'missing'].filter((name) => isBare(join(place, name)));
  t.strictSame(bare, ['empty', 'fresh', 'file', 'missing']);
});
