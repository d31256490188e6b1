import { lstatSync, mkdirSync, renameSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import {
  contentOf,
  entry,
  kernel,
  program,
  removeFrom,
  snapshotOf,
  sourceAndMirror,
  textOf,
  writeTree,
} from '../fixtures/boot-tree.ts';
import { brief, mirror } from '../support/esp-mirror-call.ts';

// What a mirror holds after a run, for each way in which machines lay out their ESP.

const loaders = {
  'EFI/BOOT/BOOTX64.EFI': program('systemd-boot'),
  'EFI/systemd/systemd-bootx64.efi': program('systemd-boot'),
  'loader/loader.conf': 'timeout 3\n',
  'loader/entries.srel': 'type1\n',
};
const arch = (release: string) => ({
  'vmlinuz-linux': kernel(release),
  'initramfs-linux.img': `initrd of ${release}`,
  'loader/entries/arch.conf': entry('Arch', '/vmlinuz-linux', '/initramfs-linux.img'),
});
const token = '00112233445566778899aabbccddeeff';
const versioned = (release: string) => ({
  [`${token}/${release}/linux`]: kernel(release),
  [`${token}/${release}/initrd`]: `initrd of ${release}`,
  [`loader/entries/${token}-${release}.conf`]: entry(
    `Linux ${release}`,
    `/${token}/${release}/linux`,
    `/${token}/${release}/initrd`,
  ),
});
const removeVersion = (root: string, release: string) =>
  removeFrom(root, `${token}/${release}`, `loader/entries/${token}-${release}.conf`);

t.test('a first fill makes an empty mirror equal; again writes nothing', async (t) => {
  const { from, to } = sourceAndMirror(t);
  writeTree(from, {
    ...loaders,
    ...arch('6.12.1-arch1-1'),
    ...versioned('6.6.1'),
    empty: null,
    'a/zero': '',
  });
  const files = Object.values(contentOf(from)).filter((kind) => kind !== 'directory').length;
  const first = await mirror(from, to);
  t.equal(brief(first), 'mirrored 0', first.err);
  t.equal(first.outcomes[0]?.mirror, to);
  t.equal(first.outcomes[0]?.files_copied, files);
  t.strictSame(contentOf(to), contentOf(from));
  const large = lstatSync(join(to, 'vmlinuz-linux'));
  t.equal(large.mtimeMs, lstatSync(join(from, 'vmlinuz-linux')).mtimeMs, 'times come along');
  const before = snapshotOf(to);
  const source = snapshotOf(from);
  const again = await mirror(from, to);
  t.equal(brief(again), 'same 0', again.err);
  t.match(again.outcomes[0], { files_copied: 0, bytes_copied: 0, files_deleted: 0, why: null });
  t.strictSame(snapshotOf(to), before);
  t.strictSame(snapshotOf(from), source, 'and nothing on the source');
});

t.test('a new kernel beside the old one: its three files and nothing else', async (t) => {
  const { from, to } = sourceAndMirror(t);
  writeTree(from, { ...loaders, ...versioned('6.6.1') });
  await mirror(from, to);
  const before = snapshotOf(to);
  writeTree(from, versioned('6.6.2'));
  const run = await mirror(from, to);
  t.equal(brief(run), 'mirrored 0', run.err);
  const bytes = Object.values(versioned('6.6.2')).reduce((sum, content) => sum + content.length, 0);
  t.match(run.outcomes[0], { files_copied: 3, bytes_copied: bytes, files_deleted: 0 });
  t.strictSame(contentOf(to), contentOf(from));
  const after = snapshotOf(to);
  for (const path of [`${token}/6.6.1/linux`, 'loader/loader.conf', 'EFI/BOOT/BOOTX64.EFI'])
    t.equal(after[path], before[path], `${path} is not touched`);
});

t.test('one version is replaced by another, and its directory goes', async (t) => {
  const { from, to } = sourceAndMirror(t);
  writeTree(from, { ...loaders, ...versioned('6.6.1') });
  await mirror(from, to);
  removeVersion(from, '6.6.1');
  writeTree(from, versioned('6.6.2'));
  const run = await mirror(from, to);
  t.equal(brief(run), 'mirrored 0', run.err);
  t.match(run.outcomes[0], { files_copied: 3, files_deleted: 3 });
  t.strictSame(contentOf(to), contentOf(from));
});

t.test("Arch's names are replaced in place", async (t) => {
  for (const [option, copied, deleted] of [
    [[], 6, 2],
    [['--no-bridge'], 2, 0],
    [['--no-verify'], 6, 2],
  ] as const) {
    await t.test(`with ${option.join() || 'the bridge'}`, async (t) => {
      const { from, to } = sourceAndMirror(t);
      writeTree(from, { ...loaders, ...arch('6.12.1-arch1-1') });
      await mirror(from, to);
      writeTree(from, arch('6.12.2-arch1-1'));
      const run = await mirror(from, to, ...option);
      t.equal(brief(run), 'mirrored 0', run.err);
      t.match(run.outcomes[0], { files_copied: copied, files_deleted: deleted });
      t.strictSame(contentOf(to), contentOf(from));
      // Without the bridge the report says which entry was torn for a moment.
      const { why } = run.outcomes[0] ?? {};
      if (option[0] === '--no-bridge') t.ok(why?.includes('arch.conf'), why ?? 'nothing said');
      else t.equal(why, null);
    });
  }
});

t.test('a UKI is replaced', async (t) => {
  const { from, to } = sourceAndMirror(t);
  writeTree(from, { ...loaders, 'EFI/Linux/arch-linux.efi': program('uki 1') });
  await mirror(from, to);
  writeTree(from, { 'EFI/Linux/arch-linux.efi': program('uki 2') });
  const run = await mirror(from, to);
  t.match(run.outcomes[0], { state: 'mirrored', files_copied: 1, files_deleted: 0 });
  t.strictSame(contentOf(to), contentOf(from));
});

t.test('drop-in directories, device trees and several initrds come along', async (t) => {
  const { from, to } = sourceAndMirror(t);
  writeTree(from, {
    'EFI/Linux/os.efi': program('os'),
    'EFI/Linux/os.efi.extra.d/more.addon.efi': program('addon'),
    'EFI/Linux/os.efi.extra.d/secret.cred': 'credential',
    'loader/addons/global.addon.efi': program('global'),
    'amd-ucode.img': 'microcode',
    initrd: 'initrd',
    linux: kernel('6.1.1'),
    'dtb/board.dtb': 'board',
    'loader/entries/board.conf': `${entry('Board', '/linux', '/amd-ucode.img', '/initrd')}devicetree /dtb/board.dtb\n`,
  });
  t.equal(brief(await mirror(from, to)), 'mirrored 0');
  t.strictSame(contentOf(to), contentOf(from));
  removeFrom(from, 'EFI/Linux/os.efi.extra.d', 'dtb');
  writeTree(from, { 'loader/entries/board.conf': entry('Board', '/linux', '/amd-ucode.img', '/initrd') });
  t.equal(brief(await mirror(from, to)), 'mirrored 0');
  t.strictSame(contentOf(to), contentOf(from));
});

t.test('loader.conf and entries.srel follow the source, away too', async (t) => {
  const { from, to } = sourceAndMirror(t);
  writeTree(from, { ...loaders, ...versioned('6.6.1') });
  await mirror(from, to);
  writeTree(from, { 'loader/loader.conf': 'timeout 5\n' });
  removeFrom(from, 'loader/entries.srel');
  t.match((await mirror(from, to)).outcomes[0], { files_copied: 1, files_deleted: 1 });
  t.strictSame(contentOf(to), contentOf(from));
});

t.test('boot counters are each one its own', async (t) => {
  const { from, to } = sourceAndMirror(t);
  const { [`loader/entries/${token}-6.6.1.conf`]: text = '', ...payloads } = versioned('6.6.1');
  const name = (counter: string) => `loader/entries/${token}-6.6.1${counter}.conf`;
  const there = () => Object.keys(contentOf(to)).filter((path) => path.endsWith('.conf'));
  writeTree(from, { ...payloads, [name('+1-2')]: text });
  t.equal(brief(await mirror(from, to)), 'mirrored 0');
  t.strictSame(there(), [name('+3')], 'a new one arrives with all its tries');

  renameSync(join(from, name('+1-2')), join(from, name('+0-3')));
  const before = snapshotOf(to);
  t.equal(brief(await mirror(from, to)), 'same 0', 'counting down is no change');
  t.strictSame(snapshotOf(to), before);

  renameSync(join(to, name('+3')), join(to, name('+2-1')));
  t.equal(brief(await mirror(from, to)), 'same 0');
  t.strictSame(there(), [name('+2-1')], 'the mirror keeps its own');

  writeTree(from, { [name('+0-3')]: String(text).replace('quiet', 'splash') });
  t.equal(brief(await mirror(from, to)), 'mirrored 0');
  t.strictSame(there(), [name('+3')], 'a changed one arrives with all its tries');

  renameSync(join(from, name('+0-3')), join(from, name('')));
  t.equal(brief(await mirror(from, to)), 'mirrored 0');
  t.strictSame(there(), [name('')], 'what is blessed here is blessed there');
  t.strictSame(contentOf(to), contentOf(from));
});

t.test('a UKI with a counter that is changed arrives with all its tries', async (t) => {
  const { from, to } = sourceAndMirror(t);
  writeTree(from, { 'EFI/Linux/os+2-1.efi': program('1') });
  await mirror(from, to);
  t.ok('EFI/Linux/os+3.efi' in contentOf(to));
  writeTree(from, { 'EFI/Linux/os+2-1.efi': program('2') });
  writeTree(to, { 'EFI/Linux/os+1-2.efi': program('1') });
  removeFrom(to, 'EFI/Linux/os+3.efi');
  t.equal(brief(await mirror(from, to)), 'mirrored 0');
  t.strictSame(
    Object.keys(contentOf(to)).filter((path) => path.endsWith('.efi')),
    ['EFI/Linux/os+3.efi'],
  );
  t.ok(textOf(to, 'EFI/Linux/os+3.efi').includes('2'));
});

t.test("each partition's own files are neither copied nor deleted", async (t) => {
  const { from, to } = sourceAndMirror(t);
  const own = (whose: string) => ({
    'loader/random-seed': `seed of ${whose}`,
    'EFI/Microsoft/Boot/bootmgfw.efi': program(whose),
    [`EFI/UpdateCapsule/${whose}.cap`]: whose,
    [`EFI/debian/fw/${whose}.cap`]: whose,
    [`System Volume Information/${whose}`]: whose,
    [`$RECYCLE.BIN/${whose}`]: whose,
  });
  writeTree(from, { ...versioned('6.6.1'), ...own('source') });
  writeTree(to, own('mirror'));
  const before = contentOf(to);
  t.equal(brief(await mirror(from, to, '--purge')), 'mirrored 0');
  const after = contentOf(to);
  for (const path of Object.keys(before)) t.equal(after[path], before[path], path);
  for (const path of Object.keys(own('source')).filter((path) => !(path in before)))
    t.notOk(path in after, path);
  t.equal(brief(await mirror(from, to)), 'same 0');
  removeFrom(from, 'EFI', 'loader/random-seed');
  removeFrom(to, 'EFI/Microsoft/Boot');
  mkdirSync(join(to, 'EFI/Microsoft/Boot'));
  t.equal(brief(await mirror(from, to)), 'same 0', 'a directory of which only such are left is no change');
});

t.test('names that differ in case only are the same', async (t) => {
  const { from, to } = sourceAndMirror(t);
  writeTree(from, { ...loaders, ...versioned('6.6.1'), 'Notes.TXT': '1' });
  writeTree(to, {
    'EFI/boot/bootx64.efi': program('systemd-boot'),
    'LOADER/Entries/other.conf': entry('x', '/gone'),
    'notes.txt': '0',
  });
  t.equal(brief(await mirror(from, to, '--purge')), 'mirrored 0');
  const upper = (content: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(content).map(([path, digest]) => [path.toUpperCase(), digest]));
  t.strictSame(upper(contentOf(to)), upper(contentOf(from)));
  t.equal(Object.keys(contentOf(to)).length, Object.keys(contentOf(from)).length, 'none is there twice');
  t.ok('notes.txt' in contentOf(to), 'names that are there keep their spelling');
  t.equal(brief(await mirror(from, to)), 'same 0');
});

t.test('names that look like 8.3 aliases are names like any', async (t) => {
  const { from, to } = sourceAndMirror(t);
  writeTree(from, {
    ...versioned('6.6.1'),
    'LONGNA~1.TXT': 'alias',
    'longname-of-a-file.txt': 'long',
    'VMLINU~1': '1',
  });
  t.equal(brief(await mirror(from, to)), 'mirrored 0');
  t.strictSame(contentOf(to), contentOf(from));
});

t.test('large files are compared by size and time, with --checksum by their content', async (t) => {
  const { from, to } = sourceAndMirror(t);
  writeTree(from, { linux: program('1', 200_000), 'loader/entries/a.conf': entry('A', '/linux') });
  await mirror(from, to);
  writeTree(from, { linux: program('2', 200_000) });
  t.equal(brief(await mirror(from, to)), 'same 0', 'same size and time');
  const run = await mirror(from, to, '--checksum');
  t.match(run.outcomes[0], { state: 'mirrored', files_copied: 1 });
  t.strictSame(contentOf(to), contentOf(from));
  t.equal(brief(await mirror(from, to, '--checksum')), 'same 0');
  // Older or newer makes no difference: the source is right.
  writeTree(from, { linux: program('3', 200_000) });
  utimesSync(join(from, 'linux'), 1_500_000_000, 1_500_000_000);
  t.match((await mirror(from, to)).outcomes[0], { state: 'mirrored', files_copied: 1 });
  // Where the contents are equal, only the time follows.
  const { ino } = statSync(join(to, 'linux'));
  utimesSync(join(from, 'linux'), 1_600_000_000, 1_600_000_000);
  t.match((await mirror(from, to)).outcomes[0], { state: 'mirrored', files_copied: 0, bytes_copied: 0 });
  t.match(statSync(join(to, 'linux')), { ino, mtimeMs: 1_600_000_000_000 });
  t.equal(brief(await mirror(from, to)), 'same 0');
});

t.test('a time before 1980 says nothing: contents are compared', async (t) => {
  const { from, to } = sourceAndMirror(t);
  const loader = 'EFI/systemd/systemd-bootx64.efi';
  writeTree(from, { ...versioned('6.6.1'), [loader]: program('255.4', 140_288) });
  utimesSync(join(from, loader), 1, 1);
  await mirror(from, to);
  t.equal(brief(await mirror(from, to)), 'same 0');
  writeTree(from, { [loader]: program('255.6', 140_288) });
  utimesSync(join(from, loader), 1, 1);
  t.match((await mirror(from, to)).outcomes[0], { state: 'mirrored', files_copied: 1 });
  t.strictSame(contentOf(to), contentOf(from));
});

t.test('several mirrors are reported in the order given, each with its own outcome', async (t) => {
  const dir = t.testdir({ from: {}, z: {}, a: {}, m: {} });
  const [from, z, a, m] = ['from', 'z', 'a', 'm'].map((name) => join(dir, name));
  if (!from || !z || !a || !m) throw new Error('four directories are due');
  writeTree(from, { ...loaders, ...versioned('6.6.1') });
  await mirror(from, a);
  const run = await mirror(from, [z, a, m]);
  t.strictSame(
    run.outcomes.map(({ mirror, state }) => [mirror, state]),
    [
      [z, 'mirrored'],
      [a, 'same'],
      [m, 'mirrored'],
    ],
  );
  t.equal(run.status, 0);
  for (const to of [z, a, m]) t.strictSame(contentOf(to), contentOf(from));
});
