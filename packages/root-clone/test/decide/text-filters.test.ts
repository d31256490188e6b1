import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t from 'tap';
import { bootDirectories, imagePattern, kindOf } from '../../src/decide/source-texts.ts';
import { textFilters } from '../../src/decide/text-filters.ts';

const directories = bootDirectories(['/', '/efi0', '/boot']);

t.test('what rsync lets through', async (t) => {
  const [root, boot] = ['/', '/boot'].map((volume) => textFilters(directories, volume));
  for (const path of ['/etc/', '/etc/fstab', '/etc/cmdline.d/', '/boot/', '/boot/loader/entries/'])
    t.ok(root?.includes(`--include=${path}`), path);
  t.ok(boot?.includes('--include=/boot/loader/loader.conf'));
  t.notOk(boot?.includes('--include=/etc/fstab'), 'of a volume, only what is on it');
  for (const filters of [root, boot]) {
    t.equal(filters?.at(-1), '--exclude=*', 'and nothing else');
    t.equal(filters?.filter((each) => !each.startsWith('--include=/')).length, 1);
  }
});

t.test('unified kernel images, of volumes that are asked for', async (t) => {
  const lets = (volume: string) => textFilters(directories, volume, ['/efi0']);
  t.ok(lets('/efi0').includes(`--include=/efi0${imagePattern}`));
  t.ok(lets('/efi0').includes('--include=/efi0/[eE][fF][iI]/[lL][iI][nN][uU][xX]/'), 'and its parents');
  t.notOk(lets('/boot').some((filter) => filter.includes('/efi0')));
  t.notOk(textFilters(directories, '/efi0').some((filter) => filter.includes(imagePattern)));
});

/** Files for which there is a format, of each place and each loader. */
const read = [
  '/boot/armbianEnv.txt',
  '/boot/uEnv.txt',
  '/boot/cmdline.txt',
  '/boot/refind_linux.conf',
  '/boot/grub/grub.cfg',
  '/boot/grub/menu.lst',
  '/boot/grub2/grubenv',
  '/boot/limine.conf',
  '/efi0/EFI/Pop_OS-1/cmdline',
  '/efi0/EFI/BOOT/GRUB.CFG',
  '/efi0/STARTUP.NSH',
  '/etc/crypttab.initramfs',
  '/etc/veritytab',
  '/etc/integritytab',
  '/etc/default/grub.d/a.cfg',
  '/etc/initramfs/post-update.d/efistub',
  '/etc/kernel/postinst.d/zz-efistub',
  '/etc/kernelstub/configuration',
  '/etc/limine-entry-tool.conf',
  '/etc/limine-entry-tool.d/a.conf',
  '/etc/mkinitcpio.d/linux.preset',
  '/etc/pacman.d/hooks/efistub.hook',
  '/etc/systemd/system/srv.mount',
  '/etc/timeshift/timeshift.json',
  '/etc/tuned/bootcmdline',
];
const passedOver = ['/boot/vmlinuz', '/efi0/EFI/BOOT/BOOTX64.EFI', '/etc/passwd', '/srv/grub.cfg'];

t.test('rsync lets through what there is a kind for', async (t) => {
  const directory = t.testdir();
  const [source, copies] = [join(directory, 'source'), join(directory, 'copies')];
  for (const path of [...read, ...passedOver]) {
    mkdirSync(dirname(join(source, path)), { recursive: true });
    writeFileSync(join(source, path), 'x');
  }
  const filters = ['/', '/boot', '/efi0'].map((volume) => textFilters(directories, volume));
  for (const words of filters) execFileSync('rsync', ['-a', ...words, `${source}/`, copies]);
  const entries = readdirSync(copies, { recursive: true, withFileTypes: true });
  const came = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(copies.length));
  t.strictSame(came.toSorted(), read.toSorted());
  for (const path of read) t.not(kindOf(path, directories), null, path);
});
