import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Test } from 'tap';
import { kernel } from '../fixtures/boot-tree.ts';
import { setBootCountPath } from '../fixtures/counted-boot.ts';
import { sh } from '../fixtures/esp-machine.ts';
import { handMade, newTop } from '../fixtures/generations-top.ts';
import { binaries, workspace } from '../support/binaries.ts';
import { call } from '../support/call.ts';
import type { Command } from './commands.ts';

/** A call at which a command writes records. */
export interface Scenario {
  readonly args: readonly string[];
  readonly input: string;
}

/** A captured machine that every command can be tried on. */
const machine = join(workspace, 'test/roots/two-nvme');

/**
 * Calls at which the command writes records, at least one of them: on a captured machine, with the records that it reads,
 * and as a dry run where it would change something.
 */
export async function scenariosOf(
  { name, spec }: Command,
  test: Pick<Test, 'pass'>,
  directory: string,
): Promise<readonly Scenario[]> {
  const own = scenarios[name];
  if (own) {
    const calls = await own(directory);
    if (calls.length === 0) test.pass('records', { skip: 'who is not root cannot make what it reads' });
    return calls;
  }
  const input = spec.reads?.table.schema === 'twinroot.esp-set/1' ? await espSet() : '';
  return [{ args: ['--sysroot', machine, ...(spec.changes ? ['--dry-run'] : [])], input }];
}

/** What cannot be tried on a captured machine, because it needs the content of file systems. */
const scenarios: Readonly<
  Record<string, (directory: string) => readonly Scenario[] | Promise<readonly Scenario[]>>
> = {
  'esp-check': async () => [{ args: ['--sysroot', machine], input: await espSet() }],
  'esp-bless': async (directory) => {
    const [call] = await membersOf(directory);
    const sysroot = join(directory, 'machine');
    setBootCountPath(sysroot, 'loader/entries/a+2-1.conf');
    for (const [place, counter] of [
      ['efi0', ''],
      ['efi1', '+3'],
    ] as const) {
      mkdirSync(join(sysroot, place, 'loader/entries'));
      writeFileSync(join(sysroot, place, 'linux'), peFile());
      writeFileSync(join(sysroot, place, `loader/entries/a${counter}.conf`), 'title A\nlinux /linux\n');
    }
    return call === undefined ? [] : [call];
  },
  'esp-join': (directory) => membersOf(directory, '/efi1'),
  'esp-leave': (directory) => membersOf(directory, '/efi1'),
  'esp-seed': (directory) => membersOf(directory),
  'esp-firmware': async (directory) => {
    const sysroot = join(directory, 'machine');
    cpSync(machine, sysroot, { recursive: true, verbatimSymlinks: true });
    const variables = join(sysroot, 'sys/firmware/efi/efivars');
    for (const name of readdirSync(variables))
      if (name.startsWith('Boot0002-')) rmSync(join(variables, name));
    mkdirSync(join(sysroot, 'efi1/EFI/systemd'), { recursive: true });
    writeFileSync(join(sysroot, 'efi1/EFI/systemd/systemd-bootx64.efi'), peFile());
    mkdirSync(join(sysroot, 'efi0'));
    return [{ args: ['--sysroot', sysroot, '--dry-run'], input: await espSet() }];
  },
  'esp-mirror': (directory) => {
    const from = join(directory, 'from');
    const to = [join(directory, 'to0'), join(directory, 'to1')];
    for (const path of [from, ...to]) mkdirSync(join(path, 'loader/entries'), { recursive: true });
    writeFileSync(join(from, 'linux'), peFile());
    writeFileSync(join(from, 'initrd'), 'an initrd');
    writeFileSync(join(from, 'loader/entries/a.conf'), 'title A\nlinux /linux\ninitrd /initrd\n');
    const directories = ['--from', from, '--to', ...to];
    return [{ args: ['--dry-run', ...directories], input: '' }];
  },
  'esp-format': (directory) => {
    const sysroot = join(directory, 'machine');
    cpSync(machine, sysroot, { recursive: true, verbatimSymlinks: true });
    writeFileSync(join(sysroot, 'disk'), '');
    truncateSync(join(sysroot, 'disk'), 4 * 1024 ** 3);
    return [{ args: ['--sysroot', sysroot, '--dry-run', '/disk'], input: '' }];
  },
  'disk-layout': () => [
    {
      args: ['--dry-run'],
      input: 'label: dos\nunit: sectors\n\n/dev/sda1 : start=2048, size=614400, type=83, bootable\n',
    },
  ],
  'disk-map': () => [
    { args: ['--sysroot', machine, '/dev/nvme0n1', '/dev/nvme1n1'], input: '' },
    { args: ['--sysroot', machine, '/efi0', '/efi1'], input: '' },
  ],
  'tree-items': (directory) => [{ args: ['--sysroot', machine, '--config', syncList(directory)], input: '' }],
  'fstab-rewrite': () => [
    { args: ['--dry-run', '--id', '/dev/sda1 /dev/sdb1'], input: '/dev/sda1 /a\\040b ext4\n' },
    {
      args: ['--dry-run', '--add-peer', '/peer', '--id', 'UUID=a UUID=b'],
      input: 'UUID=a / ext4 rw # \u00e9\n',
    },
  ],
  'loader-reuuid': (directory) => {
    writeFileSync(join(directory, 'a.conf'), 'title A\noptions root=UUID=a\n');
    const args = ['--dry-run', '--title-prefix', 'B ', '--id', 'UUID=a UUID=b'];
    return [
      { args, input: 'title \u00e9\r\noptions root=UUID=a' },
      { args: [...args, '--in-place', directory], input: '' },
    ];
  },
  'root-clone': () => {
    const ids = [
      { old: '/dev/nvme0n1p1', new: '/dev/nvme1n1p1' },
      { old: '/dev/nvme0n1p2', new: '/dev/nvme1n1p2' },
      {
        old: 'PARTUUID=0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6',
        new: 'PARTUUID=7d1f2a3b-4c5d-4e6f-9a8b-7c6d5e4f3a2b',
      },
      { old: 'UUID=51c20bdf-eee5-4363-9a8d-54c94c6119b5', new: 'UUID=01D9A3B4C5D6E7F8' },
    ].map((pair) => ({ ...pair, old_device: null, new_device: null, parttype: null }));
    const sysroot = join(workspace, 'test/roots/windows-beside');
    return [
      {
        args: [
          '--sysroot',
          sysroot,
          '--dry-run',
          '--mount',
          '--to',
          '/mnt/root1',
          '--add-peer',
          '/mnt/root1',
        ],
        input: `${JSON.stringify({ schema: 'twinroot.id-map/1', ids })}\n`,
      },
    ];
  },
  'gen-new': () =>
    process.getuid?.() === 0 ? [{ args: ['--dry-run', '--top', topOfGenerations()], input: '' }] : [],
  'gen-list': () => (process.getuid?.() === 0 ? [{ args: ['--top', topOfGenerations()], input: '' }] : []),
  'gen-prune': () => {
    if (process.getuid?.() !== 0) return [];
    const generations = [
      {
        id: handMade.id,
        time: 1618176349,
        state: 'sealed',
        current: 0,
        held_by: ['current'],
        kernel: null,
        tried: null,
        base: null,
        members: null,
        path: `snapshots/${handMade.id}/@`,
      },
    ];
    const input = `${JSON.stringify({ schema: 'twinroot.generation/1', generations })}\n`;
    return [{ args: ['--dry-run', '--keep', '1', '--top', topOfGenerations()], input }];
  },
  'gen-switch': () => {
    if (process.getuid?.() !== 0) return [];
    const mnt = topOfGenerations();
    const id = '20220102030405AbCdEfGh';
    const root = join(mnt, 'snapshots', id, '@');
    if (!existsSync(root)) {
      sh(
        'cd "$1"; mkdir snapshots/$3; btrfs subvolume snapshot snapshots/$2/@ snapshots/$3/@ >/dev/null',
        mnt,
        handMade.id,
        id,
      );
      for (const name of ['boot', 'etc']) mkdirSync(join(root, name));
      writeFileSync(join(root, 'boot/vmlinuz-6.12.0-lts'), kernel('6.12.0-lts'));
      writeFileSync(join(root, 'boot/initramfs-6.12.0-lts'), 'initrd');
      writeFileSync(join(root, 'etc/fstab'), `UUID=1 / btrfs subvol=/snapshots/${id}/@ 0 0\n`);
      sh('btrfs property set -ts "$1" ro true', root);
    }
    return [{ args: ['--dry-run', '--top', mnt, id], input: '' }];
  },
  // From another file system that is mounted everywhere; test/tree-mirror has real ones.
  'tree-mirror': (directory) => [
    { args: ['--dry-run'], input: `#SOURCE DEST\n/proc/sys/kernel/random ${directory}\n` },
  ],
};

let top: string | undefined;

/** A btrfs that is there as long as this process. */
function topOfGenerations(): string {
  if (top === undefined) {
    const { mnt, remove } = newTop();
    process.once('exit', remove);
    top = mnt;
  }
  return top;
}

/** A change on members, on a machine whose ESPs can be read. */
async function membersOf(directory: string, ...operands: readonly string[]): Promise<readonly Scenario[]> {
  const sysroot = join(directory, 'machine');
  cpSync(machine, sysroot, { recursive: true, verbatimSymlinks: true });
  for (const place of ['efi0', 'efi1']) {
    mkdirSync(join(sysroot, place, 'loader'), { recursive: true });
    writeFileSync(join(sysroot, place, 'loader/loader.conf'), '');
  }
  return [{ args: ['--sysroot', sysroot, '--dry-run', ...operands], input: await espSet() }];
}

/** A sync list for the captured machine: its mounts are known, and its directories taken to be there. */
function syncList(directory: string): string {
  const path = join(directory, 'sync.toml');
  writeFileSync(path, 'sync = ["/opt/", ["/efi0/opt", "/efi1/opt"], ["*.tmp"]]\n');
  return path;
}

/** The least that firmware takes for a program: at 0x3c stands where the PE header is. */
function peFile(): Buffer {
  const file = Buffer.alloc(256);
  file.write('MZ', 0);
  file.writeUInt32LE(0x80, 0x3c);
  file.write('PE', 0x80);
  return file;
}

async function espSet(): Promise<string> {
  const { status, out, err } = await call(join(binaries, 'esp-which'), ['--sysroot', machine]);
  if (status !== 0) throw new Error(`esp-which finds no set on ${machine}: ${err}`);
  return out;
}
