import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { entry, kernel, writeTree } from '../fixtures/boot-tree.ts';
import { quote } from '../support/call.ts';
import { espMirrorBinary } from '../support/esp-mirror-call.ts';
import { itemText, startWatcher, until } from '../support/esp-watch-call.ts';

const [old, next] = [Buffer.alloc(300_000, 'old'), Buffer.alloc(300_000, 'new')];

// As compressors do: piece by piece, in the place of the old one, and for longer than the watcher waits for quiet.
const writeInPlace =
  'exec >"$1/initramfs-linux.img"; for i in 1 2 3 4 5 6; do dd bs=50000 count=1 status=none; sleep 0.5; done <"$2/next"';

t.test('an initramfs that is written in place is never mirrored by halves', async (t) => {
  const root = t.testdir({ to: {} });
  const [from, to] = [join(root, 'from'), join(root, 'to')];
  writeTree(root, { next });
  writeTree(from, {
    'vmlinuz-linux': kernel('6.6.1'),
    'initramfs-linux.img': old,
    'loader/entries/arch.conf': entry('Arch', '/vmlinuz-linux', '/initramfs-linux.img'),
  });
  const mirrored = `cat >/dev/null; ${quote(espMirrorBinary, '--from', from, '--to', to)} >/dev/null`;
  const args = ['--settle', '0.1', '--hold', 'none', '--exec', 'sh', '-c', mirrored];
  const watcher = startWatcher(t, args, itemText(from));
  const image = join(to, 'initramfs-linux.img');
  await until(() => existsSync(join(to, 'loader/entries/arch.conf')), 'the first run');

  const writer = spawn('sh', ['-euc', writeInPlace, 'sh', from, root], { stdio: 'inherit' });
  let status: number | null = null;
  const ended = once(writer, 'close').then(([code]) => {
    status = code;
  });
  const seen = new Set<string>();
  for (; status === null; await sleep(20)) seen.add(readFileSync(image).toString('latin1'));
  await ended;
  t.equal(status, 0);
  for (const content of seen)
    t.ok(
      [old, next].some((one) => one.toString('latin1') === content),
      'a whole one',
    );
  t.match(watcher.err(), 'initramfs-linux.img is being written by', 'the watcher had it mirrored meanwhile');
  await until(() => readFileSync(image).equals(next), 'the new one');
  t.equal(await watcher.stop(), 0, watcher.err());
});
