import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { openApt } from './apt.ts';
import { cached, sourceOf } from './cache.ts';
import { releaseCodename } from './debian.ts';
import { run } from './run.ts';

/** How QEMU is called here. */
export interface Qemu {
  readonly program: string;
  /** Where it finds its own files. */
  readonly firmware: readonly string[];
  readonly accelerator: 'kvm' | 'tcg';
}

const packages = ['qemu-system-x86', 'qemu-system-common', 'qemu-system-data', 'seabios'];

/**
 * QEMU 10: the host's own if it is that new, else the one of backports, unpacked in the cache without being installed.
 * QEMU 7.2 makes many boots of a 6.12 guest oops under TCG.
 */
export async function prepareQemu(): Promise<Qemu> {
  const [, major = '0'] = /version (\d+)/.exec(await run('qemu-system-x86_64', ['--version'])) ?? [];
  const found =
    Number(major) >= 10
      ? { program: '/usr/bin/qemu-system-x86_64', firmware: [] }
      : unpacked(await cached('qemu', sourceOf('host/qemu.ts', 'host/apt.ts'), unpackBackport));
  return { ...found, accelerator: (await kvmWorks(found)) ? 'kvm' : 'tcg' };
}

function unpacked(directory: string): Pick<Qemu, 'program' | 'firmware'> {
  const share = join(directory, 'root/usr/share');
  return {
    program: join(directory, 'root/usr/bin/qemu-system-x86_64'),
    firmware: ['-L', join(share, 'qemu'), '-L', join(share, 'seabios'), '-L', '/usr/share/qemu'],
  };
}

async function unpackBackport(directory: string): Promise<void> {
  const suite = `${releaseCodename()}-backports`;
  const apt = await openApt(directory, suite);
  await apt.unpack(...packages.map((name) => `${name}/${suite}`));
}

/**
 * Whether a machine runs under KVM for three seconds. Where it is only half there, the firmware's first instructions fail:
 * QEMU ends, or says so and stands still.
 */
async function kvmWorks({ program, firmware }: Pick<Qemu, 'program' | 'firmware'>): Promise<boolean> {
  if (!existsSync('/dev/kvm')) return false;
  const machine = ['-nodefaults', '-machine', 'q35', '-accel', 'kvm', '-cpu', 'host', '-m', '256'];
  const code = ['-drive', 'if=pflash,format=raw,readonly=on,file=/usr/share/OVMF/OVMF_CODE_4M.fd'];
  const options = [...firmware, ...machine, ...code, '-display', 'none'];
  const { signal, stderr } = await execa(program, options, {
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: 3000,
    killSignal: 'SIGKILL',
    reject: false,
  });
  return signal === 'SIGKILL' && !stderr.includes('KVM internal error');
}
