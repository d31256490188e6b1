import { spawn } from 'node:child_process';
import { chmodSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { sh } from '../../fixtures/esp-machine.ts';
import {
  namesIn,
  newDisk,
  newPlace,
  ownRun,
  rsyncsWith,
  until,
  wholeOf,
} from '../../fixtures/tree-machine.ts';
import { binaryOf } from '../../support/binaries.ts';
import { brief, itemRecord, treeMirror, treeMirrorBinary } from '../../support/tree-call.ts';

// Runs that are cut short, that wait for each other, and whose rsync fails.

ownRun();
const lock = '/run/twinroot/tree-mirror.lock';

/** A source whose copy takes seconds. */
function newSlowCopy() {
  const place = newPlace();
  const [source, dest] = [newDisk(place, 'source', 32), newDisk(place, 'dest', 32)];
  writeFileSync(join(source, 'large'), Buffer.alloc(8 << 20, 1));
  const slowly = itemRecord(`${source}/`, [dest], { rsync_opts: ['-a', '--bwlimit=2000', '--delete'] });
  return { place, source, dest, slowly, fast: itemRecord(`${source}/`, [dest]) };
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  t.test(`${signal}: rsync ends with it, nothing is said, and the next run does the rest`, async (t) => {
    const { place, source, dest, slowly, fast } = newSlowCopy();
    const child = spawn(treeMirrorBinary, ['--json'], { env: {}, stdio: ['pipe', 'pipe', 'pipe'] });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk;
    });
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk;
    });
    const ended = new Promise((resolve) => child.once('close', resolve));
    child.stdin.write(slowly);
    await until('rsync writes', () => namesIn(dest).length > 0);
    t.ok(rsyncsWith(place).length > 0);
    child.kill(signal);
    t.equal(await ended, 128 + constants.signals[signal]);
    t.equal(out, '');
    t.match(err, /^[^\n]*\n$/, 'one line');
    await until('rsync ends', () => rsyncsWith(place).length === 0);
    t.notOk(namesIn(dest).includes('large'));
    t.equal(brief(await treeMirror(fast)), 'mirrored 0');
    t.equal(wholeOf(dest), wholeOf(source), 'nothing half-written is left');
  });
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  t.test(`${signal} to a pipe in one process: as to tree-mirror alone`, async (t) => {
    const { place, source, dest, fast } = newSlowCopy();
    const list = join(place, 'sync.toml');
    const options = '-a --bwlimit=2000';
    writeFileSync(list, `sync = [["${source}/", "${dest}"]]\nrsync_opts = "${options}"\n`);
    const parts = ['pipe', 'tree-items', '--config', list, ':', 'tree-mirror', '--json'];
    const child = spawn(binaryOf('twinroot'), parts, { env: {}, stdio: ['ignore', 'pipe', 'pipe'] });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk;
    });
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk;
    });
    const ended = new Promise((resolve) => child.once('close', resolve));
    await until('rsync writes', () => namesIn(dest).length > 0);
    child.kill(signal);
    t.equal(await ended, 128 + constants.signals[signal], err);
    t.equal(out, '');
    t.match(err, /^tree-mirror: [^\n]*\n$/, 'one line, of the one that was at work');
    await until('rsync ends', () => rsyncsWith(place).length === 0);
    t.notOk(namesIn(dest).includes('large'));
    t.equal(brief(await treeMirror(fast)), 'mirrored 0');
    t.equal(wholeOf(dest), wholeOf(source), 'nothing half-written is left');
  });
}

t.test('two runs never write at once', async (t) => {
  const { place, slowly, fast } = newSlowCopy();
  const first = treeMirror(slowly);
  await until('rsync runs', () => rsyncsWith(place).length > 0);
  const held = rsyncsWith(place).map((pid) =>
    readdirSync(`/proc/${pid}/fd`).some((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`) === lock),
  );
  t.ok(held.includes(true), 'rsync has the lock, too: it outlives whoever started it');
  const impatient = await treeMirror(fast + fast, ['--wait=0.1']);
  t.equal(brief(impatient), 'failed failed 1', 'each item is tried');
  t.equal((await treeMirror(fast, ['--dry-run', '--wait=0'])).status, 0, 'a plan waits for nobody');
  const second = treeMirror(fast);
  t.equal(brief(await first), 'mirrored 0');
  t.equal(brief(await second), 'same 0', 'it waited');
});

/** Lets a script be rsync; its own status is in a file. */
function letStandIn(place: string, script: string): void {
  const path = join(place, 'rsync');
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  sh('mount --bind "$1" "$(readlink -f "$(command -v rsync)")"', path);
}

const version = '[ "$1" != --version ] || { echo "rsync  version 3.2.7  protocol version 31"; exit; }';

t.test('how rsync ends, in the report', async (t) => {
  const place = newPlace();
  const [source, one, two] = [newDisk(place, 'source'), newDisk(place, 'one'), newDisk(place, 'two')];
  const cases: [script: string, result: string, why: RegExp][] = [
    ['echo "file has vanished" >&2; exit 24', 'same same 0', /24.*vanished/],
    ['echo "@>f+++++++++ 3 a"; exit 24', 'mirrored mirrored 0', /24/],
    ['echo "rsync: open: Permission denied" >&2; exit 23', 'failed failed 1', /23.*Permission denied/],
    ['exit 12', 'failed failed 1', /12/],
    ['exit 11', 'failed failed 1', /11/],
    ['exit 99', 'failed failed 1', /99/],
    ['kill -KILL $$', 'failed failed 1', /SIGKILL/],
  ];
  for (const [script, result, why] of cases) {
    letStandIn(place, `${version}\n${script}`);
    const run = await treeMirror(itemRecord(`${source}/`, [one, two]));
    sh('umount "$(readlink -f "$(command -v rsync)")"');
    t.equal(brief(run), result, script);
    for (const outcome of run.outcomes) t.match(outcome.why, why, script);
    t.equal(run.err.split('\n').filter((line) => line !== '').length, 2, `each is said: ${run.err}`);
  }
});

t.test('an rsync that is too old, or none', async (t) => {
  const place = newPlace();
  const [source, dest] = [newDisk(place, 'source'), newDisk(place, 'dest')];
  writeFileSync(join(source, 'file'), 'file');
  for (const script of [
    'echo "rsync  version 3.1.3  protocol version 31"',
    'echo "openrsync: protocol version 29"',
    'exit 127',
  ]) {
    letStandIn(place, script);
    const run = await treeMirror(itemRecord(`${source}/`, [dest]));
    sh('umount "$(readlink -f "$(command -v rsync)")"');
    t.match(run, { status: 1, out: '' }, script);
    t.strictSame(namesIn(dest), []);
  }
});

t.test('priorities are those of the item', async (t) => {
  const { place, source, dest } = newSlowCopy();
  const priorities = { nice: 7, ionice_class: 2, ionice_level: 5, rsync_opts: ['-a', '--bwlimit=4000'] };
  const running = treeMirror(itemRecord(`${source}/`, [dest], priorities));
  await until('rsync runs', () => rsyncsWith(place).length > 0);
  const [pid] = rsyncsWith(place);
  t.equal(
    sh("sed 's/.*) //' \"/proc/$1/stat\" | cut -d' ' -f17", String(pid)),
    '7',
    'proc_pid_stat(5), nice',
  );
  t.equal(sh('ionice -p "$1"', String(pid)), 'best-effort: prio 5');
  t.equal(brief(await running), 'mirrored 0');
});
