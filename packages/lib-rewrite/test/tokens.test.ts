import { createOldIdFinder, parseMap } from '@twinroot/lib-idmap';
import { applyEdits } from '@twinroot/lib-lines';
import t from 'tap';
import { tokenEdits } from '../src/tokens.ts';
import { luks, luks2, part, part2, twoDisks, x, y } from './text-fixture.ts';

function rewrite(line: string, map = twoDisks, end = line.length): string {
  return applyEdits(line, tokenEdits(line, createOldIdFinder(parseMap(map, 'map')).find(line), end));
}

t.test('UUIDs that are words', async (t) => {
  const lines = [
    `search --no-floppy --fs-uuid --set=root ${x}`,
    `search.fs_uuid ${x} root hd0,gpt2`,
    `set id='${x}'`,
    `menuentry 'A' $menuentry_id_option 'gnulinux-simple-${x}' {`,
    `GRUB_DEFAULT="gnulinux-advanced-${x}>gnulinux-5.10-advanced-${x}"`,
    `saved_entry=osprober-gnulinux-/boot/vmlinuz-5.10--${x}`,
    `volume "${x}"`,
    `path: uuid(${x}):/vmlinuz`,
    `path: guid://${x}/vmlinuz`,
    `luks-${x} /dev/mapper/luks-${x} /dev/disk/by-uuid/${x}`,
    `UUID=${x}`,
    `ROOT_UUID=${x.toUpperCase()}`,
  ];
  for (const line of lines)
    t.equal(rewrite(line), line.replaceAll(x, y).replaceAll(x.toUpperCase(), y), line);
  t.equal(rewrite(`volume ${part}`), `volume ${part2}`);
  t.equal(rewrite('search --fs-uuid 6B7E-A837'), 'search --fs-uuid 6C48-1623');
});

t.test('other spellings', async (t) => {
  const bare = (text: string) => text.replaceAll('-', '');
  t.equal(rewrite(`cryptomount -u ${bare(luks)}`), `cryptomount -u ${bare(luks2)}`);
  t.equal(rewrite(`set root='cryptouuid/${bare(luks)}'`), `set root='cryptouuid/${bare(luks2)}'`);
  t.equal(rewrite(`--hint='mduuid/${bare(luks)}'`), `--hint='mduuid/${bare(luks2)}'`);
});

t.test('what stays', async (t) => {
  const lines = [
    `linux /EFI/Some-${x}/vmlinuz`,
    `linux ${x}/vmlinuz`,
    `/run/media/a/${x}`,
    `root=PARTUUID=${x}`,
    `/dev/disk/by-partuuid/${x}`,
    `${x}0`,
    `dev-disk-by\\x2duuid-${x.replaceAll('-', '\\x2d')}.swap`,
    'root',
    '/dev/sda2',
  ];
  for (const line of lines) t.equal(rewrite(line), line);
  t.equal(rewrite(`a # ${x}`, twoDisks, 2), `a # ${x}`, 'in a comment');
  t.equal(
    rewrite(`search --fs-uuid ${x}`, `UUID=${x} /dev/sdb2`),
    `search --fs-uuid ${x}`,
    'no path is a UUID',
  );
  t.equal(rewrite(`search ${x}`, `UUID=${x} PARTUUID=${part}`), `search ${x}`, 'nor another tag');
  t.equal(rewrite(`-u ${x.replaceAll('-', '')}`, `UUID=${x} UUID=6C48-1623`), `-u ${x.replaceAll('-', '')}`);
});
