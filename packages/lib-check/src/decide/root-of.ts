import { mountAt, parseMountinfo } from '@twinroot/lib-mountinfo';
import type { CommandLine } from './command-line.ts';
import type { MachineFacts } from './facts/machine-facts.ts';
import { devicesNamed, namesFilesystem } from './find-filesystem.ts';
import type { RootState } from './member-case.ts';

/**
 * What is mounted as root: what the command line names or, where it names nothing, what is mounted there now.
 *
 * Sources: kernel-command-line(7); zfs-dracut and zfs-initramfs (`root=zfs:POOL/DATASET`, `root=ZFS=…`, `zfs=…`).
 */
export function rootOf(
  facts: Pick<MachineFacts, 'devices' | 'texts'>,
  commandLine: CommandLine | null,
): RootState {
  const named = commandLine?.last('root') ?? null;
  const dataset = /^(?:zfs:|ZFS=)(.+)$/.exec(named ?? '')?.[1] ?? commandLine?.last('zfs') ?? null;
  const mount = mountAt(parseMountinfo(facts.texts.get('/proc/self/mountinfo') ?? ''), '/');
  if (dataset !== null || (named === null && mount?.fstype === 'zfs')) {
    const isGiven = dataset !== null && !/^(?:AUTO|bootfs)$/i.test(dataset);
    const [pool = null] = (isGiven ? dataset : (mount?.source ?? '')).split('/');
    return {
      source: named ?? mount?.source ?? null,
      devices: [],
      pool: pool === '' ? null : pool,
      node: null,
    };
  }
  const source = named === null || /^(?:auto|gpt-auto)$/.test(named) ? (mount?.source ?? null) : named;
  if (source === null) return { source, devices: [], pool: null, node: null };
  const found = devicesNamed(facts, source) ?? [];
  // By number, or by a name of the kernel that may have changed: it is what is mounted.
  const isUnsaid = found.length === 0 && (/^\d/.test(source) || devicesNamed(facts, source) === null);
  return {
    source,
    devices: isUnsaid ? (devicesNamed(facts, mount?.source ?? '') ?? []) : found,
    pool: null,
    node: source !== named || namesFilesystem(source) ? null : isUnsaid ? 'unknown' : 'known',
  };
}
