import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { allStartsOf, nextIn, othersIn, startsOf, whyNotAsBefore } from '../fixtures/boot-starts.ts';
import { writeTree } from '../fixtures/boot-tree.ts';
import {
  bootAs,
  efivars,
  espFirmware,
  ids,
  loader,
  loadOption,
  menuOf,
  newFirmware,
  numbers,
  setVariable,
} from '../fixtures/efi-variables.ts';
import { version } from '../fixtures/esp-registry.ts';
import { binaryOf } from '../support/binaries.ts';
import { call } from '../support/call.ts';
import { commandWith, whyNoFaults } from '../support/fault.ts';

// A run is killed before each system call that writes, and each of them fails once: the firmware boots what it booted before, and
// the next run does what is left. Files stand for variables here.

t.setTimeout(900_000);
const skip = whyNoFaults() ?? false;

/** A machine, what is done to it, and how many kills that takes at least: strace counts the calls of each thread, and two flush. */
interface Journey {
  readonly name: string;
  readonly args: readonly string[];
  readonly kills: number;
  readonly prepare: (root: string) => void | Promise<void>;
}

const journeys: readonly Journey[] = [
  {
    name: 'an option is made',
    args: [],
    kills: 14,
    prepare: (root) => {
      setVariable(root, 'Boot0002', null);
      setVariable(root, 'BootOrder', numbers(1, 0));
    },
  },
  {
    name: 'there is no BootOrder, and no option',
    args: [],
    kills: 20,
    prepare: (root) => {
      for (const name of ['Boot0001', 'Boot0002', 'BootOrder']) setVariable(root, name, null);
      setVariable(root, 'Boot0009', loadOption('UEFI Disk', ids.first, null));
      setVariable(root, 'BootCurrent', numbers(9));
    },
  },
  {
    name: 'two are put into the order',
    args: [],
    kills: 10,
    prepare: (root) => setVariable(root, 'BootOrder', numbers(0)),
  },
  {
    name: 'what is there twice is taken out',
    args: ['--prune'],
    kills: 4,
    prepare: (root) => {
      setVariable(root, 'Boot0005', loadOption('again', ids.second, loader));
      setVariable(root, 'Boot0006', loadOption('again', ids.first, loader));
      setVariable(root, 'BootOrder', numbers(5, 1, 6, 2, 0));
    },
  },
  { name: 'a drill is asked for', args: ['--next', '/efi1'], kills: 10, prepare: () => undefined },
  {
    name: 'a drill is taken back',
    args: ['--cancel'],
    kills: 3,
    prepare: async (root) => void (await espFirmware(root, '--next', '/efi1')),
  },
  {
    name: 'a boot is noted, by which a drill was met',
    args: ['--record'],
    kills: 10,
    prepare: async (root) => {
      await espFirmware(root, '--next', '/efi1');
      bootAs(root, 'b', 2, ids.second);
    },
  },
];

const state = 'var/lib/twinroot';
const variables = ['BootOrder', 'BootNext', ...Array.from({ length: 10 }, (_, number) => `Boot000${number}`)];
/** For calls that all files have: those that are written. What is truncated here, efivarfs replaces at once. */
const filesOf = (root: string) => [
  ...variables.map((name) => join(root, efivars, `${name}-8be4df61-93ca-11d2-aa0d-00e098032b8c`)),
  ...['boot-options', 'boots', 'drill'].map((name) => join(root, state, `${name}.new`)),
];
const kills = ['write', 'mkdir', 'utimensat', 'fchmod', 'fsync', 'link', 'rename', 'unlink'];
const faults = [
  ['write', 'ENOSPC'],
  ['write', 'EROFS'],
  ['rename', 'EIO'],
  ['unlink', 'EPERM'],
] as const;

/** What is there, however it came about: labels and numbers aside. */
const menuIn = (root: string) => ({ starts: startsOf(root), all: allStartsOf(root), next: nextIn(root) });

function newDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'firmware-'));
  t.teardown(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

for (const { name, args, kills: least, prepare } of journeys) {
  t.test(name, { skip }, async (t) => {
    const template = newFirmware({ testdir: newDirectory });
    bootAs(template, 'a', 1, ids.first);
    for (const esp of ['efi0', 'efi1']) writeTree(join(template, esp), version('6.6.1'));
    await prepare(template);
    const input = (await call(binaryOf('esp-which'), ['--json', '--sysroot', template])).out;
    const before = { starts: startsOf(template), others: othersIn(template) };
    const place = newDirectory();
    const root = join(place, 'root');
    const renew = () => {
      rmSync(root, { recursive: true, force: true });
      cpSync(template, root, { recursive: true, verbatimSymlinks: true });
    };
    const words = ['--json', '--sysroot', root, ...args];
    renew();
    const whole = await call(binaryOf('esp-firmware'), words, { input });
    t.equal(whole.status, 0, whole.err);
    const wanted = menuIn(root);

    /** A run with a fault, and what comes of it; false: it made no such call. */
    const holds = async (calls: string, how: string, when: number): Promise<boolean> => {
      renew();
      const files = calls === 'write' ? { files: filesOf(root) } : {};
      const fault = { calls, how, when, ...files };
      const { wasHit, answer, trace } = await commandWith(binaryOf('esp-firmware'), fault, words, input);
      if (!wasHit) {
        t.equal(answer.status, 0, `without a fault it ends well: ${answer.err}`);
        return false;
      }
      const last = trace.split('\n').findLast((line) => line.includes(`${calls}(`));
      const what = `${how}, ${last}`;
      t.equal(whyNotAsBefore(root, before.starts), null, `it boots as before: ${what}`);
      t.strictSame(othersIn(root), before.others, `nothing else is touched: ${what}`);
      t.ok([null, wanted.next].includes(nextIn(root)) || args.includes('--cancel'), `BootNext: ${what}`);
      // What could not be made at first comes behind what could: with no BootOrder before, there is no place that it had.
      const inOrder = (menu: typeof wanted) =>
        how.startsWith('error') && before.starts.length === 0
          ? { ...menu, starts: menu.starts.toSorted() }
          : menu;
      let settled: unknown = null;
      for (const time of ['the next run', 'the one after it']) {
        const again = await call(binaryOf('esp-firmware'), words, { input });
        t.equal(again.status, 0, `${time} ends well: ${again.err}: ${what}`);
        t.strictSame(inOrder(menuIn(root)), inOrder(wanted), `${time} leaves what is wanted: ${what}`);
        const menu = menuOf(root);
        if (settled !== null) t.strictSame(menu, settled, `${time} writes nothing: ${what}`);
        settled = menu;
      }
      t.strictSame(othersIn(root), before.others, `nothing else is touched afterwards: ${what}`);
      const notes = existsSync(join(root, state)) ? readdirSync(join(root, state)) : [];
      const halves = notes.filter((each) => each.endsWith('.new'));
      t.strictSame(halves, [], `nothing half-written is left: ${what}`);
      return true;
    };

    let count = 0;
    for (const calls of kills)
      for (let when = 1; await holds(calls, 'signal=KILL', when); when += 1) count += 1;
    t.ok(count >= least, `${count} kills`);
    count = 0;
    for (const [calls, error] of faults)
      for (let when = 1; await holds(calls, `error=${error}`, when); when += 1) count += 1;
    t.comment(`${count} faults`);
  });
}
