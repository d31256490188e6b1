import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t from 'tap';
import { readSeed } from '../../src/gather/read-seed.ts';

const seed = '0123456789abcdef0123456789ABCDEF';

/** An ESP of these files. */
function esp(test: { testdir(): string }, files: Readonly<Record<string, string>>): string {
  const root = test.testdir();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

t.test('what is there of a seed', async (t) => {
  for (const [name, files, kind] of [
    ['nothing at all', { 'EFI/BOOT/BOOTX64.EFI': 'MZ' }, 'unused'],
    ['no directory loader, but an image', { 'EFI/Linux/a.efi': 'MZ' }, 'unused'],
    [
      'only what is ours',
      { 'loader/esp-sync': '', 'loader/esp-kept': '', 'loader/TWIN0000.TMP': '' },
      'unused',
    ],
    ['in capitals', { 'loader/ESP-SYNC': '' }, 'unused'],
    ['an image whose stub reads it', { 'loader/esp-sync': '', 'EFI/Linux/a.efi': 'MZ' }, 'none'],
    ['something else beside the images', { 'loader/esp-sync': '', 'EFI/Linux/note.txt': '' }, 'unused'],
    ['the configuration of systemd-boot', { 'loader/loader.conf': '' }, 'none'],
    ['entries', { 'loader/entries/a.conf': '' }, 'none'],
    ['a seed', { 'loader/random-seed': seed }, 'file'],
  ] as const)
    await t.test(name, async (t) => t.equal(readSeed(esp(t, files)).kind, kind));
});

t.test('its first bytes, its size, and whether it may be written', async (t) => {
  for (const [content, head] of [
    ['', ''],
    ['abc', 'abc'],
    [seed, seed],
    [`${seed}and more`, seed],
  ] as const) {
    const found = readSeed(esp(t, { 'loader/random-seed': content }));
    t.match(found, { kind: 'file', size: content.length, isSwitchedOff: false });
    if (found.kind === 'file') t.equal(Buffer.from(found.head).toString(), head);
  }
  const root = esp(t, { 'loader/random-seed': seed });
  chmodSync(join(root, 'loader/random-seed'), 0o500);
  t.match(readSeed(root), { kind: 'file', isSwitchedOff: true });
});

t.test('what is no file is not read', async (t) => {
  const root = esp(t, { 'loader/loader.conf': '', elsewhere: seed });
  const place = join(root, 'loader/random-seed');
  symlinkSync('../elsewhere', place);
  t.throws(() => readSeed(root), { code: 'ELOOP' });
  rmSync(place);
  mkdirSync(place);
  t.throws(() => readSeed(root), /not a regular file/);
  rmSync(join(root, 'loader'), { recursive: true });
  writeFileSync(join(root, 'loader'), '');
  t.throws(() => readSeed(root), { code: 'ENOTDIR' });
});
