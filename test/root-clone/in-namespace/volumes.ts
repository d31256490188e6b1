import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { mountDisk, newMachine, removeKernel, textIn } from '../../fixtures/clone-machine.ts';
import { emptyUdev, letExt4StandIn, mountsBelow, sh } from '../../fixtures/esp-machine.ts';
import { letAge, namesIn, ownRun, until } from '../../fixtures/tree-machine.ts';
import { rootClone, statesOf } from '../../support/clone-call.ts';

// Volumes whose room is short, that are mounted nowhere, that nobody may look into; files that are no copies.

t.setTimeout(540_000);
ownRun();
emptyUdev();
letExt4StandIn();

/** Adds a kernel of so many KiB, its initrd as large, its entry and its modules. */
function newLargeKernel(from: string, root: string, version: string, kibibytes = 1000): void {
  sh(
    `cd "$1"; mkdir -p "boot/arch/$3" "usr/lib/modules/$3"; echo module >"usr/lib/modules/$3/vfat.ko"
     for i in linux initrd; do head -c "$4K" /dev/urandom >"boot/arch/$3/$i"; done
     printf 'title Arch %s\\nlinux /arch/%s/linux\\ninitrd /arch/%s/initrd\\noptions root=UUID=%s rw\\n' "$3" "$3" "$3" "$2" >"boot/loader/entries/arch-$3.conf"`,
    from,
    root,
    version,
    String(kibibytes),
  );
}

function removeLargeKernel(from: string, version: string): void {
  removeKernel(from, version);
  sh('rm -r "$1/usr/lib/modules/$2"', from, version);
}

t.test('an update for which /boot has no room beside what it has', async (t) => {
  const { from, to, root, newRoot, args } = newMachine(t, { boot: { mebibytes: 8 } });
  removeKernel(from, '1');
  for (const version of ['2', '3']) newLargeKernel(from, root.uuid, version);
  t.equal((await rootClone(args)).status, 0);
  for (const version of ['2', '3']) removeLargeKernel(from, version);
  for (const version of ['4', '5']) newLargeKernel(from, root.uuid, version);
  const run = await rootClone(args);
  t.equal(run.status, 0, run.err);
  t.strictSame(namesIn(join(to, 'boot/loader/entries')), ['arch-4.conf', 'arch-5.conf']);
  t.strictSame(namesIn(join(to, 'boot/arch')), ['4', '5']);
  t.strictSame(namesIn(join(to, 'usr/lib/modules')), ['4', '5']);
  const steps = run.steps.map(({ step, target }) => `${step} ${target.slice(to.length)}`);
  t.ok(
    steps.indexOf('remove /boot/loader/entries/arch-2.conf') < steps.indexOf('copy /boot'),
    'what is stale goes first',
  );
  // Each kernel is almost half of /boot: one of the new ones is whole before the last old one goes.
  for (const version of ['4', '5']) removeLargeKernel(from, version);
  for (const version of ['6', '7']) newLargeKernel(from, root.uuid, version, 1700);
  const large = await rootClone(args);
  t.equal(large.status, 0, large.err);
  t.strictSame(namesIn(join(to, 'boot/loader/entries')), ['arch-6.conf', 'arch-7.conf']);
  t.ok(textIn(to, 'boot/loader/entries/arch-7.conf').includes(newRoot.uuid));
});

t.test('an update that stops on /boot leaves what could be booted before', async (t) => {
  const { from, to, root, args } = newMachine(t, { boot: { mebibytes: 16 }, newBoot: { mebibytes: 8 } });
  removeKernel(from, '1');
  newLargeKernel(from, root.uuid, '2');
  t.equal((await rootClone(args)).status, 0);
  removeLargeKernel(from, '2');
  newLargeKernel(from, root.uuid, '3');
  // What is excluded stays, and leaves no room.
  sh('mkdir "$1/boot/lost+found"; cat /dev/zero >"$1/boot/lost+found/x" 2>/dev/null || :', to);
  const run = await rootClone(args);
  t.equal(run.status, 1);
  t.match(run.steps.at(-1), { step: 'copy', target: join(to, 'boot'), state: 'failed' });
  t.strictSame(namesIn(join(to, 'boot/loader/entries')), ['arch-2.conf']);
  for (const path of ['boot/arch/2/linux', 'boot/arch/2/initrd', 'usr/lib/modules/2/vfat.ko'])
    t.ok(existsSync(join(to, path)), path);
  sh('rm -r "$1/boot/lost+found"', to);
  t.equal((await rootClone(args)).status, 0);
  t.strictSame(namesIn(join(to, 'usr/lib/modules')), ['3']);
});

t.test('an ESP that is mounted nowhere', async (t) => {
  const esp = { fstype: 'vfat', type: 'c12a7328-f81f-11d2-ba4b-00a0c93ec93b' } as const;
  const machine = newMachine(t, { boot: esp, isBare: true });
  const { from, to, args, boot, newBoot, newRoot, place } = machine;
  writeFileSync(join(from, 'etc/fstab'), textIn(from, 'etc/fstab').replace(/^.* \/boot .*\n/m, ''));
  sh('umount "$1/boot"', from);
  const before = mountsBelow(place);
  const run = await rootClone([...args, '--mount']);
  t.equal(run.status, 0, run.err);
  t.strictSame(
    run.steps.filter(({ step }) => step === 'mount').map(({ target }) => target),
    [join(from, 'boot'), to, join(to, 'boot')],
  );
  t.strictSame(mountsBelow(place), before, 'as before');
  mountDisk(newRoot, to);
  mkdirSync(join(to, 'boot'), { recursive: true });
  mountDisk(newBoot, join(to, 'boot'));
  t.ok(textIn(to, 'boot/loader/entries/arch-1.conf').includes(newRoot.uuid));
  t.ok(existsSync(join(to, 'boot/EFI/BOOT/BOOTX64.EFI')));
  sh('umount "$1/boot"', to);
  const bare = await rootClone(args);
  t.equal(bare.status, 1);
  for (const { device } of [boot, newBoot]) t.ok(bare.err.includes(device), bare.err);
});

t.test('a disk that no BIOS boots', async (t) => {
  const { from, args, newRoot } = newMachine(t, { root: { type: '0fc63daf-8483-4772-8e79-3d69d8477de4' } });
  t.equal((await rootClone(args)).status, 0, 'nothing says that a BIOS has to');
  sh('mkdir -p "$1/boot/grub"; echo "set timeout=5" >"$1/boot/grub/grub.cfg"', from);
  const run = await rootClone(args);
  t.equal(run.status, 1);
  t.match(run.steps.at(-1), { step: 'loader', target: newRoot.device, state: 'failed' });
  t.match(run.err, /grub-install/);
  sh('printf "\\353\\143" | dd of="$1" conv=notrunc status=none', newRoot.device);
  t.equal((await rootClone(args)).status, 0);
});

t.test('patterns are those of the tree', async (t) => {
  const { from, to, args } = newMachine(t);
  for (const directory of ['boot/big', 'big', 'boot/arch/big']) {
    mkdirSync(join(from, directory), { recursive: true });
    writeFileSync(join(from, directory, 'x'), 'x');
  }
  const run = await rootClone([...args, '--exclude', '/boot/big', '--exclude', '/big']);
  t.equal(run.status, 0, run.err);
  t.notOk(existsSync(join(to, 'boot/big')));
  t.notOk(existsSync(join(to, 'big')));
  t.ok(existsSync(join(to, 'boot/arch/big/x')));
});

t.test('a file that is larger than its disk', async (t) => {
  const { from, to, args } = newMachine(t);
  sh(
    'truncate -s 1G "$1/home/lastlog"; printf x | dd of="$1/home/lastlog" bs=1 seek=500000000 conv=notrunc status=none',
    from,
  );
  const run = await rootClone(args);
  t.equal(run.status, 0, run.err);
  const { size, blocks } = statSync(join(to, 'home/lastlog'));
  t.equal(size, 1024 ** 3);
  t.ok(blocks < 1000);
});

t.test('swap files are made, and not copied', async (t) => {
  const { from, to, args } = newMachine(t);
  sh(
    'mkdir "$1/swap"; head -c 1M /dev/zero >"$1/swap/file"; chmod 600 "$1/swap/file"; mkswap -q "$1/swap/file"; printf secret | dd of="$1/swap/file" bs=1 seek=500000 conv=notrunc status=none',
    from,
  );
  writeFileSync(join(from, 'etc/fstab'), `${textIn(from, 'etc/fstab')}/swap/file none swap sw 0 0\n`);
  writeFileSync(
    join(from, 'etc/kernel/cmdline'),
    `${textIn(from, 'etc/kernel/cmdline').trim()} resume_offset=4711\n`,
  );
  const run = await rootClone(args);
  t.equal(run.status, 0, run.err);
  t.match(run.err, /etc\/kernel\/cmdline.*line 1.*resume_offset/);
  t.match(
    run.steps.find(({ step }) => step === 'swap'),
    { target: join(to, 'swap/file'), state: 'done' },
  );
  const { size, blocks, mode } = statSync(join(to, 'swap/file'));
  t.strictSame([size, blocks * 512 >= size, mode & 0o777], [1024 ** 2, true, 0o600]);
  t.notOk(textIn(to, 'swap/file').includes('secret'));
  t.equal(textIn(to, 'swap/file').slice(4086, 4096), 'SWAPSPACE2');
  letAge(from);
  const again = await rootClone(args);
  t.match(
    again.steps.find(({ step }) => step === 'swap'),
    { state: 'same' },
  );
});

t.test('flags of chattr are said by name when a file comes without them', async (t) => {
  const { from, to, args } = newMachine(t);
  sh(
    'cd "$1"; mkdir kept; echo x >kept/fixed; echo x >kept/log; echo x >kept/plain; chattr +i kept/fixed; chattr +a kept/log',
    from,
  );
  const run = await rootClone(args);
  t.equal(run.status, 0, run.err);
  t.match(run.err, /\+i \(immutable\) of \/kept\/fixed; \+a \(append only\) of \/kept\/log\n/);
  t.equal(textIn(to, 'kept/fixed'), 'x\n');
  t.notMatch((await rootClone(args)).err, /chattr/, 'once');
});

t.test('the offset of a swap file becomes that of the clone', async (t) => {
  // As large as that, ext4 has blocks of a page.
  const { from, to, args: usual } = newMachine(t, { root: { mebibytes: 600 } });
  // What is before the file, and is not copied, keeps it from the same place.
  const args = [...usual, '--exclude', '/taken-*'];
  const offsetIn = (root: string) =>
    sh(`filefrag -v "$1/swapfile" | sed -n 's/^ *0: *0\\.\\. *[0-9]*: *\\([0-9]*\\)\\.\\..*/\\1/p'`, root);
  sh(
    `for i in 1 2 3 4 5 6 7 8 9; do fallocate -l 1M "$1/taken-$i"; done; sync -f "$1"
     fallocate -l 1M "$1/swapfile"; mkswap -q "$1/swapfile"; sync -f "$1"
     echo '/swapfile none swap sw 0 0' >>"$1/etc/fstab"; mkdir "$1/etc/default"`,
    from,
  );
  const old = offsetIn(from);
  const options = `resume_offset=${old} quiet`;
  writeFileSync(join(from, 'etc/default/grub'), `# resume_offset=${old}\nGRUB_CMDLINE_LINUX="${options}"\n`);
  const entry = 'boot/loader/entries/arch-1.conf';
  writeFileSync(join(from, entry), `${textIn(from, entry)}options ${options}\n`);
  letAge(from);
  letAge(join(from, 'boot'));
  const plan = await rootClone([...args, '--dry-run']);
  t.match(
    plan.steps.find(({ target }) => target === join(to, entry)),
    { detail: /\/swapfile/ },
  );
  const run = await rootClone(args);
  t.equal(run.status, 0, run.err);
  t.notMatch(run.err, /resume_offset/);
  const fresh = offsetIn(to);
  t.match(fresh, /^[1-9][0-9]*$/);
  t.not(fresh, old);
  for (const path of ['etc/default/grub', entry])
    t.ok(textIn(to, path).includes(`${options.replace(old, fresh)}`), path);
  t.ok(textIn(to, 'etc/default/grub').includes(`# resume_offset=${old}`), 'a comment stays');
  t.equal((await rootClone(args)).status, 0);
  t.equal(statesOf(await rootClone(args)), 'same 0');
});

t.test(
  "a user's FUSE, which root may not look into",
  { skip: existsSync('/dev/fuse') ? false : 'needs /dev/fuse' },
  async (t) => {
    const { from, to, args } = newMachine(t);
    mkdirSync(join(from, 'home/u/drives'));
    // Nobody serves it: whoever is not its user gets an error, and that is all that is wanted.
    const holder = spawn('sh', [
      '-c',
      'exec 3<>/dev/fuse; mount -i -t fuse -o fd=3,rootmode=40000,user_id=1000,group_id=100 x "$1"; echo; exec sleep 600',
      'sh',
      join(from, 'home/u/drives'),
    ]);
    let isMounted = false;
    holder.stdout.on('data', () => {
      isMounted = true;
    });
    await until('it is mounted', () => isMounted);
    const run = await rootClone(args);
    sh('umount -l "$1"', join(from, 'home/u/drives'));
    holder.kill();
    t.equal(run.status, 0, run.err);
    const { uid, gid } = statSync(join(to, 'home/u/drives'));
    t.strictSame([uid, gid], [1000, 100]);
  },
);

t.test('a volume that has no part in the clone is named', async (t) => {
  const { from, to, boot, newBoot, map, mapFile } = newMachine(t);
  sh('umount "$1/boot" "$2/boot"; rmdir "$1/boot" "$2/boot"', from, to);
  const args = ['--map', mapFile, '--from', from, '--to', to];
  mountDisk(boot, join(from, 'mnt/esp'));
  writeFileSync(join(from, 'etc/fstab'), textIn(from, 'etc/fstab').replace(/^.* \/boot .*\n/m, ''));
  const run = await rootClone(args);
  t.equal(run.status, 0, run.err);
  t.ok(run.err.includes(join(from, 'mnt/esp')), run.err);
  t.ok(map.includes(newBoot.uuid));
  t.equal(statesOf(await rootClone(args)).at(-1), '0');
});

t.test('initrds that name the first disk', async (t) => {
  const { from, to, root, newRoot, args } = newMachine(t);
  const initrd = (...names: readonly string[]) =>
    sh(
      `d=$(mktemp -d); cd "$d"; mkdir -p kernel early/etc etc/conf.d; echo m >early/etc/microcode; echo "$2" >etc/conf.d/resume
       (cd early; find . | cpio -o -H newc --quiet) >"$1/boot/arch/1/initrd"; echo etc/conf.d/resume | cpio -o -H newc --quiet | gzip -c >>"$1/boot/arch/1/initrd"; rm -r "$d"`,
      from,
      names.map((name) => `RESUME=UUID=${name}`).join('\n'),
    );
  initrd(newRoot.uuid);
  t.equal((await rootClone(args)).status, 0, 'one of the clone');
  initrd(newRoot.uuid, root.uuid);
  const run = await rootClone(args);
  t.equal(run.status, 1);
  const looks = run.steps.filter(({ step }) => step === 'initrd');
  t.match(looks.at(-1), { step: 'initrd', target: join(to, 'boot'), state: 'failed' });
  for (const word of ['arch/1/initrd', 'etc/conf.d/resume', root.uuid]) t.ok(run.err.includes(word), run.err);
  writeFileSync(join(from, 'boot/arch/1/initrd'), 'unknown');
  const unknown = await rootClone(args);
  t.equal(unknown.status, 0, unknown.err);
  t.match(unknown.err, /arch\/1\/initrd/, 'what nobody can look into is named');
});

t.test('files of other boot loaders, and what makes them', async (t) => {
  const { from, to, root, newRoot, boot, newBoot, args } = newMachine(t);
  const files: Readonly<Record<string, string>> = {
    'boot/grub/grub.cfg': `search --no-floppy --fs-uuid --set=root ${boot.uuid}\nlinux /vmlinuz root=UUID=${root.uuid} ro\n`,
    'boot/limine.conf': `/Arch\n    protocol: linux\n    path: boot():/linux\n    cmdline: root=UUID=${root.uuid} rw\n`,
    'boot/extlinux/extlinux.conf': `LABEL a\n  LINUX /linux\n  APPEND root=UUID=${root.uuid} rw\n`,
    'etc/default/grub': `GRUB_CMDLINE_LINUX="resume=UUID=${root.uuid}"\n`,
    'etc/default/locale': 'LANG=C\n',
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(from, path, '..'), { recursive: true });
    writeFileSync(join(from, path), text);
  }
  for (const path of [from, join(from, 'boot')]) letAge(path);
  for (const states of ['done same 0', 'done same 0', 'same 0']) {
    const run = await rootClone(args);
    t.equal(statesOf(run), states, run.err);
    for (const [path, text] of Object.entries(files))
      t.equal(
        textIn(to, path),
        text.replaceAll(root.uuid, newRoot.uuid).replaceAll(boot.uuid, newBoot.uuid),
        path,
      );
  }
  writeFileSync(join(from, 'boot/grub/grub.cfg'), `source /disk-${root.uuid}/x.cfg\n`);
  writeFileSync(join(from, 'etc/default/note'), `# as on ${root.uuid}\n`);
  const left = await rootClone(args);
  t.equal(left.status, 1, 'a boot loader reads it');
  t.match(left.err, new RegExp(`/boot/grub/grub\\.cfg.*line 1.*${root.uuid}`));
  t.match(left.err, new RegExp(`/etc/default/note.*line 1.*${root.uuid}`));
  rmSync(join(from, 'boot/grub/grub.cfg'));
  t.equal((await rootClone(args)).status, 0);
  t.notOk(existsSync(join(to, 'boot/grub/grub.cfg')), 'what the source has no longer goes');
});

t.test('texts for which there is no rule', async (t) => {
  const { from, to, root, args } = newMachine(t);
  mkdirSync(join(from, 'etc/backup'));
  writeFileSync(join(from, 'etc/backup/disks.txt'), `first\ndisk ${root.uuid}\n`);
  writeFileSync(join(from, 'boot/note.txt'), `by-uuid/${root.uuid.toUpperCase()}\n`);
  writeFileSync(join(from, 'etc/binary'), `\0${root.uuid}\n`);
  const run = await rootClone(args);
  t.equal(run.status, 0, run.err);
  for (const line of ['/etc/backup/disks.txt, line 2', '/boot/note.txt, line 1'])
    t.ok(run.err.includes(line), run.err);
  t.notOk(run.err.includes('/etc/binary') || run.err.includes('/etc/fstab'), run.err);
  t.ok(textIn(to, 'etc/backup/disks.txt').includes(root.uuid), 'it is copied as it is');
});

t.test('each line that names the first disk is said, however many there are', async (t) => {
  const { from, to, root, args } = newMachine(t);
  mkdirSync(join(from, 'etc/many'));
  for (let number = 10; number < 40; number += 1)
    writeFileSync(join(from, `etc/many/${number}`), `#\n${root.uuid}\n`);
  mkdirSync(join(from, 'usr/lib/kernel'), { recursive: true });
  writeFileSync(join(from, 'usr/lib/kernel/cmdline'), `root=UUID=${root.uuid}\n`);
  mkdirSync(join(from, 'usr/local/lib/systemd/system'), { recursive: true });
  writeFileSync(join(from, 'usr/local/lib/systemd/system/srv.mount'), `[Mount]\nWhat=UUID=${root.uuid}\n`);
  const unit = `dev-disk-by\\x2duuid-${root.uuid.replaceAll('-', '\\x2d')}`;
  const wants = 'etc/systemd/system/swap.target.wants';
  mkdirSync(join(from, wants), { recursive: true });
  symlinkSync(`../${unit}.swap`, join(from, wants, `${unit}.swap`));
  mkdirSync(join(from, `etc/systemd/system/${unit}.device.d`));
  symlinkSync(`/dev/disk/by-uuid/${root.uuid}`, join(from, 'etc/root-device'));
  symlinkSync('/dev/null', join(from, 'etc/masked'));
  const run = await rootClone(args);
  t.equal(run.status, 0, run.err);
  for (let number = 10; number < 40; number += 1)
    t.ok(run.err.includes(`/etc/many/${number}, line 2 `), `${number}: ${run.err}`);
  for (const place of [
    '/usr/lib/kernel/cmdline, line 1 ',
    '/usr/local/lib/systemd/system/srv.mount, line 2 ',
    `/${wants}/${unit}.swap `,
    `/etc/systemd/system/${unit}.device.d `,
    '/etc/root-device ',
  ])
    t.ok(run.err.includes(place), `${place}: ${run.err}`);
  t.notOk(run.err.includes('/etc/masked'), run.err);
  t.ok(textIn(to, 'etc/many/10').includes(root.uuid), 'they are copied as they are');
});

t.test('a script of the EFI shell in UTF-16, of which the rules read nothing', async (t) => {
  const { from, root, args } = newMachine(t);
  const script = (id: string) =>
    writeFileSync(join(from, 'boot/startup.nsh'), Buffer.from(`\ufeff\nvmlinuz root=UUID=${id}`, 'utf16le'));
  script(root.uuid);
  const run = await rootClone(args);
  t.equal(run.status, 1, run.err);
  t.match(run.err, /\/boot\/startup\.nsh, line 2 names UUID=.*UTF-16.*--exclude/);
  script('11111111-2222-4333-8444-555555555555');
  t.equal((await rootClone(args)).status, 0, 'it names nothing of the first disk');
});

t.test('programs for firmware that have an id in them', async (t) => {
  const { from, to, root, newRoot, args } = newMachine(t);
  const image = (id: string) =>
    Buffer.from(`MZ\0\0search.fs_uuid ${id} root \n\0set prefix=($root)'/grub'\n\0`);
  const put = (path: string, id: string) => {
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, image(id));
  };
  const started = 'boot/EFI/GRUB/grubx64.efi';
  put(join(from, 'boot/grub/x86_64-efi/core.efi'), root.uuid);
  const unused = await rootClone(args);
  t.equal(unused.status, 0, 'nothing starts it');
  t.ok(unused.err.includes('/boot/grub/x86_64-efi/core.efi') && unused.err.includes(root.uuid), unused.err);
  put(join(from, started), root.uuid);
  const run = await rootClone(args);
  t.equal(run.status, 1, 'it would start the menu of the first disk');
  t.ok(run.err.includes(`/${started}`) && run.err.includes(root.uuid), run.err);
  put(join(to, started), newRoot.uuid);
  const kept = await rootClone([...args, '--exclude', `/${started}`]);
  t.equal(kept.status, 0, kept.err);
  t.ok(readFileSync(join(to, started)).equals(image(newRoot.uuid)), 'that of the clone stays');
  put(join(from, started), '01234567-89ab-4cde-8f01-23456789abcd');
  const other = await rootClone(args);
  t.equal(other.status, 0, other.err);
});
