import { readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { watchWritable } from '@twinroot/lib-durable';
import { openDirectory } from '@twinroot/lib-member';
import type { Operation, Phase } from '@twinroot/lib-tree';
import t, { type Test } from 'tap';
import { walkPlan } from '../../src/act/walk-plan.ts';

/** Seconds since 1970, as the source has it. */
const mtime = 1_000_000_000;
const copy = (path: string): Operation => ({
  op: 'copy',
  path,
  from: path,
  size: 1,
  mtime,
  replaces: false,
});

async function walk(t: Test, phases: readonly Phase[], signal = new AbortController().signal) {
  const root = t.testdir({ source: { a: 'a' }, mirror: {} });
  utimesSync(join(root, 'source/a'), mtime, mtime);
  const [source, mirror] = await Promise.all(
    ['source', 'mirror'].map((name) => openDirectory(join(root, name))),
  );
  if (source === undefined || mirror === undefined) throw new Error('not open');
  const watch = watchWritable(mirror.path);
  try {
    const told: string[] = [];
    const tell = ({ op, path }: Operation) => told.push(`${op} ${path}`);
    const how = { verify: true, signal, watch, tell };
    return { root, told, ...(await walkPlan(phases, { source, mirror }, how)) };
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

t.test('or until it is to end', async (t) => {
  const { done, failure } = await walk(
    t,
    [{ name: 'payloads', operations: [copy('a')] }],
    AbortSignal.abort(new Error('interrupted')),
  );
  t.strictSame([done, failure], [[], 'interrupted']);
});
