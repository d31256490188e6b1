// What V8 made of the chunks of a bundle while its commands were run once, to be packed beside them: a start then compiles next to
// nothing. Without running them, only code outside of functions would be in it.
import { cpSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execaSync } from 'execa';
import { workspaceRoot } from './workspace.mjs';

const recorder = join(import.meta.dirname, 'record-code-cache.cjs');
const secondsAllowed = 120;

/**
 * With these V8 makes the same cache of the same chunks, whenever and wherever: in it are the order of its hash tables, and how many
 * collections of garbage a function has not been called for, so there is room enough to have none.
 */
const repeatable = [
  '--random-seed=1',
  '--no-memory-reducer',
  '--initial-old-space-size=1024',
  '--min-semi-space-size=256',
  '--max-semi-space-size=256',
];

/** A small fstab, for fstab-rewrite: a row that is like most, and one that is looked at more closely. */
const fstab = 'UUID=6B7E-A837 /efi vfat umask=0077 0 2\nUUID=6B7E-A837 /boot vfat ro 0 2 # a comment\n';

/** A small boot tree: a kernel above 64 KiB, so that it is compared by size and time. */
function bootTree(directory: string): void {
  const program = Buffer.alloc(100_000);
  program.write('MZ', 0, 'latin1');
  program.writeUInt32LE(0x80, 0x3c);
  program.write('PE\0\0', 0x80, 'latin1');
  const entry = 'title Linux\nversion 6.1\nlinux /vmlinuz\noptions rw\n';
  const files = { vmlinuz: program, 'EFI/BOOT/BOOTX64.EFI': program, 'loader/entries/one.conf': entry };
  for (const [name, bytes] of Object.entries(files)) {
    const path = join(directory, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
    // Of now, it would be waited for until it is steady.
    utimesSync(path, 1e9, 1e9);
  }
}

/** What the commands work on while they are recorded: two directories, and a captured machine of two ESPs, of which the second is to be made. */
function workplace(directory: string): void {
  bootTree(join(directory, 'source'));
  mkdirSync(join(directory, 'mirror'));
  const machine = join(directory, 'machine');
  cpSync(join(workspaceRoot, 'test/roots/two-nvme'), machine, { recursive: true, verbatimSymlinks: true });
  bootTree(join(machine, 'efi0'));
  mkdirSync(join(machine, 'efi1'));
}

/** What is run of a command: a whole piece of work where that takes nothing from the machine, else its start. */
function commandLine(name: string, directory: string): readonly string[] {
  if (name === 'esp-which') return ['--sysroot', join(directory, 'machine')];
  if (name === 'esp-mirror') return ['--from', join(directory, 'source'), '--to', join(directory, 'mirror')];
  if (name === 'fstab-rewrite') return ['--id', 'UUID=6B7E-A837 UUID=6C48-1623'];
  return ['--version'];
}

/**
 * Writes the code cache of each chunk of a bundle beside it, NAME.cache beside NAME. V8 takes it from the very same node
 * only, so `node` is the one that is packed.
 */
export function recordCodeCache(
  node: string,
  chunks: string,
  names: readonly string[],
  isMultiCall: boolean,
): void {
  // Not in the checkout: how its path is written, in quotes or without, is recorded with all else.
  const directory = mkdtempSync(join(tmpdir(), 'twinroot-record-'));
  try {
    workplace(directory);
    const lines = names.map((name) => [...(isMultiCall ? [name] : []), ...commandLine(name, directory)]);
    const machine = commandLine('esp-which', directory);
    if (isMultiCall) {
      // Twice: the second run has nothing to do, as most have.
      const mirroring = ['pipe', 'esp-which', ...machine, ':', 'esp-mirror', ...machine];
      lines.push(mirroring, mirroring, ['pipe', 'esp-which', ...machine, ':', 'esp-wait', ...machine]);
    }
    const options = {
      input: fstab,
      stdout: 'ignore',
      stderr: 'pipe', // a command looks what its streams are
      extendEnv: false,
      env: { PATH: process.env['PATH'] },
      timeout: secondsAllowed * 1000,
    } as const;
    execaSync(node, [...repeatable, recorder, 'record', chunks, JSON.stringify(lines)], options);
    execaSync(node, [recorder, 'check', chunks], options);
  } finally {
    rmSync(directory, { recursive: true });
  }
}
