import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { entry, program } from '../../fixtures/boot-tree.ts';
import { writeScript } from './candidate.ts';
import type { Day } from './day.ts';
import { bigKernel, initrd, isWholeInitrd } from './machine.ts';

// The ways in which what boots is replaced. Each takes as long as it does: these seconds are real ones.

/** As pacman does: under its lock, which is a file, a kernel and an image of mkinitcpio, each renamed into place. */
export function byPacman(release: string, mark: number) {
  return ({ machine, change }: Day) =>
    change('esp', async () => {
      const lock = join(machine.root, 'var/lib/pacman/db.lck');
      closeSync(openSync(lock, 'wx', 0));
      replace(join(machine.esp.place, 'vmlinuz-linux'), '.new', bigKernel(release));
      // The hooks run: nothing of this is to be mirrored yet.
      await sleep(700);
      replace(join(machine.esp.place, 'initramfs-linux.img'), '.tmp', initrd(mark));
      await sleep(300);
      rmSync(lock);
    });
}

/** As dpkg does: under its fcntl(2) locks, then update-initramfs in its postinst. */
export function byDpkg(release: string, mark: number) {
  return ({ machine, change }: Day) =>
    change('esp', async () => {
      const locks = ['lock-frontend', 'lock'].map((name) => join(machine.root, 'var/lib/dpkg', name));
      const script =
        'import fcntl, sys\nfiles = [open(name, "w") for name in sys.argv[1:]]\n' +
        'for file in files: fcntl.lockf(file, fcntl.LOCK_EX)\nprint("held", flush=True)\nsys.stdin.read()\n';
      const holder = spawn('python3', ['-c', script, ...locks], { stdio: ['pipe', 'pipe', 'inherit'] });
      await once(holder.stdout, 'data');
      writeType1(machine.esp.place, release, mark, (path, content) => replace(path, '.dpkg-new', content));
      await sleep(700);
      const gone = once(holder, 'close');
      holder.stdin.end();
      await gone;
    });
}

/** As kernel-install does: no lock, a process by its name, which copies one file after the other. */
export function byKernelInstall(release: string, mark: number) {
  return ({ machine, change }: Day) =>
    change('esp', async () => {
      const staging = join(machine.work, `staging-${release}`);
      writeType1(staging, release, mark, (path, content) => writeFileSync(path, content));
      const script = join(machine.root, 'tmp/kernel-install');
      const directory = `token/${release}`;
      writeScript(
        script,
        'cd "$1"',
        `mkdir -p "$2/${directory}"`,
        `for name in linux initrd; do cp ${directory}/$name "$2/${directory}/"; sleep 0.4; done`,
        `cp loader/entries/token-${release}.conf "$2/loader/entries/"`,
        // Not the last command: this process is the sign, until the end.
        ':',
      );
      const child = spawn(script, [staging, machine.esp.place], { stdio: 'inherit' });
      const [status] = await once(child, 'close');
      if (status !== 0) throw new Error(`kernel-install of the day: ${status}`);
      rmSync(staging, { recursive: true });
    });
}

/** As mkinitcpio does where there is no room for a second image, by hand and under no lock: in place, for a long time. */
export function inPlace(mark: number) {
  return ({ machine, change, look }: Day) =>
    change('esp', async () => {
      const name = 'initramfs-linux.img';
      const image = initrd(mark);
      const file = openSync(join(machine.esp.place, name), 'w');
      const parts = 8;
      for (let part = 0; part < parts; part += 1) {
        const size = Math.ceil(image.length / parts);
        writeSync(file, image.subarray(part * size, (part + 1) * size));
        // Longer than --settle, and all of it longer than --max-wait.
        await sleep(350);
        look(name, isWholeInitrd);
      }
      closeSync(file);
    });
}

/** As bootctl does: the boot loader, renamed into place under no lock. */
export function byBootctl(version: string) {
  return ({ machine, change }: Day) =>
    change('esp', () => {
      for (const name of ['EFI/systemd/systemd-bootx64.efi', 'EFI/BOOT/BOOTX64.EFI'])
        replace(join(machine.esp.place, name), '.new', program(`systemd-boot ${version}`, 120_000));
    });
}

/** A kernel goes, with what belongs to it: the entry first. */
export function removal(release: string) {
  return ({ machine, change }: Day) =>
    change('esp', () => {
      rmSync(join(machine.esp.place, `loader/entries/token-${release}.conf`));
      rmSync(join(machine.esp.place, 'token', release), { recursive: true });
    });
}

/** What `bootctl random-seed` writes, which is each ESP's own: no change. */
export function newSeed({ machine }: Day): void {
  // install_random_seed of systemd's src/bootctl/bootctl-random-seed.c, at each boot.
  const loader = join(machine.esp.place, 'loader');
  const temporary = join(loader, '.#bootctlrandom-seed0123456789abcdef');
  writeFileSync(temporary, Buffer.alloc(32, 2));
  renameSync(temporary, join(loader, 'random-seed'));
}

function writeType1(
  esp: string,
  release: string,
  mark: number,
  write: (path: string, content: Buffer) => void,
): void {
  const directory = `token/${release}`;
  mkdirSync(join(esp, directory), { recursive: true });
  mkdirSync(join(esp, 'loader/entries'), { recursive: true });
  write(join(esp, directory, 'linux'), bigKernel(release));
  write(join(esp, directory, 'initrd'), initrd(mark));
  const text = entry(`Linux ${release}`, `/${directory}/linux`, `/${directory}/initrd`);
  write(join(esp, `loader/entries/token-${release}.conf`), Buffer.from(text));
}

function replace(path: string, suffix: string, content: Buffer): void {
  writeFileSync(`${path}${suffix}`, content);
  renameSync(`${path}${suffix}`, path);
}
