import type { BlockDevice } from '@twinroot/lib-blockdev';
import type { InitrdFacts, MachineFacts } from './facts/machine-facts.ts';
import type { FindingState } from './finding.ts';
import type { RootState } from './member-case.ts';

/** Names of what an initrd may bring, as gathering finds them. */
export const initrdFeatures = [
  'systemd',
  'initramfs-tools',
  'dracut',
  'mkinitcpio',
  'btrfs',
  'mdadm',
  'md-last-resort',
  'cryptsetup',
  'lvm',
  'zfs',
  'twinroot-degraded',
] as const;

/** systemd waits for a device for 90 seconds (systemd-system.conf(5), DefaultDeviceTimeoutSec=), and the hook begins later. */
const longestWait = 80;

/**
 * How long twinroot's hook waits, by its options on the command line; 0: it does nothing (hooks/initrd).
 *
 * @param values of `twinroot.degraded`, in order
 */
export function secondsOfWaiting(values: readonly string[]): number {
  // The condition of its unit takes any that says so, whatever comes later.
  if (values.includes('0')) return 0;
  const last = values.at(-1) ?? '';
  return /^\d+$/.test(last) ? Number(last) : 30;
}

/** What lets something start without some of its parts, or not. */
export interface DegradedStart {
  readonly state: FindingState;
  /** A clause behind what is missing. */
  readonly why: string;
}

/**
 * Whether an initrd starts a root that is there in part only.
 *
 * Sources: systemd rules.d/64-btrfs.rules (SYSTEMD_READY=0 until all devices are there), mount.btrfs (`degraded`); mdadm
 * systemd/mdadm-last-resort@.timer; mdadm's debian/initramfs/local-block; lvmautoactivation(7): a group is activated when it is
 * complete.
 *
 * @param isAllowed rootflags have `degraded`
 * @param isDegradedNow the arrays know already that a part is missing
 * @param waits seconds for which twinroot's hook waits; 0: it does nothing
 */
export function degradedStart(
  kind: 'btrfs' | 'md' | 'lvm' | 'zfs',
  given: {
    readonly initrd: InitrdFacts | null;
    readonly isAllowed: boolean;
    readonly isDegradedNow: boolean;
    readonly waits: number;
  },
): DegradedStart {
  const { initrd, isAllowed, isDegradedNow, waits } = given;
  if (kind === 'zfs') return { state: 'ok', why: 'a pool is imported without it' };
  if (kind === 'md' && isDegradedNow) return { state: 'ok', why: 'it runs so already' };
  if (initrd === null || initrd.unread !== null)
    return { state: 'unknown', why: 'what the initrd does then is not known' };
  const has = (feature: (typeof initrdFeatures)[number]) => initrd.has.includes(feature);
  if (kind !== 'lvm' && has('twinroot-degraded') && waits > 0)
    return waits > longestWait
      ? {
          state: 'unknown',
          why: `the initrd lets it come up so after ${waits} seconds, and may give up before`,
        }
      : { state: 'ok', why: 'the initrd lets it come up so after a while' };
  if (kind === 'btrfs') return btrfsStart({ isSystemd: has('systemd'), isDracut: has('dracut'), isAllowed });
  if (kind === 'md') {
    if (has('md-last-resort') || has('initramfs-tools'))
      return { state: 'ok', why: 'the initrd starts it so after a while' };
    return { state: 'fail', why: 'the initrd has nothing that starts it so' };
  }
  return has('initramfs-tools')
    ? { state: 'ok', why: 'the initrd activates it so' }
    : { state: 'unknown', why: 'whether the initrd activates a group that is not complete is not known' };
}

function btrfsStart({
  isSystemd,
  isDracut,
  isAllowed,
}: {
  readonly isSystemd: boolean;
  readonly isDracut: boolean;
  readonly isAllowed: boolean;
}): DegradedStart {
  if (isSystemd) return { state: 'fail', why: 'udev holds it back until all of its devices are there' };
  if (!isAllowed) return { state: 'fail', why: 'it is not mounted so without degraded in rootflags' };
  // dracut's own script waits for all devices before anything is mounted (modules.d/90btrfs/btrfs_finished.sh).
  return isDracut
    ? { state: 'unknown', why: 'how long dracut waits for its devices is not known' }
    : { state: 'ok', why: 'rootflags have degraded' };
}

/** What an initrd has to bring for a root. */
export function needsOf(
  { devices, pool }: RootState,
  facts: Pick<MachineFacts, 'devices' | 'btrfs'>,
): readonly (typeof initrdFeatures)[number][] {
  if (pool !== null) return ['zfs'];
  const [device] = devices;
  if (device === undefined) return [];
  const needs = new Set<(typeof initrdFeatures)[number]>();
  const visit = (one: BlockDevice) => {
    if (one.type === 'crypt') needs.add('cryptsetup');
    if (one.type === 'lvm') needs.add('lvm');
    if (/^(?:raid\d|md|linear)/.test(one.type)) needs.add('mdadm');
    for (const parent of facts.devices) if (one.parents.includes(parent.path)) visit(parent);
  };
  visit(device);
  const own = facts.btrfs.find(({ uuid }) => uuid.toLowerCase() === device.uuid?.toLowerCase());
  if (device.fstype === 'btrfs' && (own?.devices.length ?? 1) > 1) needs.add('btrfs');
  return [...needs];
}
