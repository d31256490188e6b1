import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  closeSync,
  openSync,
  readFileSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { contentOf, entry, kernel, leftoversOf, program, writeTree } from '../fixtures/boot-tree.ts';
import { workspace } from '../support/binaries.ts';
import { call } from '../support/call.ts';
import { brief, espMirrorBinary, mirror, runOf } from '../support/esp-mirror-call.ts';
import { espMirrorPaused, whyNoFaults } from '../support/fault.ts';
import { valuesOf } from '../support/install-call.ts';

// Files of the source that somebody writes in place while it is mirrored.

t.setTimeout(300_000);
const noFaults = whyNoFaults() ?? false;
const large = 200_000;

/** A machine whose two entries share a kernel, and a tool beside them. */
const machine = (release: string) => ({
  'vmlinuz-linux': kernel(release),
  'initramfs-linux.img': Buffer.alloc(large, `initrd of ${release}`),
  'initramfs-fallback.img': Buffer.alloc(large, 'fallback'),
  'loader/entries/arch.conf': entry('Arch', '/vmlinuz-linux', '/initramfs-linux.img'),
  'loader/entries/arch-fallback.conf': entry('Arch', '/vmlinuz-linux', '/initramfs-fallback.img'),
  'tool.efi': program(`tool of ${release}`),
  'loader/entries/tool.conf': 'title Tool\nefi /tool.efi\n',
});

/** A mirror that is in step with an older state of the source. */
async function place(test: Test) {
  const root = test.testdir({ to: {} });
  const [from, to] = [join(root, 'from'), join(root, 'to')];
  writeTree(from, machine('6.6.1'));
  test.equal(brief(await mirror(from, to)), 'mirrored 0');
  const before = contentOf(to);
  writeTree(from, machine('6.6.2'), 1_700_000_100);
  return { from, to, before, image: join(from, 'initramfs-linux.img') };
}

/** A process that truncates a file and writes the beginning of it, as compressors do into their standard output. */
async function writerOf(test: Test, path: string): Promise<ChildProcess> {
  const script = 'head -c 10240 /dev/zero; echo written >&2; read end';
  const child = spawn('sh', ['-c', `exec >"$1"; ${script}`, 'sh', path], {
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  test.teardown(() => child.kill('SIGKILL'));
  await once(child.stderr, 'data');
  return child;
}
async function end(child: ChildProcess): Promise<void> {
  child.stdin?.end();
  await once(child, 'close');
}

t.test('what depends on a file that is being written stays, and all else is mirrored', async (t) => {
  const { from, to, before, image } = await place(t);
  const writer = await writerOf(t, image);
  const run = await mirror(from, to, '--wait', '0');
  t.equal(brief(run), 'mirrored 1', run.err);
  t.ok(run.err.includes('initramfs-linux.img') && run.err.includes(`pid ${writer.pid}`), run.err);
  const now = contentOf(to);
  for (const path of ['vmlinuz-linux', 'initramfs-linux.img', 'loader/entries/arch.conf'])
    t.equal(now[path], before[path], `${path} is as it was`);
  t.equal(now['tool.efi'], contentOf(from)['tool.efi']);
  const again = await mirror(from, to, '--wait', '0');
  t.equal(brief(again), 'held 1', 'and again nothing is written');
  t.strictSame(contentOf(to), now);
  await end(writer);
  writeTree(from, machine('6.6.2'), 1_700_000_200);
  t.equal(brief(await mirror(from, to)), 'mirrored 0', 'when it is whole it comes');
  t.strictSame(contentOf(to), contentOf(from));
});

t.test('it is waited for, and a run that found it half-written ends well', async (t) => {
  const { from, to, before, image } = await place(t);
  const writer = await writerOf(t, image);
  const running = mirror(from, to);
  await sleep(1500);
  t.strictSame(contentOf(to), before, 'nothing is written meanwhile');
  appendFileSync(image, Buffer.alloc(large, 'the rest'));
  await end(writer);
  const run = await running;
  t.equal(brief(run), 'mirrored 0', run.err);
  t.strictSame(contentOf(to), contentOf(from));
  t.equal(run.err.split('\n').filter((line) => line.includes('initramfs-linux.img')).length, 1, run.err);
});

t.test('what nothing depends on is left out, which is no failure and takes no time', async (t) => {
  const { from, to, before } = await place(t);
  writeTree(from, machine('6.6.1'));
  const writer = await writerOf(t, join(from, 'initramfs-linux.img.tmp'));
  for (const options of [[], ['--checksum'], ['--dry-run']]) {
    const run = await mirror(from, to, ...options);
    t.equal(run.status, 0, run.err);
    t.strictSame(
      run.outcomes.map(({ why }) => why).filter((why) => why !== null),
      [],
    );
    t.ok(run.err.includes('initramfs-linux.img.tmp'), 'it is said');
    t.strictSame(contentOf(to), before);
  }
  await end(writer);
  t.equal(brief(await mirror(from, to)), 'mirrored 0');
  t.strictSame(contentOf(to), contentOf(from));
});

t.test('the only image of a machine, and a mirror that has none', async (t) => {
  const root = t.testdir({ to: {}, empty: {} });
  const [from, to, empty] = [join(root, 'from'), join(root, 'to'), join(root, 'empty')];
  writeTree(from, { 'EFI/Linux/arch.efi': program('uki 1', large), 'loader/loader.conf': 'timeout 1\n' });
  t.equal(brief(await mirror(from, to)), 'mirrored 0');
  const before = contentOf(to);
  const writer = await writerOf(t, join(from, 'EFI/Linux/arch.efi'));
  t.equal(brief(await mirror(from, to, '--wait', '0')), 'held 1');
  t.strictSame(contentOf(to), before);
  t.equal(brief(await mirror(from, to, '--wait', '0', '--force')), 'held 1', 'not even if it must');
  t.strictSame(contentOf(to), before);
  const first = await mirror(from, empty, '--wait', '0');
  t.equal(first.status, 1, first.err);
  t.notOk('EFI/Linux/arch.efi' in contentOf(empty));
  await end(writer);
});

t.test('loaders and configuration', async (t) => {
  const root = t.testdir({ to: {} });
  const [from, to] = [join(root, 'from'), join(root, 'to')];
  const files = {
    'EFI/BOOT/BOOTX64.EFI': program('1', large),
    'loader/loader.conf': 'timeout 1\n',
    'grub.cfg': '1',
  };
  writeTree(from, { ...machine('6.6.1'), ...files });
  t.equal(brief(await mirror(from, to)), 'mirrored 0');
  const before = contentOf(to);
  for (const path of Object.keys(files)) {
    const writer = await writerOf(t, join(from, path));
    const run = await mirror(from, to, '--wait', '0');
    t.equal(brief(run), 'held 1', path);
    t.ok(run.err.includes(path), run.err);
    await end(writer);
    writeTree(from, files);
  }
  t.strictSame(contentOf(to), before);
  t.equal(brief(await mirror(from, to)), 'same 0');
});

const noXz = spawnSync('xz', ['--version']).error ? 'xz is not installed' : false;

t.test('a writer that is stopped, and one that is killed half-way', { skip: noXz }, async (t) => {
  const { from, to, image } = await place(t);
  const command = 'head -c 3000000 /dev/urandom | xz -0 --check=crc32';
  const compressed = () => execFileSync('sh', ['-c', command], { maxBuffer: 10_000_000 });
  writeFileSync(image, compressed());
  t.equal(brief(await mirror(from, to)), 'mirrored 0');
  const before = contentOf(to);
  const next = join(from, '../next');
  writeFileSync(next, compressed());
  const script = 'exec >"$1"; head -c 1000000 "$2"; echo written >&2; read end';
  const writer = spawn('sh', ['-c', script, 'sh', image, next], { stdio: ['pipe', 'ignore', 'pipe'] });
  t.teardown(() => writer.kill('SIGKILL'));
  await once(writer.stderr, 'data');
  writer.kill('SIGSTOP');
  t.equal(brief(await mirror(from, to, '--wait', '0')), 'held 1', 'stopped');
  writer.kill('SIGKILL');
  await once(writer, 'close');
  t.ok(statSync(image).size > 0, 'it left a half');
  t.equal(brief(await mirror(from, to, '--wait', '0')), 'held 1', 'killed');
  t.strictSame(contentOf(to), before);
  writeFileSync(image, compressed());
  t.equal(brief(await mirror(from, to)), 'mirrored 0', 'it is whole again');
  t.strictSame(contentOf(to), contentOf(from));
});

t.test('one that begins when the copy has begun', { skip: noFaults }, async (t) => {
  const { from, to, before, image } = await place(t);
  writeTree(from, machine('6.6.2'), Math.floor(Date.now() / 1000));
  // Which is copied first is a matter of the plan: all that may be are open then.
  const opened: number[] = [];
  const run = await espMirrorPaused(['--wait', '0', '--from', from, '--to', to], () => {
    for (const path of ['vmlinuz-linux', 'initramfs-linux.img', 'tool.efi'])
      opened.push(openSync(join(from, path), 'r+'));
  });
  t.equal(run.status, 1, run.err);
  const now = contentOf(to);
  for (const path of ['vmlinuz-linux', 'initramfs-linux.img', 'tool.efi'])
    t.equal(now[path], before[path], path);
  t.strictSame(leftoversOf(to), []);
  const [, fd = -1] = opened;
  writeSync(fd, Buffer.alloc(large, 'in place'));
  for (const each of opened) closeSync(each);
  t.equal(brief(await mirror(from, to)), 'mirrored 0');
  t.equal(readFileSync(join(to, 'initramfs-linux.img'), 'utf8'), readFileSync(image, 'utf8'));
});

t.test('one that grows and is not kept open', async (t) => {
  const { from, to, before, image } = await place(t);
  writeFileSync(image, 'begun');
  const grower = spawn(
    'sh',
    ['-c', 'while sleep 0.01; do head -c 5000 /dev/zero >>"$1"; done', 'sh', image],
    {
      stdio: 'ignore',
    },
  );
  t.teardown(() => grower.kill('SIGKILL'));
  const run = await mirror(from, to, '--wait', '1');
  t.equal(run.status, 1, run.err);
  t.equal(contentOf(to)['initramfs-linux.img'], before['initramfs-linux.img']);
  t.strictSame(leftoversOf(to), []);
  grower.kill('SIGKILL');
  await once(grower, 'close');
  t.equal(brief(await mirror(from, to)), 'mirrored 0');
  t.strictSame(contentOf(to), contentOf(from));
});

const notRoot = process.getuid?.() === 0 ? false : 'needs root';

t.test('the services may look who writes', { skip: notRoot }, async (t) => {
  const { from, to, before, image } = await place(t);
  const writer = await writerOf(t, image);
  for (const unit of ['esp-mirror.service', 'esp-watch.service']) {
    const [set = ''] = valuesOf(join(workspace, 'units', unit), 'CapabilityBoundingSet');
    const kept = set.split(' ').map((name) => `+${name.toLowerCase().replace('cap_', '')}`);
    const limits = ['--no-new-privs', '--inh-caps=-all', `--bounding-set=-all,${kept.join(',')}`];
    const args = [espMirrorBinary, '--json', '--wait', '0', '--from', from, '--to', to];
    // As ProtectProc=invisible has it (systemd.exec(5)).
    const script = 'mount -t proc -o hidepid=invisible proc /proc && exec setpriv "$@"';
    const run = await call('/usr/bin/unshare', ['--mount', 'sh', '-c', script, 'sh', ...limits, ...args], {
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
    });
    t.equal(runOf(run).status, 1, run.err);
    t.ok(run.err.includes(`pid ${writer.pid}`), `${unit}: ${run.err}`);
    t.equal(contentOf(to)['initramfs-linux.img'], before['initramfs-linux.img']);
  }
  await end(writer);
});
