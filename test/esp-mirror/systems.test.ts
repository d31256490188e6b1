import { chmodSync, existsSync, readFileSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import {
  type BootTree,
  contentOf,
  entry,
  image,
  kernel,
  program,
  removeFrom,
  snapshotOf,
  sourceAndMirror,
  writeTree,
} from '../fixtures/boot-tree.ts';
import { brief, espMirror, mirror } from '../support/esp-mirror-call.ts';

// What real machines have beside a kernel and an initrd: stubs, several systems, leftovers, and disks of other machines.

const other = 'ffeeddccbbaa99887766554433221100';

/** A system whose entry is a loader stub: it names its kernel and initrd, and has neither. */
const stub = (generation: number): BootTree => ({
  [`EFI/nixos/kernel-${generation}.efi`]: kernel(`6.12.${generation}`),
  [`EFI/nixos/initrd-${generation}.efi`]: `initrd ${generation}`,
  [`EFI/Linux/nixos-generation-${generation}.efi`]: image({
    '.osrel': 'ID=nixos\n',
    '.linux': `\\EFI\\nixos\\kernel-${generation}.efi`,
    '.linuxh': '0'.repeat(32),
    '.initrd': `\\EFI\\nixos\\initrd-${generation}.efi`,
    '.initrdh': '1'.repeat(32),
  }),
});
const arch = (release: string): BootTree => ({
  'vmlinuz-linux': kernel(release),
  'initramfs-linux.img': `initrd ${release}`,
  'loader/entries/arch.conf': entry('Arch', '/vmlinuz-linux', '/initramfs-linux.img'),
});

t.test('what a stub names belongs to it', async (t) => {
  const { from, to } = sourceAndMirror(t);
  writeTree(from, { ...stub(1), ...stub(2) });
  t.equal(brief(await mirror(from, to)), 'mirrored 0');
  removeFrom(from, 'EFI/nixos/kernel-1.efi');
  const before = snapshotOf(to);
  t.equal(brief(await mirror(from, to)), 'held 1', 'damage is not mirrored');
  t.strictSame(snapshotOf(to), before);
  removeFrom(from, 'EFI/Linux/nixos-generation-1.efi', 'EFI/nixos/initrd-1.efi');
  t.equal(brief(await mirror(from, to)), 'mirrored 0', 'what was removed as a whole goes');
  t.strictSame(contentOf(to), contentOf(from));
});

t.test('another system, known by its command line or its os-release, stays', async (t) => {
  const { from, to } = sourceAndMirror(t);
  writeTree(from, { ...arch('6.17.8'), 'EFI/Linux/arch.efi': image({ '.osrel': 'ID=arch\n' }) });
  const theirs: BootTree = {
    'suse/linux': kernel('6.16.1'),
    'loader/entries/suse-6.16.1.conf': `linux /suse/linux\noptions root=b systemd.machine_id=${other}\n`,
    'EFI/Linux/fedora.efi': image({ '.osrel': 'ID=fedora\n' }),
  };
  writeTree(to, { ...arch('6.17.7'), ...theirs });
  const run = await mirror(from, to);
  t.match(run.outcomes[0], { state: 'mirrored', files_kept: Object.keys(theirs).length });
  t.equal(run.status, 0, run.err);
  for (const path of Object.keys(theirs)) t.ok(existsSync(join(to, path)), path);
  t.match((await mirror(from, to)).outcomes[0], { state: 'same' });
  await mirror(from, to, '--purge');
  t.strictSame(contentOf(to), contentOf(from));
});

t.test('a mirror that was never in step keeps all that it had, also in later runs', async (t) => {
  const { from, to } = sourceAndMirror(t);
  writeTree(from, { ...arch('6.17.8'), 'EFI/BOOT/BOOTX64.EFI': program('systemd-boot') });
  const theirs: BootTree = {
    'rescue/linux': kernel('6.1.1'),
    'loader/entries/rescue.conf': 'linux /rescue/linux\noptions rescue\n',
    'notes.txt': 'x',
  };
  writeTree(to, { ...theirs, 'EFI/BOOT/BOOTX64.EFI': program('systemd-boot') });
  const run = await mirror(from, to);
  t.match(run.outcomes[0], { state: 'mirrored', files_kept: 3 });
  for (const path of Object.keys(theirs)) t.ok(existsSync(join(to, path)), path);
  t.ok(readFileSync(join(to, 'loader/esp-kept'), 'utf8').includes('/rescue/\n'));
  t.match((await mirror(from, to)).outcomes[0], { state: 'same', files_kept: 3 });
  // The list is the mirror's own: it does not go back, and says nothing of another disk.
  t.equal(existsSync(join(from, 'loader/esp-kept')), false);
  t.match((await mirror(from, to, '--purge')).outcomes[0], { state: 'mirrored', files_kept: 0 });
  t.strictSame(contentOf(to), contentOf(from));
});

t.test(
  'another system without an id stays where its root is another one, on a mirror in step, too',
  async (t) => {
    const { from, to } = sourceAndMirror(t);
    const booting = (linux: string, root: string) => `linux /${linux}\noptions root=UUID=${root} rw\n`;
    const ours = (release: string, root: string): BootTree => ({
      [`arch/${release}`]: kernel(`${release}-arch1-1`),
      [`loader/entries/arch-${release}.conf`]: booting(`arch/${release}`, root),
    });
    const theirs: BootTree = {
      'debian/vmlinuz': kernel('6.12.5-amd64'),
      'loader/entries/debian.conf': booting('debian/vmlinuz', 'bb'),
    };
    writeTree(from, { ...ours('6.17.7', 'aa'), ...ours('6.17.8', 'aa') });
    writeTree(to, { ...ours('6.17.7', 'aa'), ...theirs });
    const run = await mirror(from, to);
    t.match(run.outcomes[0], { state: 'mirrored', files_kept: 2 }, run.err);
    t.ok(run.err.includes('loader/entries/debian.conf') && run.err.includes('debian/'), 'it is named');
    t.match((await mirror(from, to)).outcomes[0], { state: 'same', files_kept: 2 });
    // The root changes, and then the old versions go: these were the source's.
    writeTree(from, ours('6.17.9', 'cc'));
    t.equal(brief(await mirror(from, to)), 'mirrored 0');
    removeFrom(
      from,
      'arch/6.17.7',
      'loader/entries/arch-6.17.7.conf',
      'arch/6.17.8',
      'loader/entries/arch-6.17.8.conf',
    );
    t.match((await mirror(from, to)).outcomes[0], { state: 'mirrored', files_kept: 2 });
    t.strictSame(
      Object.keys(contentOf(to)).filter((path) => path.startsWith('arch')),
      ['arch', 'arch/6.17.9'],
    );
    t.match((await mirror(from, to, '--purge')).outcomes[0], { state: 'mirrored', files_kept: 0 });
    t.strictSame(contentOf(to), contentOf(from));
  },
);

t.test('a source that lost its entries is refused, and nothing is written down of its mirror', async (t) => {
  const { from, to } = sourceAndMirror(t);
  const loader: BootTree = { 'EFI/BOOT/BOOTX64.EFI': program('systemd-boot') };
  writeTree(from, { ...arch('6.17.8'), ...loader });
  await mirror(from, to);
  removeFrom(from, 'loader', 'vmlinuz-linux', 'initramfs-linux.img');
  const before = snapshotOf(to);
  const run = await mirror(from, to);
  t.equal(brief(run), 'refused 1', run.err);
  t.ok(run.err.includes('loader/entries/arch.conf') && run.err.includes('--force'), run.err);
  t.strictSame(snapshotOf(to), before);
  writeTree(from, arch('6.17.9'));
  t.equal(brief(await mirror(from, to)), 'mirrored 0', 'they are back');
  t.strictSame(contentOf(to), contentOf(from));
  // Who means it so is not asked again.
  removeFrom(from, 'loader', 'vmlinuz-linux', 'initramfs-linux.img');
  writeTree(from, { 'EFI/BOOT/BOOTX64.EFI': program('another') });
  t.match((await mirror(from, to, '--force')).outcomes[0], { state: 'mirrored', files_kept: 3 });
  t.equal(brief(await mirror(from, to)), 'same 0');
});

t.test('the only way into the other disk stays', async (t) => {
  const { from, to } = sourceAndMirror(t);
  writeTree(from, arch('6.17.8'));
  writeTree(to, {
    ...arch('6.17.8'),
    'EFI/BOOT/BOOTX64.EFI': program('grub'),
    'EFI/systemd/x.efi': program('x'),
  });
  const before = snapshotOf(to);
  t.match((await mirror(from, to)).outcomes[0], { state: 'same', files_kept: 2 });
  t.strictSame(snapshotOf(to), before);
});

t.test('a leftover entry that is broken does not freeze the mirror', async (t) => {
  const { from, to } = sourceAndMirror(t);
  const fallback = { 'loader/entries/fallback.conf': entry('Fallback', '/vmlinuz-linux', '/fallback.img') };
  writeTree(to, { ...arch('6.17.7'), ...fallback, 'fallback.img': 'fallback' });
  writeTree(from, { ...arch('6.17.8'), ...fallback });
  const run = await mirror(from, to);
  t.equal(brief(run), 'mirrored 1', run.err);
  t.equal(contentOf(to)['vmlinuz-linux'], contentOf(from)['vmlinuz-linux']);
  t.notOk(existsSync(join(to, 'loader/entries/fallback.conf')));
  t.ok(run.err.includes('fallback.conf'), 'it is named');
  t.equal(brief(await mirror(from, to)), 'same 0', 'once: there is nothing left to lose');
});

t.test('an entry that is kept keeps what it names', async (t) => {
  const { from, to } = sourceAndMirror(t);
  writeTree(from, arch('6.17.8'));
  const theirs: BootTree = {
    'vmlinuz-linux': kernel('6.17.7'),
    'theirs.img': 'theirs',
    'loader/entries/theirs.conf': `machine-id ${other}\nlinux /vmlinuz-linux\ninitrd /theirs.img\n`,
  };
  writeTree(to, theirs);
  const before = snapshotOf(to);
  const run = await mirror(from, to);
  t.equal(run.status, 1, 'ours could not come, and that is said');
  for (const path of Object.keys(theirs)) t.equal(snapshotOf(to)[path], before[path], path);
});

t.test('a kernel, an image or an initrd that is cut or zeroed takes nobody’s place', async (t) => {
  for (const [path, spoil] of [
    ['EFI/Linux/arch.efi', (file: string) => truncateSync(file, 0x410)],
    ['initramfs-linux.img', (file: string) => writeFileSync(file, Buffer.from('fd377a585a000001', 'hex'))],
    ['initramfs-linux.img', (file: string) => writeFileSync(file, Buffer.alloc(100_000))],
    ['vmlinuz-linux', (file: string) => writeFileSync(file, Buffer.alloc(100_000))],
  ] as const) {
    const { from, to } = sourceAndMirror(t);
    writeTree(from, { ...arch('6.17.8'), 'EFI/Linux/arch.efi': image({ '.linux': 'k'.repeat(500) }) });
    await mirror(from, to);
    const before = snapshotOf(to);
    spoil(join(from, path));
    utimesSync(join(from, path), 1_710_000_000, 1_710_000_000);
    t.equal(brief(await mirror(from, to)), 'held 1', path);
    t.strictSame(snapshotOf(to), before, path);
  }
});

t.test('a boot loader or an add-on that is cut, empty or zeroed takes nobody’s place', async (t) => {
  for (const path of ['EFI/BOOT/BOOTX64.EFI', 'EFI/debian/shimx64.efi', 'loader/addons/all.addon.efi']) {
    for (const bytes of [
      image({ '.text': 'x'.repeat(900) }).subarray(0, 0x410),
      Buffer.alloc(0),
      Buffer.alloc(900),
    ]) {
      const { from, to } = sourceAndMirror(t);
      writeTree(from, { ...arch('6.17.8'), [path]: image({ '.text': 'x'.repeat(900) }) });
      await mirror(from, to);
      const before = snapshotOf(to);
      writeFileSync(join(from, path), bytes);
      const run = await mirror(from, to);
      t.equal(brief(run), 'held 1', `${path}, ${bytes.length} bytes: ${run.err}`);
      t.strictSame(snapshotOf(to), before, path);
    }
  }
});

t.test('the same entry under two counters is there once', async (t) => {
  const { from, to } = sourceAndMirror(t);
  writeTree(from, {
    k: kernel('6.1'),
    'loader/entries/x+2-1.conf': entry('old', '/k'),
    'loader/entries/x+3.conf': entry('new', '/k'),
  });
  t.equal(brief(await mirror(from, to)), 'mirrored 0');
  t.ok(readFileSync(join(to, 'loader/entries/x+3.conf'), 'utf8').includes('title new'));
  for (const _ of [1, 2]) t.equal(brief(await mirror(from, to)), 'same 0');
});

t.test('GRUB with leftovers is mirrored', async (t) => {
  const { from, to } = sourceAndMirror(t);
  const grub = (version: string): BootTree => ({ 'EFI/debian/grubx64.efi': program(`grub ${version}`) });
  writeTree(from, { ...grub('2'), 'loader/entries/old.conf': entry('old', '/gone') });
  writeTree(to, {
    ...grub('1'),
    'x/linux': kernel('6.1'),
    'loader/entries/x.conf': `machine-id ${other}\nlinux /x/linux\n`,
  });
  const run = await mirror(from, to);
  t.equal(brief(run), 'mirrored 0', run.err);
  t.equal(contentOf(to)['EFI/debian/grubx64.efi'], contentOf(from)['EFI/debian/grubx64.efi']);
  t.ok(existsSync(join(to, 'x/linux')));
  await mirror(from, to, '--force', '--purge');
  t.notOk(existsSync(join(to, 'x/linux')), '--purge purges');
});

t.test('names that are not UTF-8 are left alone', async (t) => {
  const { from, to } = sourceAndMirror(t);
  writeTree(from, arch('6.17.8'));
  const odd = Buffer.concat([Buffer.from(`${to}/`), Buffer.from([0xfc]), Buffer.from('ber.txt')]);
  writeFileSync(odd, 'x');
  const run = await mirror(from, to);
  t.equal(brief(run), 'mirrored 0', run.err);
  t.equal(readFileSync(odd, 'utf8'), 'x');
  t.equal((await mirror(from, to, '--exclude', '?ber.txt')).err, '', 'and can be excluded');
});

t.test(
  'a file that cannot be read',
  { skip: process.getuid?.() === 0 ? 'root reads everything' : false },
  async (t) => {
    const { from, to } = sourceAndMirror(t);
    writeTree(from, { ...arch('6.17.8'), 'notes.txt': 'x' });
    await mirror(from, to);
    chmodSync(join(from, 'notes.txt'), 0);
    const run = await mirror(from, to);
    t.equal(run.status, 1);
    t.ok(run.err.includes('notes.txt') && run.err.includes('source'), run.err);
    t.equal(brief(await mirror(from, to, '--exclude', 'notes.txt')), 'same 0');
  },
);

t.test('--require', async (t) => {
  const { from, to } = sourceAndMirror(t);
  writeTree(from, arch('6.17.8'));
  t.equal((await mirror(from, to, '--require', '2')).status, 0);
  t.equal((await mirror(from, to, '--require', '3')).status, 1);
  for (const value of ['0', 'x', '1.5'])
    t.equal((await espMirror(['--require', value, '--from', from, '--to', to])).status, 2, value);
});
