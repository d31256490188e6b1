import { type ChildProcess, spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { watchWritable } from '@twinroot/lib-durable';
import { openDirectory } from '@twinroot/lib-member';
import type { Operation, Phase } from '@twinroot/lib-tree';
import t, { type Test } from 'tap';
import { walkPlan } from '../../src/act/walk-plan.ts';

/** Seconds since 1970, as the source has it. */
const longAgo = 1_000_000_000;
const copy = (path: string, mtime = longAgo): Operation => ({
  op: 'copy',
  path,
  from: path,
  size: 1,
  mtime,
  replaces: false,
});

/** With so many, new files are made together. */
const others = Array.from({ length: 9 }, (_, index) => `other${index}`);

/** A plan of `a` among the others. */
const together = (mtime = longAgo): readonly Phase[] => [
  {
    name: 'payloads',
    operations: [...others.slice(0, 4).map((name) => copy(name)), copy('a', mtime)].concat(
      others.slice(4).map((name) => copy(name)),
    ),
  },
];

async function walk(
  t: Test,
  phases: readonly Phase[],
  {
    signal = new AbortController().signal,
    mtime = longAgo,
    before = (_root: string): void => undefined,
  } = {},
) {
  const root = t.testdir({ source: { a: 'a' }, mirror: {} });
  utimesSync(join(root, 'source/a'), mtime, mtime);
  for (const name of others) {
    writeFileSync(join(root, 'source', name), name.slice(-1));
    utimesSync(join(root, 'source', name), longAgo, longAgo);
  }
  const [source, mirror] = await Promise.all(
    ['source', 'mirror'].map((name) => openDirectory(join(root, name))),
  );
  if (source === undefined || mirror === undefined) throw new Error('not open');
  const writable = watchWritable(mirror.path);
  try {
    const told: string[] = [];
    const tell = ({ op, path }: Operation) => told.push(`${op} ${path}`);
    const how = { verify: true, signal, watch: writable, tell, isAwaited: () => true };
    before(root);
    return { root, told, ...(await walkPlan(phases, { source, mirror, ...how })) };
  } finally {
    await source.close();
    await mirror.close();
  }
}

t.test('a plan is walked to its end', async (t) => {
  const { root, done, failure } = await walk(t, [{ name: 'payloads', operations: [copy('a')] }]);
  t.strictSame([done, failure], [[copy('a')], null]);
  t.equal(readFileSync(join(root, 'mirror/a'), 'utf8'), 'a');
  t.strictSame((await walk(t, [])).done, []);
});

t.test('or until one fails, which is reported under the names of the directories', async (t) => {
  const phases = [{ name: 'payloads', operations: [copy('a'), copy('none'), copy('a')] }];
  const { root, done, failure, told } = await walk(t, phases);
  t.strictSame(done, [copy('a')]);
  t.strictSame(told, ['copy a', 'copy none'], 'each is told before it is done');
  t.ok(failure?.includes(join(root, 'source/none')), String(failure));
  t.notOk(failure?.includes('/proc/'), String(failure));
});

t.test('new files are made together', async (t) => {
  const { root, done, failure, told } = await walk(t, together());
  t.strictSame([done, failure], [together()[0]?.operations, null]);
  t.equal(told.length, 10, 'each is told');
  t.strictSame(
    readdirSync(join(root, 'mirror')).toSorted(),
    ['a', ...others],
    'and nothing is left beside them',
  );
});

t.test('one of them fails: those before it are there, and no other is', async (t) => {
  const before = (root: string) => rmSync(join(root, 'source/other6'));
  const { root, done, failure } = await walk(t, together(), { before });
  const made = [...others.slice(0, 4), 'a', 'other4', 'other5'];
  t.strictSame(
    done.map(({ path }) => path),
    made,
  );
  t.strictSame(readdirSync(join(root, 'mirror')).toSorted(), made.toSorted());
  t.ok(failure?.includes(join(root, 'source/other6')), String(failure));
  t.notOk(failure?.includes('/proc/'), String(failure));
});

t.test('while they are made, it is to end: none is there, and nothing is left', async (t) => {
  const control = new AbortController();
  const before = (root: string) => {
    const watcher = watch(join(root, 'mirror'), () => {
      watcher.close();
      control.abort(new Error('interrupted'));
    });
  };
  const { root, done, failure } = await walk(t, together(), { signal: control.signal, before });
  t.strictSame([done, failure], [[], 'interrupted']);
  t.strictSame(readdirSync(join(root, 'mirror')), []);
});

t.test('or until it is to end', async (t) => {
  const { done, failure } = await walk(t, [{ name: 'payloads', operations: [copy('a')] }], {
    signal: AbortSignal.abort(new Error('interrupted')),
  });
  t.strictSame([done, failure], [[], 'interrupted']);
});

t.test('or until a file of the source is not steady', async (t) => {
  const now = Math.floor(Date.now() / 1000);
  const holders: ChildProcess[] = [];
  /** Another process has it open: what this one has open does not count. */
  const opening = (flags: string) => (root: string) => {
    const file = openSync(join(root, 'source/a'), flags);
    holders.push(spawn('sleep', ['600'], { stdio: ['ignore', 'ignore', 'ignore', file] }));
    closeSync(file);
  };
  const cases: readonly (readonly [
    what: string,
    mtime: number,
    before: (root: string) => void,
    is: boolean,
  ])[] = [
    ['another time', longAgo, (root) => utimesSync(join(root, 'source/a'), now, now), true],
    ['open for writing', now, opening('r+'), true],
    ['open for writing, and unchanged for years', longAgo, opening('r+'), false],
    ['open for reading', now, opening('r'), false],
    ['gone', longAgo, (root) => rmSync(join(root, 'source/a')), true],
  ];
  for (const [what, mtime, before, is] of cases) {
    const alone = [{ name: 'payloads', operations: [copy('a', mtime)] }];
    for (const [phases, first, all] of [
      [alone, 0, 1],
      [together(mtime), 4, 10],
    ] as const) {
      const { root, done, failure, unsteady } = await walk(t, phases, { mtime, before });
      t.equal(unsteady?.path, is ? 'a' : undefined, `${what}: ${failure}`);
      t.equal(done.length, is ? first : all);
      t.notOk(failure?.includes('/proc/'), String(failure));
      t.equal(existsSync(join(root, 'mirror/a')), !is, 'it has got its name, or not');
      for (const one of holders.splice(0)) one.kill('SIGKILL');
    }
  }
});
