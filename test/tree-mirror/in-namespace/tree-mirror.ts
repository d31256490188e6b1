import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { sh } from '../../fixtures/esp-machine.ts';
import {
  childrenOf,
  letAge,
  namesIn,
  newDisk,
  newPlace,
  ownRun,
  until,
  wholeOf,
} from '../../fixtures/tree-machine.ts';
import { callOnTerminal, quote } from '../../support/call.ts';
import {
  brief,
  espWatchBinary,
  itemRecord,
  runOf,
  treeItems,
  treeItemsBinary,
  treeMirror,
  treeMirrorBinary,
} from '../../support/tree-call.ts';

// Copies from one real file system to others.

ownRun();

/** A source with one of everything. */
function writeSource(source: string): void {
  mkdirSync(join(source, 'sub/empty'), { recursive: true });
  writeFileSync(join(source, 'plain'), 'plain');
  writeFileSync(join(source, 'sub/a b\n#é'), Buffer.alloc(70_000, 7));
  symlinkSync('../nowhere', join(source, 'sub/link'));
  sh(
    `cd "$1"
     ln plain sub/hard
     chmod 4750 plain
     chown 12:34 sub/empty
     setfattr -n user.note -v kept plain
     setfattr -n security.test -v kept sub
     setfacl -m u:77:rwx,d:g:88:r plain sub 2>/dev/null || setfacl -m u:77:rwx plain && setfacl -m d:g:88:r sub
     mknod null c 1 3
     mkfifo pipe
     chmod 700 .`,
    source,
  );
  letAge(source);
}

t.test('all of a tree is kept, and a second run has nothing to do', async (t) => {
  const place = newPlace();
  const [source, one, two] = [newDisk(place, 'source'), newDisk(place, 'one'), newDisk(place, 'two')];
  writeSource(source);
  const run = await treeMirror(itemRecord(`${source}/`, [one, `${two}/`]));
  t.equal(brief(run), 'mirrored mirrored 0', run.err);
  t.match(run.outcomes, [
    { source: `${source}/`, dest: one, files_deleted: 0, why: null },
    { dest: `${two}/` },
  ]);
  t.equal(run.outcomes[0]?.files_copied, 2);
  t.equal(run.outcomes[0]?.bytes_copied, 70_005);
  const again = await treeMirror(itemRecord(`${source}/`, [one, two]));
  t.equal(brief(again), 'same same 0');
  t.match(again.outcomes, [{ files_copied: 0, others_changed: 0 }, { files_copied: 0 }]);
  // Only now: to look at a file is to change when it was read last, which is kept, too.
  const whole = wholeOf(source).replace(/^pipe\|.*\n/m, '');
  t.match(whole, /user\.note="kept"/);
  t.match(whole, /user:77:rwx/);
  for (const dest of [one, two]) {
    t.equal(wholeOf(dest), whole, dest);
    t.notOk(namesIn(dest).includes('pipe'), "--no-specials: a pipe of one machine is nobody else's");
  }
});

t.test('what changed is copied, what went is deleted, what is excluded is neither', async (t) => {
  const place = newPlace();
  const [source, dest] = [newDisk(place, 'source'), newDisk(place, 'dest')];
  for (const name of ['a', 'b', 'own']) writeFileSync(join(source, name), name);
  const item = itemRecord(source, [dest], { exclude: ['/source/own', '*.log'] });
  t.equal(brief(await treeMirror(item)), 'mirrored 0');
  t.strictSame(namesIn(join(dest, 'source')), ['a', 'b'], 'without a slash, the directory itself');
  writeFileSync(join(dest, 'beside'), 'stays');
  writeFileSync(join(dest, 'source/own'), "the copy's own");
  writeFileSync(join(dest, 'source/x.log'), 'stays');
  writeFileSync(join(source, 'a'), 'changed');
  unlinkSync(join(source, 'b'));
  const run = await treeMirror(item);
  t.match(run.outcomes, [{ state: 'mirrored', files_copied: 1, bytes_copied: 7, files_deleted: 1 }]);
  t.strictSame(namesIn(dest), ['beside', 'source']);
  t.strictSame(namesIn(join(dest, 'source')), ['a', 'own', 'x.log']);
  t.equal(readFileSync(join(dest, 'source/a'), 'utf8'), 'changed');
  t.equal(readFileSync(join(dest, 'source/own'), 'utf8'), "the copy's own");
});

t.test('a file that changes twice within a second is copied twice', async (t) => {
  const place = newPlace();
  const [source, fine] = [newDisk(place, 'source'), newDisk(place, 'fine')];
  const coarse = newDisk(place, 'coarse', 16, ['-I', '128']);
  const write = (text: string, nanoseconds: number) => {
    writeFileSync(join(source, 'file'), text);
    sh('touch -d "2021-02-03 04:05:06.$2" "$1/file"', source, String(nanoseconds).padStart(9, '0'));
  };
  const item = itemRecord(`${source}/`, [fine, coarse]);
  write('1', 1);
  t.equal(brief(await treeMirror(item)), 'mirrored mirrored 0');
  write('2', 2);
  t.equal(brief(await treeMirror(item)), 'mirrored same 0');
  t.equal(brief(await treeMirror(item)), 'same same 0', 'nothing is copied for ever');
  t.equal(readFileSync(join(fine, 'file'), 'utf8'), '2');
  const coarsely = itemRecord(`${source}/`, [fine], { rsync_opts: ['-a', '--modify-window=0'] });
  write('3', 3);
  t.equal(brief(await treeMirror(coarsely)), 'same 0', 'the list has the last word');
});

t.test('a dry run tells everything and changes nothing', async (t) => {
  const place = newPlace();
  const [source, dest] = [newDisk(place, 'source'), newDisk(place, 'dest')];
  writeSource(source);
  writeFileSync(join(dest, 'old'), 'old');
  const before = wholeOf(dest);
  const run = await treeMirror(itemRecord(`${source}/`, [dest]), ['--dry-run']);
  t.equal(run.status, 0, run.err);
  t.equal(wholeOf(dest), before);
  t.strictSame(run.outcomes, []);
  const told = run.changes.map(({ operation, path, bytes }) => [operation, path, bytes].join(' '));
  for (const change of ['delete old ', 'create sub/ ', 'create sub/link ', 'copy sub/a b\n#é 70000']) {
    t.ok(told.includes(change), change);
  }
  const real = await treeMirror(itemRecord(`${source}/`, [dest]));
  const [outcome] = real.outcomes;
  t.equal(
    (outcome?.files_copied ?? 0) + (outcome?.others_changed ?? 0) + (outcome?.files_deleted ?? 0),
    told.length,
  );
});

t.test('a disk that is full fails, and the others are copied all the same', async (t) => {
  const place = newPlace();
  const source = newDisk(place, 'source', 32);
  const [first, full, last] = [newDisk(place, 'a', 32), newDisk(place, 'full', 8), newDisk(place, 'z', 32)];
  writeFileSync(join(source, 'large'), Buffer.alloc(12 << 20, 1));
  const next = newDisk(place, 'next');
  writeFileSync(join(next, 'small'), 'small');
  const run = await treeMirror(
    itemRecord(`${source}/`, [first, full, last]) + itemRecord(`${next}/`, [full]),
  );
  t.equal(brief(run), 'mirrored failed mirrored mirrored 1');
  // rsync may find out first that its other end is gone, whose last words are lost then.
  t.match(run.outcomes[1]?.why, /No space left|the disk is full/);
  t.ok(run.err.includes(full));
  for (const dest of [first, last]) t.equal(wholeOf(dest), wholeOf(source));
  t.equal(run.err.split('\n').filter((line) => line !== '').length, 1, 'one line');
});

t.test('a whole file system onto one that is mounted inside of it', async (t) => {
  const place = newPlace();
  const source = newDisk(place, 'root');
  writeFileSync(join(source, 'file'), 'file');
  const dest = newDisk(place, 'root/disk/second');
  letAge(source);
  for (const state of ['mirrored', 'same'])
    t.equal(brief(await treeMirror(itemRecord(`${source}/`, [dest]))), `${state} 0`);
  t.strictSame(namesIn(dest), ['disk', 'file']);
  t.strictSame(namesIn(join(dest, 'disk/second')), [], 'rsync stays out of it');
  const without = await treeMirror(itemRecord(`${source}/`, [dest], { rsync_opts: ['-a', '--delete'] }));
  t.equal(brief(without), 'refused 1');
});

t.test('tree-items | tree-mirror', async (t) => {
  const place = newPlace();
  const [source, dest] = [newDisk(place, 'source'), newDisk(place, 'dest')];
  writeFileSync(join(source, 'file'), 'file');
  const other = newDisk(place, 'other');
  const config = join(place, 'sync.toml');
  writeFileSync(
    config,
    `nice = 5\nionice_class = 2\nsync = [["${source}/", "${dest}"], ["/proc/sys/kernel/random", "${other}"]]\n`,
  );
  const words = [treeItemsBinary, '--config', config];
  const out = execFileSync('bash', [
    '-o',
    'pipefail',
    '-c',
    `${quote(...words)} | ${quote(treeMirrorBinary, '--json')}`,
  ]);
  const run = runOf({ status: 0, signal: null, out: String(out), err: '' });
  t.strictSame(
    run.outcomes.map(({ state }) => state),
    ['mirrored', 'mirrored'],
  );
  t.strictSame(namesIn(other), ['random']);
  t.ok(existsSync(join(dest, 'file')));
  const { items } = await treeItems('--config', config);
  t.match(items, [{ nice: 5, ionice_class: 2, ionice_level: 6 }, {}]);
});

t.test('each item is done as it arrives', async (t) => {
  const place = newPlace();
  const [source, dest] = [newDisk(place, 'source'), newDisk(place, 'dest')];
  const child = spawn(treeMirrorBinary, ['--json'], { env: {}, stdio: ['pipe', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk;
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  for (const name of ['one', 'two', 'three']) {
    writeFileSync(join(source, name), name);
    const lines = out.split('\n').length;
    child.stdin.write(`#SOURCE DEST\n${source}/ ${dest}\n\n`);
    await until('the report', () => out.split('\n').length > lines);
    t.ok(existsSync(join(dest, name)), name);
  }
  child.stdin.end();
  t.equal(await ended, 0);
});

t.test('tree-items | esp-watch | tree-mirror keeps them in step', async (t) => {
  const place = newPlace();
  const [source, dest] = [newDisk(place, 'source'), newDisk(place, 'dest')];
  writeFileSync(join(source, 'before'), 'before');
  const config = join(place, 'sync.toml');
  writeFileSync(config, `sync_delay = 0\nsync = ["${source}/", "${dest}"]\n`);
  const words = [
    quote(treeItemsBinary, '--config', config),
    quote(espWatchBinary, '--settle=0.1', '--rescan=0', '--hold=none'),
    quote(treeMirrorBinary, '--json'),
  ].join(' | ');
  const child = spawn('bash', ['-o', 'pipefail', '-c', words], {
    env: {},
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk;
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  await until('the first copy', () => out.includes('"mirrored"'));
  writeFileSync(join(source, 'after'), 'after');
  await until('the change', () => existsSync(join(dest, 'after')));
  unlinkSync(join(source, 'before'));
  await until('the deletion', () => !existsSync(join(dest, 'before')));
  const watchers = childrenOf(child.pid, 'esp-watch');
  t.equal(watchers.length, 1);
  for (const pid of watchers) process.kill(pid, 'SIGTERM');
  t.equal(await ended, 0, 'all three end well');
});

t.test('input that is empty, damaged, or repeated', async (t) => {
  const place = newPlace();
  const [source, dest] = [newDisk(place, 'source'), newDisk(place, 'dest')];
  writeFileSync(join(source, 'file'), 'file');
  const item = itemRecord(`${source}/`, [dest]);
  for (const input of [
    '',
    '\n',
    'source\n',
    item.slice(0, -10),
    itemRecord('relative', [dest]),
    itemRecord(source, []),
  ]) {
    const run = await treeMirror(input);
    t.equal(run.status, 2, JSON.stringify(input));
    t.equal(run.out, '');
    t.strictSame(namesIn(dest), []);
  }
  const odd = itemRecord(`${source}/`, [dest], { rsync_opts: ['-a', '/etc'] });
  t.equal(brief(await treeMirror(odd)), '2', 'what would be one more source');
  t.strictSame(namesIn(dest), []);
  t.equal(brief(await treeMirror(item + item)), 'mirrored same 0', 'repeated');
  t.equal(brief(await treeMirror(`${item}{"schema"`)), 'same 2', 'damaged after one that is whole');
});

t.test('how far it is, on a terminal only', async (t) => {
  const place = newPlace();
  const [source, dest] = [newDisk(place, 'source'), newDisk(place, 'dest')];
  writeFileSync(join(source, 'file'), Buffer.alloc(1 << 20));
  const shown = async (...options: readonly string[]) => {
    sh('rm -f "$1/file"', dest);
    const words = quote(treeMirrorBinary, '-o', 'source,state', ...options);
    const script = `printf '#SOURCE DEST\\n%s %s\\n' ${quote(`${source}/`, dest)} | ${words} >${quote(join(place, 'out'))}`;
    const { out, status } = await callOnTerminal(script);
    t.equal(status, 0, out);
    t.match(readFileSync(join(place, 'out'), 'utf8'), /^#SOURCE +STATE\n\S+ +mirrored\n$/);
    return out;
  };
  t.match(await shown(), /\[[#.]{20}\] +\d+ %/);
  t.equal(await shown('--quiet'), '');
});
