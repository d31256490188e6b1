import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { renewedSource, type StartWatch, type WatchListener } from '../../src/gather/renewed-source.ts';
import { until } from './listening.ts';

/** Watches that do nothing by themselves, and what was done, in order. */
function watchesByHand() {
  const log: string[] = [];
  const listeners: WatchListener[] = [];
  const start: StartWatch = async (_root, listener) => {
    const number = listeners.push(listener);
    log.push(`start ${number}`);
    await sleep(20);
    log.push(`watching ${number}`);
    return {
      drained: async () => void log.push(`drained ${number}`),
      close: async () => void log.push(`closed ${number}`),
    };
  };
  const listener = {
    changed: (path: string) => void log.push(`changed '${path}'`),
    replaced: () => void log.push('replaced'),
    lost: () => void log.push('lost'),
    failed: (error: Error) => void log.push(`failed: ${error.message}`),
  };
  const warn = (error: Error) => void log.push(`warning: ${error.message}`);
  const numbered = (number: number) => {
    const found = listeners[number - 1];
    if (found === undefined) throw new Error(`there is no watch ${number}`);
    return found;
  };
  return { log, start, listener, warn, numbered };
}

t.test('the new one watches before the old one is closed', async (t) => {
  const { log, start, listener, warn, numbered } = watchesByHand();
  const source = await renewedSource(start, warn)('/', listener);
  numbered(1).outgrown();
  await until(() => log.includes('closed 1'), 'the end of the first');
  const due = ['start 1', 'watching 1', 'start 2', 'watching 2', 'drained 1', 'closed 1'];
  t.same(log, due, 'and nothing was lost');
  await source.close();
  t.same(log, [...due, 'closed 2']);
});

t.test('a loss is a change at once, and again when the new one watches', async (t) => {
  const { log, start, listener, warn, numbered } = watchesByHand();
  const source = await renewedSource(start, warn)('/', listener);
  numbered(1).lost();
  t.equal(log.at(-1), "changed ''");
  await source.drained?.();
  t.same(log.slice(2), ["changed ''", "changed ''"], 'who asks meanwhile is told, too');
  await until(() => log.includes('closed 1'), 'the end of the first');
  t.same(log.slice(4), ['start 2', 'watching 2', "changed ''", 'drained 1', 'closed 1']);
  await source.drained?.();
  t.equal(log.at(-1), 'drained 2');
  numbered(1).lost();
  t.equal(log.at(-1), "changed ''", 'what the old one lost may have been a change');
  t.notOk(log.includes('start 3'), 'and is no reason for another');
  await source.close();
});

t.test('a loss before the new one watches counts', async (t) => {
  const { log, start, listener, warn, numbered } = watchesByHand();
  const source = await renewedSource(start, warn)('/', listener);
  numbered(1).outgrown();
  await until(() => log.includes('start 2'), 'the second');
  numbered(1).lost();
  await until(() => log.includes('closed 1'), 'the end of the first');
  t.same(log.slice(2), ['start 2', "changed ''", 'watching 2', "changed ''", 'drained 1', 'closed 1']);
  await source.close();
});

t.test('one that begins with a loss is followed by another', async (t) => {
  const { log, start, listener, warn, numbered } = watchesByHand();
  const opening = renewedSource(start, warn)('/', listener);
  numbered(1).lost();
  const source = await opening;
  await until(() => log.includes('closed 1'), 'the end of the first');
  t.ok(log.indexOf('watching 1') < log.indexOf('start 2'));
  await source.close();
});

t.test('it is not given up, but there are pauses', async (t) => {
  const { log, start, listener, warn, numbered } = watchesByHand();
  const source = await renewedSource(start, warn, 0.5)('/', listener);
  const begin = performance.now();
  for (let number = 1; number <= 4; number += 1) {
    numbered(number).lost();
    await until(() => log.includes(`watching ${number + 1}`), `watch ${number + 1}`);
  }
  t.ok(performance.now() - begin > 1400, 'three pauses, the first time there is none');
  t.same(
    log.filter((line) => /warning|failed/.test(line)),
    [],
    'and nothing is said',
  );
  await source.close();
});

t.test('one that ended is a warning; one that cannot be started is a failure', async (t) => {
  const { log, start, listener, warn, numbered } = watchesByHand();
  let isPossible = true;
  const sometimes: StartWatch = async (...args) => {
    if (!isPossible) throw new Error('impossible');
    return start(...args);
  };
  const source = await renewedSource(sometimes, warn, 0.1)('/', listener);
  numbered(1).ended(new Error('killed'));
  await until(() => log.includes('watching 2'), 'the second');
  t.ok(log.includes('warning: killed'));
  isPossible = false;
  numbered(2).ended(new Error('killed again'));
  await until(() => log.includes('failed: impossible'), 'the failure');
  await source.close();
  isPossible = false;
  await t.rejects(renewedSource(sometimes, warn)('/', listener), { message: 'impossible' });
});

t.test('where there is no room for both, the old one is closed first', async (t) => {
  const { log, start, listener, warn, numbered } = watchesByHand();
  let running = 0;
  const one: StartWatch = async (...args) => {
    if (running > 0) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
    const watch = await start(...args);
    running += 1;
    const close = async () => {
      running -= 1;
      await watch.close();
    };
    return { ...watch, close };
  };
  const source = await renewedSource(one, warn)('/', listener);
  numbered(1).outgrown();
  await until(() => log.includes('watching 2'), 'the second');
  await until(() => log.at(-1) === "changed ''", 'the loss');
  const due = ["changed ''", 'closed 1', 'start 2', 'watching 2', "changed ''"];
  t.same(log.slice(2), due);
  await source.close();
});

t.test('once it is closed, nothing is reported and nothing begins', async (t) => {
  const { log, start, listener, warn, numbered } = watchesByHand();
  const source = await renewedSource(start, warn)('/', listener);
  numbered(1).outgrown();
  await until(() => log.includes('start 2'), 'the second');
  await source.close();
  t.ok(log.includes('closed 1') && log.includes('closed 2'), log.join('\n'));
  const before = [...log];
  const old = numbered(2);
  for (const act of [
    old.lost,
    old.outgrown,
    old.replaced,
    () => old.changed('a'),
    () => old.ended(new Error('x')),
  ])
    act();
  await sleep(50);
  t.same(log, before);
});
