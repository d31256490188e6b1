/** What can be judged of a member, in the order in which it is told: the chain from the firmware to a running system, and what is beside it. */
export const checkNames = [
  'present',
  'way-in',
  'order',
  'next',
  'loader',
  'secure-boot',
  'grub',
  'entries',
  'default',
  'modules',
  'root',
  'initrd',
  'mounts',
  'encryption',
  'swap',
  'fat',
  'room',
  'manifest',
  'seed',
  'lineage',
  'boots',
] as const;

export type CheckName = (typeof checkNames)[number];

/** Without them the machine does not come up; of these alone `unknown` counts. */
const links: ReadonlySet<CheckName> = new Set([
  'present',
  'way-in',
  'order',
  'loader',
  'secure-boot',
  'grub',
  'entries',
  'default',
  'modules',
  'root',
  'initrd',
  'mounts',
  'encryption',
]);

/** Whether it is a link of the chain. */
export function isLink(check: CheckName): boolean {
  return links.has(check);
}

/**
 * `fail`: the machine would not come up; `warn`: it would, and something is not as it should be; `unknown`: it could not be found
 * out.
 */
export type FindingState = 'ok' | 'warn' | 'fail' | 'unknown';

/** What one check found. */
export interface Finding {
  readonly check: CheckName;
  readonly state: FindingState;
  /** One clause. */
  readonly why: string;
  /** A command line, or `guide: NAME`; null where there is nothing to mend. */
  readonly fix: string | null;
}

/** A finding; of what is well, or is not known, often without a way to mend it. */
export function finding(
  check: CheckName,
  state: FindingState,
  why: string,
  fix: string | null = null,
): Finding {
  return { check, state, why, fix };
}
