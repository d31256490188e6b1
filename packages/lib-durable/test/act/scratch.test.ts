import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { acquireDirectoryLock } from '../../src/act/lock.ts';
import { openScratch, takeLeftScratch } from '../../src/act/scratch.ts';

const place = mkdtempSync(join(tmpdir(), 'scratch-'));
process.env['TMPDIR'] = place;
const { signal } = new AbortController();
const names = () => readdirSync(place).toSorted();
const make = (name: string, file = 'image') => {
  mkdirSync(join(place, name), { mode: 0o700 });
  writeFileSync(join(place, name, file), 'x');
};
const notRoot = process.getuid?.() === 0 ? false : 'needs root';
const twoDaysAgo = Date.now() / 1000 - 2 * 86_400;

t.test('a directory for what is thrown away, which another run leaves alone', async (t) => {
  const one = await openScratch('x-', signal);
  writeFileSync(join(one.path, 'image'), 'x');
  const other = await openScratch('x-', signal);
  t.equal(names().length, 2);
  await other.close();
  t.strictSame(
    names().map((name) => join(place, name)),
    [one.path],
  );
  await one.close();
  t.strictSame(names(), []);
});

t.test('what a run that was killed has left is taken away by the next one', async (t) => {
  const script = `
    import { writeFileSync } from 'node:fs';
    import { openScratch } from '${new URL('../../src/act/scratch.ts', import.meta.url).href}';
    const { path } = await openScratch('x-', new AbortController().signal);
    writeFileSync(path + '/image', 'x');
    process.stdout.write(path);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, [...process.execArgv, '--input-type=module', '--eval', script]);
  const [path] = await once(child.stdout, 'data');
  await takeLeftScratch('x-', signal);
  t.strictSame(
    names().map((name) => join(place, name)),
    [String(path)],
    'not while it runs',
  );
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
  t.equal(names().length, 1);
  await takeLeftScratch('x-', signal);
  t.strictSame(names(), []);
});

t.test('what is not one of these, or is held, stays', async (t) => {
  for (const name of ['x-run-left', 'x-run-held', 'y-run-left', 'x-young', 'x-old']) make(name);
  utimesSync(join(place, 'x-old'), twoDaysAgo, twoDaysAgo);
  writeFileSync(join(place, 'x-run-file'), '');
  symlinkSync('y-run-left', join(place, 'x-run-link'));
  const lock = await acquireDirectoryLock(join(place, 'x-run-held'), { waitSeconds: 0 });
  await takeLeftScratch('x-', signal);
  t.strictSame(names(), ['x-run-file', 'x-run-held', 'x-run-link', 'x-young', 'y-run-left']);
  await lock.release();
  await takeLeftScratch('x-', signal);
  t.strictSame(names(), ['x-run-file', 'x-run-link', 'x-young', 'y-run-left']);
  t.strictSame(readdirSync(join(place, 'y-run-left')), ['image']);
});

t.test('what cannot be deleted is said, and keeps nobody from work', { skip: notRoot }, async (t) => {
  make('m-run-left');
  make('m-run-more');
  const busy = join(place, 'm-run-left/busy');
  mkdirSync(busy);
  execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', busy]);
  t.teardown(() => execFileSync('umount', [busy]));
  t.match(await takeLeftScratch('m-', signal), [/m-run-left: .*busy/i]);
  t.notOk(names().includes('m-run-more'));
  await (await openScratch('m-', signal)).close();
  process.env['TMPDIR'] = '/proc/self/fdinfo/none';
  t.strictSame(await takeLeftScratch('x-', signal), [], 'a directory that is not there');
  process.env['TMPDIR'] = place;
});

t.test("another user's stays", { skip: notRoot }, async (t) => {
  make('z-run-his');
  chownSync(join(place, 'z-run-his'), 65_534, 65_534);
  await takeLeftScratch('z-', signal);
  t.ok(names().includes('z-run-his'));
});
