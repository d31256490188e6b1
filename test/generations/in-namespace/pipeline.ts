import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { kernel } from '../../fixtures/boot-tree.ts';
import { sh } from '../../fixtures/esp-machine.ts';
import { fillRoot } from '../../fixtures/generations-root.ts';
import { entriesOf, generations, newSwitchMachine } from '../../fixtures/switch-machine.ts';
import { binaryOf } from '../../support/binaries.ts';

// The commands of generations as their users join them, on a machine with two ESPs.

t.setTimeout(600_000);
const { mnt, root, esps, current, remove } = await newSwitchMachine();
t.teardown(remove);
const [first] = generations;
const base = join(mnt, 'snapshots', first, '@');
fillRoot(base, '6.12.0-lts');
writeFileSync(join(base, 'etc/next-kernel'), kernel('6.13.0-lts'));
const uuid = sh('blkid -o value -s UUID "$(findmnt -no SOURCE "$1")"', mnt);
writeFileSync(
  join(mnt, 'fstab'),
  `UUID=${uuid} / btrfs subvol=CURRENT_SNAPSHOTS_PATH/@,ro 0 0\nUUID=${uuid} /home btrfs subvol=/commons/@home,rw 0 0\n`,
);

/** Whether pipelines are pipes in one process. */
const inOneProcess = process.env['PIPE'] === 'twinroot';

/** A pipeline of commands, each with the machine's options. */
function pipeline(script: string): string {
  const directory = join(binaryOf('gen-new'), '..');
  const options = `--sysroot '${root}' --top /top`;
  if (inOneProcess) {
    const words = script
      .replace(/\b(gen-(?:new|list|switch|prune))\b/g, `$1 ${options}`)
      .replaceAll(' | ', ' : ');
    return execFileSync('sh', ['-euc', `'${directory}/twinroot' pipe ${words}`], { encoding: 'utf8' });
  }
  const named = script.replace(/\b(gen-(?:new|list|switch|prune))\b/g, `'${directory}'/$1 ${options}`);
  return execFileSync('bash', ['-euo', 'pipefail', '-c', named], { encoding: 'utf8' });
}
const idOf = (json: string): string => JSON.parse(json).generations[0].id;
const payloads = (esp: string) => readdirSync(join(esp, 'twin/gen')).toSorted();

t.test('an upgrade that brings a kernel', async (t) => {
  const upgrade =
    'cat /etc/next-kernel >/boot/vmlinuz-6.13.0-lts; echo initrd >/boot/initramfs-6.13.0-lts.img; mkdir /lib/modules/6.13.0-lts';
  const id = idOf(pipeline(`gen-new --json -- sh -c '${upgrade}' | gen-switch --json`));
  t.strictSame(current()?.slice(0, 2), [id, first]);
  for (const esp of esps) {
    t.strictSame(Object.keys(entriesOf(esp)), [`${id}+3.conf`]);
    const text = entriesOf(esp)[`${id}+3.conf`] ?? '';
    t.match(text, `subvol=/snapshots/${id}/@`);
    const linux = /^linux +(\S+)$/m.exec(text)?.[1] ?? '';
    t.ok(readFileSync(join(esp, linux)).equals(kernel('6.13.0-lts')), 'its own kernel');
  }
  t.notOk(existsSync(join(base, 'lib/modules/6.13.0-lts')), 'the one before is what it was');
});

t.test('what comes before gen-new is the input of its command', async (t) => {
  const id = idOf(pipeline(`gen-list --json | gen-new --json -- sh -c 'cat >/etc/listed; cat >/etc/rest'`));
  const listed = readFileSync(join(mnt, 'snapshots', id, '@/etc/listed'), 'utf8');
  t.ok(JSON.parse(listed).generations.length >= 2);
  t.equal(readFileSync(join(mnt, 'snapshots', id, '@/etc/rest'), 'utf8'), '');
});

t.test('one that fails changes nothing that boots', async (t) => {
  const before = [current(), entriesOf(esps[0]), entriesOf(esps[1])];
  t.throws(() => pipeline(`gen-new -- sh -c 'exit 5' | gen-switch`));
  t.strictSame([current(), entriesOf(esps[0]), entriesOf(esps[1])], before);
});

t.test('back to the one before, and an upgrade of that', async (t) => {
  const [newer] = current() ?? [];
  pipeline('gen-switch --previous');
  t.equal(current()?.[0], first);
  const id = idOf(pipeline(`gen-new --json -- sh -c 'echo >/etc/mended' | gen-switch --json`));
  t.strictSame(current()?.slice(0, 3), [id, first, newer]);
  t.notOk(
    existsSync(join(mnt, 'snapshots', id, '@/lib/modules/6.13.0-lts')),
    'not of the newest, of the current one',
  );
  for (const esp of esps) t.equal(payloads(esp).length, 4, 'what two share is there once');
});

t.test('pruning', async (t) => {
  const [now] = current() ?? [];
  const listed = JSON.parse(pipeline('gen-list --json')).generations as { id: string; tried: string }[];
  t.ok(listed.every(({ tried }) => tried !== 'good'));
  // As systemd-bless-boot does it: they have booted well.
  for (const esp of esps)
    sh('cd "$1/loader/entries"; for i in twin-gen-*+*.conf; do mv "$i" "${i%+*}.conf"; done', esp);
  pipeline('gen-list --json | gen-prune --keep 1');
  t.strictSame(readdirSync(join(mnt, 'snapshots')), [now]);
  for (const esp of esps) {
    t.strictSame(Object.keys(entriesOf(esp)), [`${now}.conf`]);
    t.equal(payloads(esp).length, 2, 'what only the others needed is gone');
  }
  t.strictSame(new Set(current()), new Set([now]), 'no link leads to what is gone');
  const again = pipeline('gen-list --json | gen-prune --keep 1 --json');
  t.equal(idOf(again), now, 'a second time there is nothing to do');
  mkdirSync(join(mnt, 'commons/left'), { recursive: true });
  t.equal(JSON.parse(pipeline('gen-list --json')).generations.length, 1);
});
