import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { contentOf, snapshotOf } from '../../fixtures/boot-tree.ts';
import { sh } from '../../fixtures/esp-machine.ts';
import { imagesOf, menuOf, sectionsOf } from '../../fixtures/generation-menu.ts';
import {
  generations,
  loaderVariable,
  newSwitchMachine,
  setLoaderVariable,
  token,
} from '../../fixtures/switch-machine.ts';
import { addUkify, makeUkiRoot } from '../../fixtures/ukify.ts';
import { binaryOf } from '../../support/binaries.ts';
import { call } from '../../support/call.ts';
import { needs } from '../../support/needs.ts';

// Generations whose layout is `uki`: images are built in them, by a program that has the options of ukify(1), see fixtures/ukify.ts.

t.setTimeout(600_000);
const machineId = '5d1c4e0b8f2a4c6e9b3d7a1f0e2c4b68';
const machine = await newSwitchMachine(makeUkiRoot);
t.teardown(machine.remove);
const { run, current, esps, mnt, root } = machine;
const [a, b] = esps;
const [first, second, third] = generations;
writeFileSync(join(root, 'etc/machine-id'), `${machineId}\n`);
const at = (script: string, ...args: readonly string[]) => sh(`cd "$1"; shift; ${script}`, mnt, ...args);
/** Changes the root of a sealed generation. */
const changed = (id: string, change: (generation: string) => void) => {
  at('btrfs property set -ts snapshots/$1/@ ro false', id);
  change(join(mnt, 'snapshots', id, '@'));
  at('btrfs property set -ts snapshots/$1/@ ro true', id);
};
/** The first one boots texts: what is said last counts. */
mkdirSync(join(mnt, 'snapshots', first, '@/usr/lib/kernel/install.conf.d'), { recursive: true });
writeFileSync(
  join(mnt, 'snapshots', first, '@/usr/lib/kernel/install.conf.d/50-layout.conf'),
  ' layout="bls"\n',
);
changed(third, (generation) => {
  writeFileSync(join(generation, 'etc/kernel/uki.conf'), '[UKI]\nSplash=/etc/kernel/splash\n');
  writeFileSync(join(generation, 'etc/kernel/splash'), 'a picture');
  writeFileSync(join(generation, 'boot/intel-ucode.img'), 'microcode');
});
const state = () => [current(), sh('cd "$1"; ls links next', mnt), snapshotOf(a), snapshotOf(b)];
const order = (esp: string) => menuOf(esp).map(({ name }) => name.replace(/\..*/, ''));
const leftBehind = () => readdirSync(tmpdir()).filter((name) => name.startsWith('twinroot-uki-'));
const before = leftBehind();
/** Beside what others have there. */
const leftNow = () => leftBehind().filter((name) => !before.includes(name));
const rename = (from: string, to: string) => {
  for (const esp of esps)
    renameSync(
      join(esp, `EFI/Linux/${token}-gen-${from}.efi`),
      join(esp, `EFI/Linux/${token}-gen-${to}.efi`),
    );
};

t.test('a generation whose layout is none: a text, as ever', async (t) => {
  const answer = await run(first);
  t.equal(answer.status, 0, answer.err);
  for (const esp of esps) {
    t.strictSame(Object.keys(imagesOf(esp)), []);
    t.match(menuOf(esp), [{ name: `${first}+3.conf`, machineId, left: 3 }]);
  }
});

t.test('what would be done, and nothing is', async (t) => {
  const was = state();
  const dry = await run('--dry-run', '--json', second);
  t.equal(dry.status, 0, dry.err);
  const { steps } = JSON.parse(dry.out);
  t.match(
    steps.filter(({ on }: { on: string }) => on === 'esp'),
    [
      { operation: 'make', path: 'EFI/Linux' },
      { operation: 'write', path: `loader/entries/${token}-gen-${first}+3.conf` },
      { operation: 'write', path: `EFI/Linux/${token}-gen-${second}+3.efi`, from: null },
      { operation: 'mirror' },
    ],
  );
  t.ok(steps[2].bytes > 200_000);
  t.strictSame(state(), was);
});

t.test('to a generation that boots an image', async (t) => {
  const answer = await run('--json', second);
  t.equal(answer.status, 0, answer.err);
  t.match(JSON.parse(answer.out).generations, [{ id: second, current: 0, tried: 'untried' }]);
  t.equal(JSON.parse(answer.out).generations[0].members.length, 2, 'complete on both');
  t.strictSame(current()?.slice(0, 2), [second, first]);
  for (const esp of esps) {
    t.strictSame(Object.keys(imagesOf(esp)), [`${second}+3.efi`]);
    t.match(readFileSync(join(esp, 'loader/loader.conf'), 'utf8'), /^default twin-gen-\*$/m);
    t.strictSame(order(esp), [`${second}+3`, `${first}+3`]);
    t.match(menuOf(esp), [
      { title: `Alpine Linux, generation ${second}`, sortKey: 'alpine' },
      { machineId: '', sortKey: 'alpine' },
    ]);
  }
  const sections = sectionsOf(imagesOf(b)[`${second}+3.efi`] ?? Buffer.alloc(0));
  const generation = join(mnt, 'snapshots', second, '@');
  t.equal(
    sections['.cmdline']?.toString(),
    `root=UUID=1 rootflags=noatime,subvol=/snapshots/${second}/@ ro quiet`,
  );
  t.match(sections['.osrel']?.toString(), /^ID=alpine$/m);
  t.equal(sections['.uname']?.toString(), '6.12.0-lts');
  t.ok(sections['.linux']?.equals(readFileSync(join(generation, 'boot/vmlinuz-6.12.0-lts'))));
  t.ok(sections['.initrd']?.equals(readFileSync(join(generation, 'boot/initramfs-6.12.0-lts'))));
  t.notOk(sections['.splash']);
  t.strictSame(leftNow(), []);
});

t.test('esp-check finds entries of both types complete', async (t) => {
  const entries = async () => {
    const set = await call(binaryOf('esp-which'), ['--sysroot', root, '--json']);
    const { out } = await call(binaryOf('esp-check'), ['--sysroot', root, '--json'], { input: set.out });
    const checks: readonly { readonly check: string; readonly state: string }[] = JSON.parse(out).checks;
    return checks.flatMap(({ check, state }) => (check === 'entries' ? [state] : []));
  };
  t.strictSame(await entries(), ['ok', 'ok']);
  const path = join(b, `EFI/Linux/${token}-gen-${second}+3.efi`);
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.subarray(0, 100_000));
  t.equal((await entries())[0], 'ok');
  t.not((await entries())[1], 'ok', 'one that was cut');
  const listed = await call(binaryOf('gen-list'), ['--sysroot', root, '--top', '/top', '--json']);
  const { generations: all } = JSON.parse(listed.out);
  t.equal(all.find(({ id }: { id: string }) => id === second).members.length, 1);
  sh('cp -p "$1" "$2"', join(a, `EFI/Linux/${token}-gen-${second}+3.efi`), path);
});

t.test('again, and nothing is written', async (t) => {
  const was = state();
  const answer = await run(second);
  t.match(answer, { status: 0 }, answer.err);
  t.strictSame(state(), was);
});

t.test('several initrds, and a configuration with a path of the generation', async (t) => {
  const answer = await run(third);
  t.equal(answer.status, 0, answer.err);
  const sections = sectionsOf(imagesOf(b)[`${third}+3.efi`] ?? Buffer.alloc(0));
  t.equal(sections['.splash']?.toString(), 'a picture');
  const initrd = readFileSync(join(mnt, 'snapshots', third, '@/boot/initramfs-6.12.0-lts'));
  t.ok(sections['.initrd']?.equals(Buffer.concat([Buffer.from('microcode\0\0\0'), initrd])));
  t.strictSame(order(b), [`${third}+3`, `${second}+3`, `${first}+3`]);
  const was = state();
  t.equal((await run(third)).status, 0);
  t.strictSame(state(), was, 'nothing is built again');
});

t.test('--previous; what has booted well has no counter, and gets none', async (t) => {
  rename(`${second}+3`, second);
  const answer = await run('--previous');
  t.equal(answer.status, 0, answer.err);
  t.strictSame(current()?.slice(0, 2), [second, third]);
  for (const esp of esps) {
    t.strictSame(order(esp), [second, `${third}+3`, `${first}+3`]);
    t.strictSame(Object.keys(imagesOf(esp)).toSorted(), [`${second}.efi`, `${third}+3.efi`]);
  }
});

t.test('a bad one comes last, and gets its tries back by hand', async (t) => {
  rename(`${third}+3`, `${third}+0-3`);
  t.strictSame(order(a).at(-1), `${third}+0-3`);
  const listed = await call(binaryOf('gen-list'), ['--sysroot', root, '--top', '/top', '--json']);
  t.match(JSON.parse(listed.out).generations, [
    { id: first, tried: 'untried' },
    { id: second, tried: 'good' },
    { id: third, tried: 'bad' },
  ]);
  const answer = await run(third);
  t.equal(answer.status, 0, answer.err);
  for (const esp of esps) t.strictSame(order(esp), [`${third}+3`, second, `${first}+3`]);
});

t.test('back to one with a text, and forth: the menu has them in the order of the switches', async (t) => {
  const answer = await run(first);
  t.equal(answer.status, 0, answer.err);
  for (const esp of esps) t.strictSame(order(esp), [`${first}+3`, `${third}+3`, second]);
  t.equal((await run(second)).status, 0);
  for (const esp of esps) t.strictSame(order(esp), [second, `${first}+3`, `${third}+3`]);
  t.strictSame(current()?.slice(0, 3), [second, first, third]);
});

t.test('an image that is rotten, or was cut, is built again', async (t) => {
  const path = join(a, `EFI/Linux/${token}-gen-${second}.efi`);
  const bytes = readFileSync(path);
  for (const damage of [
    'mtime=$(stat -c %Y "$1"); printf X | dd of="$1" bs=1 seek=100000 conv=notrunc status=none; touch -d @$mtime "$1"',
    'truncate -s 100000 "$1"',
  ]) {
    sh(damage, path);
    const answer = await run(second);
    t.equal(answer.status, 0, answer.err);
    const version = (image: Buffer) =>
      sectionsOf(image)
        ['.osrel']?.toString()
        .replace(/VERSION=.*/, '');
    t.equal(version(readFileSync(path)), version(bytes), damage);
    t.ok(sectionsOf(readFileSync(path))['.initrd']?.equals(sectionsOf(bytes)['.initrd'] ?? bytes), damage);
  }
  t.strictSame(order(a)[0], second);
});

t.test('another configuration of ukify: it is built again', async (t) => {
  changed(second, (generation) => {
    writeFileSync(join(generation, 'etc/kernel/uki.conf'), 'Splash=/etc/kernel/install.conf\n');
  });
  t.equal((await run(second)).status, 0);
  t.ok(sectionsOf(imagesOf(b)[`${second}.efi`] ?? Buffer.alloc(0))['.splash']);
});

t.test('for the next boot only: after all others', async (t) => {
  setLoaderVariable(root, 'LoaderFeatures', Buffer.from('ff00000000000000', 'hex'));
  const fourth = '20240102030405QrStUvWx';
  at('mkdir snapshots/$2; btrfs subvolume snapshot snapshots/$1/@ snapshots/$2/@ >/dev/null', second, fourth);
  sh('sed -i s/$2/$3/ "$1"', join(mnt, 'snapshots', fourth, '@/etc/fstab'), second, fourth);
  at('btrfs property set -ts snapshots/$1/@ ro true', fourth);
  const was = current();
  const answer = await run('--next-boot', fourth);
  t.equal(answer.status, 0, answer.err);
  t.equal(
    readFileSync(loaderVariable(root, 'LoaderEntryOneShot')).subarray(4).toString('utf16le'),
    `${token}-gen-${fourth}*.efi\0`,
  );
  t.strictSame(current(), was);
  for (const esp of esps) t.strictSame(order(esp), [second, `${first}+3`, `${third}+3`, `${fourth}+3`]);
  // As the boot loader does it.
  setLoaderVariable(root, 'LoaderEntryOneShot', null);
});

t.test('refused, and nothing is changed', async (t) => {
  const refused = async (why: RegExp, id: string) => {
    const was = state();
    const answer = await run(id);
    t.match(answer, { status: 1, out: '', err: why });
    t.strictSame(state(), was, String(why));
    t.strictSame(leftNow(), []);
  };
  const own = 'usr/bin/ukify';
  const config = 'etc/kernel/uki.conf';
  changed(third, (generation) => {
    renameSync(join(generation, own), join(generation, 'ukify'));
  });
  await refused(/has a \/etc\/kernel\/uki\.conf and no ukify.*install systemd-ukify/, third);
  changed(third, (generation) => {
    rmSync(join(generation, config));
  });
  if (needs('ukify').skip !== false) await refused(/layout=uki.*install systemd-ukify/, third);
  changed(third, (generation) =>
    addUkify(generation, own, '#!/bin/busybox sh\necho Traceback >&2; echo no key >&2\nexit 3\n'),
  );
  await refused(/its ukify failed with status 3: no key/, third);
  const other = readFileSync(join(mnt, 'snapshots', third, '@/ukify'), 'utf8').replace(
    'busybox cat "$cmdline"',
    'echo other',
  );
  changed(third, (generation) => addUkify(generation, own, other));
  await refused(/is not used: it says something else/, third);
  changed(third, (generation) => addUkify(generation, own, '#!/bin/busybox true\n'));
  await refused(/has built no image/, third);
});

t.test('ukify of the machine, where the generation has none', async (t) => {
  changed(third, (generation) => {
    rmSync(join(generation, 'usr/bin/ukify'));
  });
  const more = join(root, 'more');
  addUkify(more, 'ukify', readFileSync(join(mnt, 'snapshots', third, '@/ukify'), 'utf8'));
  sh('mount -t overlay overlay -o lowerdir="$1":/usr/local/bin /usr/local/bin', more);
  const answer = await run(third);
  sh('umount /usr/local/bin');
  t.equal(answer.status, 0, answer.err);
  t.strictSame(order(b)[0], `${third}+3`);
  t.notOk(sectionsOf(imagesOf(b)[`${third}+3.efi`] ?? Buffer.alloc(0))['.splash']);
});

t.test('no room on a mirror: nothing is written, and the numbers are said', async (t) => {
  const small = `${b}.small`;
  mkdirSync(small);
  sh('cp -a "$1/." "$2"; mount -t tmpfs -o size=2200k tmpfs "$1"; cp -a "$2/." "$1"', b, small);
  sh('head -c $(($(stat -f -c "%a * %S" "$1") - 300000)) /dev/zero >"$1/filler"', b);
  const was = [current(), contentOf(a), contentOf(b)];
  const answer = await run(second);
  t.match(answer, { status: 1, err: /mirror \S+ needs \d+ more bytes of room.*unified kernel image/ });
  t.strictSame([current(), contentOf(a), contentOf(b)], was);
  sh('umount "$1"', b);
});

t.test('pruned with what is on the ESPs, whatever its counter is', async (t) => {
  const fourth = '20240102030405QrStUvWx';
  t.equal((await run(second)).status, 0);
  rename(`${third}+3`, `${third}+0-3`);
  const prune = await call(binaryOf('gen-prune'), ['--sysroot', root, '--top', '/top', '--json', third], {});
  t.equal(prune.status, 0, prune.err);
  for (const esp of esps) t.strictSame(order(esp), [second, `${first}+3`, `${fourth}+3`]);
  t.strictSame(at('ls snapshots').split('\n'), [first, second, fourth]);
});
