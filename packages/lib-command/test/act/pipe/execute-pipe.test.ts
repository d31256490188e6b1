import { setTimeout as sleep } from 'node:timers/promises';
import { espSetTable } from '@twinroot/lib-record';
import t from 'tap';
import { readyCommand } from '../../../src/act/execute.ts';
import { executePipe } from '../../../src/act/pipe/execute-pipe.ts';
import type { Context, Run } from '../../../src/context.ts';
import { failed, no, wrong } from '../../../src/decide/command-error.ts';
import { Interruption } from '../../../src/decide/interruption.ts';
import type { Surroundings } from '../../../src/gather/surroundings.ts';
import { spec } from '../../fixture.ts';
import { testSurroundings } from '../../surroundings.ts';

const uuid = '0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6';
const set = `#ROLE KIND STATE PARTUUID DEVICE UUID MOUNTPOINT\nbooted esp mounted ${uuid} /dev/sda1 6B7E-A837 /efi0\n`;
const member = (mountpoint: string) => ({
  role: 'booted',
  kind: 'esp',
  state: 'mounted',
  partuuid: uuid,
  device: '/dev/sda1',
  uuid: '6B7E-A837',
  mountpoint,
});

type FixtureRun = Run<typeof spec>;
type FixtureContext = Context<typeof spec>;

/** What each does, in the order in which it is done: `two begins`, `two ends`. */
type Log = string[];

/** Commands by their names, each with one interface. */
function commandsOf(runs: Readonly<Record<string, FixtureRun>>, log: Log = []) {
  const named = Object.entries(runs).map(([name, run]) => {
    const logged: FixtureRun = async (context) => {
      log.push(`${name} begins`);
      try {
        return await run(context);
      } finally {
        log.push(`${name} ends`);
      }
    };
    const own = { ...spec, name };
    const command = {
      spec: async () => own,
      prepare: async (surroundings: Surroundings) => readyCommand(own, async () => logged, surroundings),
    };
    return [name, command] as const;
  });
  return { name: 'many', commands: new Map(named) };
}

async function pipe(
  args: readonly string[],
  runs: Readonly<Record<string, FixtureRun>>,
  given: Parameters<typeof testSurroundings>[1] = {},
) {
  const log: Log = [];
  const test = testSurroundings(args, given);
  const status = await executePipe(commandsOf(runs, log), test.surroundings);
  return { status, out: test.out(), err: test.err(), log };
}

const produce: FixtureRun = async ({ writeGroup }) => {
  await writeGroup(espSetTable, [member('/efi0')]);
  return 0;
};
const pass: FixtureRun = async ({ readGroups, writeGroup }) => {
  for await (const group of readGroups(espSetTable)) await writeGroup(espSetTable, group);
  return 0;
};
const deaf: FixtureRun = async () => 0;
const fail =
  (how: () => Error): FixtureRun =>
  async () => {
    throw how();
  };

t.test('what a command writes is what the next one reads', async (t) => {
  const { status, out, err } = await pipe(
    ['one', ':', 'two', ':', 'two', '-o', 'MOUNTPOINT', '--no-header'],
    {
      one: produce,
      two: pass,
    },
  );
  t.same({ status, out, err }, { status: 0, out: '/efi0\n', err: '' });
});

t.test('one alone is that command', async (t) => {
  t.match(await pipe(['two', '--no-header', '-o', 'MOUNTPOINT'], { two: pass }, { input: set }), {
    status: 0,
    out: '/efi0\n',
  });
});

t.test('the input of the first is that of the process, and only that', async (t) => {
  const seen: unknown[] = [];
  const look: FixtureRun = async (context) => {
    seen.push([
      context.inputIsConnected(),
      context.childStdin === 'inherit',
      context.childStdout === 'inherit',
    ]);
    return pass(context);
  };
  const { status, out } = await pipe(
    ['one', ':', 'one', ':', 'one', '--json'],
    { one: look },
    { input: set, stdinIsConnected: () => false },
  );
  t.equal(status, 0);
  t.match(out, '"/efi0"');
  t.same(seen, [
    [true, false, true],
    [true, false, false],
    [false, true, false],
  ]);
});

t.test('a command is started when the next one asks, so that the last one begins', async (t) => {
  const { log } = await pipe(['one', ':', 'two', ':', 'three'], { one: produce, two: pass, three: pass });
  t.same(log.slice(0, 3), ['three begins', 'two begins', 'one begins']);
});

t.test('groups go on as they are written, and not when the first command has ended', async (t) => {
  const seen: string[] = [];
  const slow: FixtureRun = async ({ writeGroup }) => {
    for (const place of ['/efi0', '/efi1', '/efi2']) {
      await writeGroup(espSetTable, [member(place)]);
      seen.push(`wrote ${place}`);
      await sleep(30);
    }
    return 0;
  };
  const read: FixtureRun = async ({ readGroups }) => {
    for await (const [one] of readGroups(espSetTable)) seen.push(`read ${one?.['mountpoint']}`);
    return 0;
  };
  await pipe(['one', '--json', ':', 'two'], { one: slow, two: read });
  t.ok(seen.indexOf('read /efi0') < seen.indexOf('wrote /efi2'), seen.join());
  t.equal(seen.length, 6);
});

t.test('every wrong command line is reported, and nothing begins', async (t) => {
  const runs = { one: produce, two: pass, three: pass };
  const { status, out, err, log } = await pipe(
    ['one', ':', 'two', '--bogus', ':', 'three', '-o', 'NONE'],
    runs,
  );
  t.same({ status, out, log }, { status: 2, out: '', log: [] });
  t.match(err, /^two: [^\n]*--bogus[^\n]*\nthree: [^\n]*NONE[^\n]*\n$/);
});

for (const [why, how, status] of [
  ['finds its command line wrong by itself', () => wrong('bogus'), 2],
  ['cannot do its work', () => failed('bogus'), 1],
  ['has an answer without its input', () => no('bogus'), 32],
] as const) {
  t.test(`one that ${why} ends before what comes before it begins`, async (t) => {
    const { log, ...end } = await pipe(['one', ':', 'two'], { one: produce, two: fail(how) });
    t.same(end, { status, out: '', err: 'two: bogus\n' });
    t.same(log, ['two begins', 'two ends']);
  });
}

t.test('one that wants no input does not keep what comes before it from its work', async (t) => {
  const { status, log } = await pipe(['one', ':', 'two'], { one: async () => 0, two: deaf });
  t.equal(status, 0);
  t.same(log, ['two begins', 'two ends', 'one begins', 'one ends']);
  t.match(await pipe(['one', ':', 'two'], { one: produce, two: deaf }), { status: 141, err: '' });
});

t.test('help of one is written, and nothing begins', async (t) => {
  for (const args of [
    ['one', ':', 'two', '--help'],
    ['one', '--help', ':', 'two'],
  ]) {
    const { status, out, log } = await pipe(args, { one: produce, two: pass });
    t.same({ status, log }, { status: 0, log: [] });
    t.match(out, args[1] === '--help' ? /^one: / : /^two: /);
  }
});

t.test('a wrong command line comes before help', async (t) => {
  t.match(await pipe(['one', '--help', ':', 'two', '--bogus'], { one: produce, two: pass }), {
    status: 2,
    out: '',
  });
});

t.test('the status of the first that failed', async (t) => {
  const lost = await pipe(['one', ':', 'two'], { one: fail(() => no('none here')), two: pass });
  t.equal(lost.status, 32);
  t.match(lost.err, /^one: none here\ntwo: no records came/);
  const late: FixtureRun = async (context) => {
    await pass(context);
    throw failed('after all');
  };
  t.match(await pipe(['one', ':', 'two'], { one: produce, two: late }), {
    status: 1,
    err: 'two: after all\n',
  });
});

t.test('one that reads no further lets the one before it end without a word', async (t) => {
  const endless: FixtureRun = async ({ writeGroup }) => {
    for (;;) await writeGroup(espSetTable, [member('/efi0')]);
  };
  const first: FixtureRun = async ({ readGroups, writeGroup }) => {
    for await (const group of readGroups(espSetTable)) {
      await writeGroup(espSetTable, group);
      break;
    }
    return 0;
  };
  const { status, err } = await pipe(['one', '--json', ':', 'two'], { one: endless, two: first });
  t.same({ status, err }, { status: 141, err: '' });
  const refuse: FixtureRun = async ({ readGroups }) => {
    for await (const _ of readGroups(espSetTable)) throw failed('not this one');
    return 0;
  };
  t.match(await pipe(['one', '--json', ':', 'two'], { one: endless, two: refuse }), {
    status: 1,
    err: 'two: not this one\n',
  });
});

t.test('an interruption reaches all, each ends in its own good order, and the status says so', async (t) => {
  const ending = new AbortController();
  const tidied: string[] = [];
  const stay =
    (name: string): FixtureRun =>
    async (context: FixtureContext) => {
      await new Promise((resolve) => context.signal.addEventListener('abort', resolve, { once: true }));
      await sleep(10);
      tidied.push(name);
      return 0;
    };
  const reads: FixtureRun = async (context) => {
    setTimeout(() => ending.abort(new Interruption('SIGTERM')), 20);
    try {
      return await pass(context);
    } finally {
      tidied.push('two');
    }
  };
  const end = await pipe(['one', ':', 'two'], { one: stay('one'), two: reads }, { signal: ending.signal });
  t.equal(end.status, 143);
  t.same(tidied.sort(), ['one', 'two']);
});

t.test('one that was interrupted before it asked for its input starts nothing', async (t) => {
  const ending = new AbortController();
  const waits: FixtureRun = async ({ signal }) => {
    setTimeout(() => ending.abort(new Interruption('SIGINT')), 10);
    await sleep(5000, undefined, { signal });
    return 0;
  };
  const { status, log } = await pipe(
    ['one', ':', 'two'],
    { one: produce, two: waits },
    { signal: ending.signal },
  );
  t.equal(status, 130);
  t.same(log, ['two begins', 'two ends']);
});

t.test('a full pipe does not stop both', async (t) => {
  const many = Array.from({ length: 3000 }, (_, index) => member(`/efi${index}`));
  const big: FixtureRun = async ({ writeGroup }) => {
    for (let count = 0; count < 20; count++) await writeGroup(espSetTable, many);
    return 0;
  };
  let rows = 0;
  const count: FixtureRun = async ({ readGroups }) => {
    for await (const group of readGroups(espSetTable)) rows += group.length;
    return 0;
  };
  t.match(await pipe(['one', ':', 'two', ':', 'three'], { one: big, two: pass, three: count }), {
    status: 0,
    err: '',
  });
  t.equal(rows, 60_000);
});

t.test('more commands than listeners are usual: no warning', async (t) => {
  const warnings: Error[] = [];
  const hear = (warning: Error) => warnings.push(warning);
  process.on('warning', hear);
  const names = Array.from({ length: 30 }, () => ['two', ':']).flat();
  const { status } = await pipe(['one', ':', ...names.slice(0, -1)], { one: produce, two: pass });
  await sleep(10);
  process.removeListener('warning', hear);
  t.equal(status, 0);
  t.same(warnings, []);
});

t.test('its own command line', async (t) => {
  t.match(await pipe(['--help'], {}), { status: 0, out: /^many pipe: /, err: '' });
  t.match(await pipe(['--version'], {}), { status: 0, out: /^many / });
  t.match(await pipe([], {}), { status: 2, out: '', err: /^many pipe: / });
  t.match(await pipe(['one', ':', 'nonesuch'], { one: produce }), {
    status: 2,
    out: '',
    err: /nonesuch/,
    log: [],
  });
});
