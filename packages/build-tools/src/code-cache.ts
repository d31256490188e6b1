// What V8 made of a bundle while its commands were run once, to be packed beside it: a start then compiles next to
// nothing. Without running them, only code outside of functions would be in it.
import { mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execaSync } from 'execa';
import { workspaceRoot } from './workspace.mjs';

const recorder = join(import.meta.dirname, 'record-code-cache.cjs');
const secondsAllowed = 120;

/** A small fstab, for fstab-rewrite: a row that is like most, and one that is looked at more closely. */
const fstab = 'UUID=6B7E-A837 /efi vfat umask=0077 0 2\nUUID=6B7E-A837 /boot vfat ro 0 2 # a comment\n';

/** A small source and an empty mirror, for esp-mirror: a kernel above 64 KiB, so that it is compared by size and time. */
function bootTree(directory: string): void {
  const kernel = Buffer.alloc(100_000);
  kernel.write('MZ', 0, 'latin1');
  kernel.writeUInt32LE(0x80, 0x3c);
  kernel.write('PE\0\0', 0x80, 'latin1');
  const entry = 'title Linux\nversion 6.1\nlinux /vmlinuz\noptions rw\n';
  const files = { vmlinuz: kernel, 'loader/entries/one.conf': entry };
  for (const [name, bytes] of Object.entries(files)) {
    const path = join(directory, 'source', name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
    // Of now, it would be waited for until it is steady.
    utimesSync(path, 1e9, 1e9);
  }
  mkdirSync(join(directory, 'mirror'));
}

/** What is run of a command: a whole piece of work where that takes nothing from the machine, else its start. */
function commandLine(name: string, directory: string): readonly string[] {
  if (name === 'esp-which') return ['--sysroot', join(workspaceRoot, 'test/roots/two-nvme')];
  if (name === 'esp-mirror') return ['--from', join(directory, 'source'), '--to', join(directory, 'mirror')];
  if (name === 'fstab-rewrite') return ['--id', 'UUID=6B7E-A837 UUID=6C48-1623'];
  return ['--version'];
}

/**
 * Writes the source that a packed binary evaluates, and its code cache, into a directory; gives both paths. V8 takes the
 * cache from the very same node only, so `node` is the one that is packed.
 */
export function makeCodeCache(
  node: string,
  bundle: string,
  names: readonly string[],
  isMultiCall: boolean,
  staging: string,
): { readonly source: string; readonly cache: string } {
  const directory = join(staging, 'code-cache');
  mkdirSync(directory);
  bootTree(directory);
  const source = join(directory, 'source.js');
  const cache = join(directory, 'cache');
  // The only free name of a bundle that is not a global one.
  const text = readFileSync(bundle, 'utf8').replace(/^#!.*/, '');
  writeFileSync(source, `(function(require){${text}\n})`);
  const lines = names.map((name) => [...(isMultiCall ? [name] : []), ...commandLine(name, directory)]);
  const machine = commandLine('esp-which', directory);
  if (isMultiCall) lines.push(['pipe', 'esp-which', ...machine, ':', 'esp-wait', ...machine]);
  const options = {
    input: fstab,
    stdout: 'ignore',
    stderr: 'inherit',
    extendEnv: false,
    env: { PATH: process.env['PATH'] },
    timeout: secondsAllowed * 1000,
  } as const;
  execaSync(node, [recorder, 'record', source, cache, JSON.stringify(lines)], options);
  execaSync(node, [recorder, 'check', source, cache], options);
  return { source, cache };
}
