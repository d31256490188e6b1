import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Answer, call } from '../contract/call.ts';
import { binaries, workspace } from '../support/binaries.ts';
import { sh } from './esp-machine.ts';

// This machine with twinroot installed on it, in a mount namespace that is thrown away: whatever package managers write
// goes to a file system in memory.

const calls = '/run/calls';
const machine = '/run/machine';

/**
 * Lays file systems in memory over the directories that packages write to, and installs twinroot. The two commands of
 * the pipeline are the built ones, for a captured machine, and leave a line in a log.
 */
export function becomePackageMachine(): void {
  if (readlinkSync('/proc/self/ns/mnt') === readlinkSync(`/proc/${process.ppid}/ns/mnt`)) {
    throw new Error('this would be written to the machine itself');
  }
  const memory = mkdtempSync(join(tmpdir(), 'memory-'));
  sh('mount -t tmpfs tmpfs "$1"', memory);
  for (const name of ['usr', 'etc', 'var', 'dev']) {
    const [upper, work] = [join(memory, `${name}-upper`), join(memory, `${name}-work`)];
    mkdirSync(upper);
    mkdirSync(work);
    sh('mount -t overlay -o "lowerdir=$1,upperdir=$2,workdir=$3" overlay "$1"', `/${name}`, upper, work);
  }
  sh('mount -t tmpfs tmpfs /run');
  sh('rm -rf /etc/kernel /etc/initramfs /usr/lib/kernel/install.d/*dracut* /dev/log');
  execFileSync(process.execPath, [join(workspace, 'packages/build-tools/src/install-files.mjs'), '/']);
  for (const name of ['esp-which', 'esp-mirror']) {
    const log = name === 'esp-which' ? `echo "$@" >>${calls}\n` : '';
    const run = `exec ${join(binaries, name)} --sysroot "$(cat ${machine})" "$@"`;
    rmSync(`/usr/bin/${name}`);
    writeProgram(`/usr/bin/${name}`, `#!/bin/sh\n${log}${run}\n`);
  }
}

/** Writes a program, and the directories that it needs. */
export function writeProgram(path: string, text: string): void {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, 0o755);
}

/** Which captured machine the commands are for from now on; the log is empty then. */
export function pretend(root: 'two-nvme' | 'windows-beside' | 'bios'): void {
  const copy = join('/run/roots', root);
  // Of a copy: esp-mirror makes its lock there.
  if (!existsSync(copy)) cpSync(join(workspace, 'test/roots', root), copy, { recursive: true });
  writeFileSync(machine, copy);
  writeFileSync(calls, '');
}

/** The lines of the log: one for each time that esp-which was run, and those that others have written. */
export function logged(): readonly string[] {
  const text = existsSync(calls) ? readFileSync(calls, 'utf8') : '';
  return text.split('\n').slice(0, -1);
}

/** Runs a shell script as package managers run programs, with something to read on standard input. */
export function run(script: string, env: Readonly<Record<string, string>> = {}): Promise<Answer> {
  const given = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', ...env };
  return call('/bin/sh', ['-c', script], { input: 'answer\n', env: given, cwd: '/' });
}
