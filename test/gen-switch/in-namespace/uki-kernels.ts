import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { contentOf } from '../../fixtures/boot-tree.ts';
import { sh } from '../../fixtures/esp-machine.ts';
import { bootedOf, imagesOf, menuOf, sectionsOf } from '../../fixtures/generation-menu.ts';
import { addOlderKernel, olderRelease } from '../../fixtures/older-kernel.ts';
import { generations, newSwitchMachine } from '../../fixtures/switch-machine.ts';
import { makeUkiRoot } from '../../fixtures/ukify.ts';
import { binaryOf } from '../../support/binaries.ts';
import { call } from '../../support/call.ts';

// Generations with two kernels, of which unified kernel images are built.

t.setTimeout(600_000);
const machine = await newSwitchMachine((root) => {
  makeUkiRoot(root);
  addOlderKernel(root);
});
t.teardown(machine.remove);
const { run, current, esps, mnt, root } = machine;
const [a, b] = esps;
const [first, second, third] = generations;
writeFileSync(join(root, 'etc/machine-id'), '5d1c4e0b8f2a4c6e9b3d7a1f0e2c4b68\n');
writeFileSync(join(mnt, 'snapshots', first, '@/etc/kernel/install.conf'), 'layout=bls\n');
const state = () => [current(), sh('cd "$1"; ls links next', mnt), contentOf(a), contentOf(b)];
const namesOf = (esp: string) => menuOf(esp).map(({ name }) => name);
const olderOf = (id: string, suffix = '.efi') => `kernel-${id}-${olderRelease}${suffix}`;
const changed = (id: string, change: (generation: string) => void) => {
  const generation = join(mnt, 'snapshots', id, '@');
  sh('btrfs property set -ts "$1" ro false', generation);
  change(generation);
  sh('btrfs property set -ts "$1" ro true', generation);
};
const leftBehind = () => readdirSync(tmpdir()).filter((name) => name.startsWith('twinroot-uki-'));
const before = leftBehind();
/** Beside what others have there. */
const leftNow = () => leftBehind().filter((name) => !before.includes(name));

t.test('an image of each kernel beside texts of another generation', async (t) => {
  t.match(await run(first), { status: 0 });
  t.match(
    menuOf(a).map(({ machineId }) => machineId.length),
    [32, 32],
  );
  const answer = await run(second);
  t.equal(answer.status, 0, answer.err);
  for (const esp of esps) {
    t.strictSame(namesOf(esp), [
      `${second}+3.efi`,
      olderOf(second),
      `${first}+3.conf`,
      olderOf(first, '.conf'),
    ]);
    t.equal(bootedOf(esp)?.name, `${second}+3.efi`);
    t.match(
      menuOf(esp).map(({ machineId }) => machineId),
      ['', '', '', ''],
      'so that they sort alike',
    );
    const sections = sectionsOf(imagesOf(esp)[olderOf(second)] ?? Buffer.alloc(0));
    t.equal(sections['.uname']?.toString(), olderRelease);
    const boot = join(mnt, 'snapshots', second, '@/boot');
    t.ok(sections['.linux']?.equals(readFileSync(join(boot, `vmlinuz-${olderRelease}`))));
    t.ok(sections['.initrd']?.equals(readFileSync(join(boot, `initramfs-${olderRelease}`))));
  }
  t.strictSame(leftNow(), []);
});

t.test('again, and nothing is built or written', async (t) => {
  const was = state();
  t.match(await run(second), { status: 0 });
  t.strictSame(state(), was);
});

t.test('that of the older kernel cannot be built: the newest one is published all the same', async (t) => {
  changed(third, (generation) => {
    const path = join(generation, 'usr/bin/ukify');
    const text = readFileSync(path, 'utf8');
    writeFileSync(
      path,
      text.replace('set -eu', `set -eu\ncase "$*" in *${olderRelease}*) echo no key >&2; exit 3 ;; esac`),
    );
  });
  const answer = await run(third);
  t.match(answer, {
    status: 0,
    err: /no boot entry of its kernel 6\.6\.1-lts: its ukify failed with status 3: no key, ignoring/,
  });
  t.strictSame(current()?.[0], third);
  for (const esp of esps)
    t.strictSame(namesOf(esp).slice(0, 3), [`${third}+3.efi`, `${second}+3.efi`, olderOf(second)]);
  t.strictSame(leftNow(), []);
});

t.test('no room to build that of the older kernel anew: it stays where it is in the menu', async (t) => {
  const kept = `${b}.kept`;
  mkdirSync(kept);
  // One image, and the margin, beside what is there.
  sh(
    `cp -a "$1/." "$2"; size=$(du -s --block-size=1k "$1" | cut -f1)
     mount -t tmpfs -o size=$((size + 256 + 300))k tmpfs "$1"; cp -a "$2/." "$1"`,
    b,
    kept,
  );
  const image = imagesOf(a)[olderOf(second)];
  const answer = await run(second);
  t.equal(answer.status, 0, answer.err);
  t.notMatch(answer.err, 'no boot entry', 'it has one');
  for (const esp of esps) {
    t.strictSame(namesOf(esp).slice(0, 3), [`${second}+3.efi`, `${third}+3.efi`, olderOf(second)]);
    t.ok(imagesOf(esp)[olderOf(second)]?.equals(image ?? Buffer.alloc(0)));
  }
  sh('umount "$1"; rm -rf "$1"; mv "$2" "$1"', b, kept);
  t.match(await run(second), { status: 0 });
  t.strictSame(namesOf(b).slice(0, 3), [`${second}+3.efi`, olderOf(second), `${third}+3.efi`]);
});

t.test('texts instead: the images of both kernels go', async (t) => {
  changed(second, (generation) => writeFileSync(join(generation, 'etc/kernel/install.conf'), 'layout=bls\n'));
  const answer = await run(second);
  t.equal(answer.status, 0, answer.err);
  for (const esp of esps) {
    t.strictSame(namesOf(esp).slice(0, 2), [`${second}+3.conf`, olderOf(second, '.conf')]);
    t.strictSame(Object.keys(imagesOf(esp)), [`${third}+3.efi`]);
  }
});

t.test('gen-prune deletes images of both kernels', async (t) => {
  changed(second, (generation) => writeFileSync(join(generation, 'etc/kernel/install.conf'), 'layout=uki\n'));
  t.match(await run(second), { status: 0 });
  t.match(await run(third), { status: 0 });
  for (const esp of esps)
    sh('cd "$1"; for i in *-gen-*+3.efi; do mv "$i" "${i%+3.efi}.efi"; done', join(esp, 'EFI/Linux'));
  const pruned = await call(binaryOf('gen-prune'), [...machine.args, '--keep', '1', second]);
  t.equal(pruned.status, 0, pruned.err);
  for (const esp of esps) t.strictSame(Object.keys(imagesOf(esp)), [`${third}.efi`]);
});
