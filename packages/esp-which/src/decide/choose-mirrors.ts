import { type Partuuid, xbootldrType } from '@twinroot/lib-blockdev';
import { type Refusal, refused } from '@twinroot/lib-failure';
import type { Machine } from '@twinroot/lib-machine';
import type { BootedPartition } from './booted-partitions.ts';
import type { Candidate } from './candidates.ts';
import { kindOf, whyNoMirror } from './mirror.ts';
import { filesystemOf } from './mounted-devices.ts';

/** The mirrors among the candidates, and what made each a member. */
export interface Mirrors {
  readonly kind: 'mirrors';
  /** By device node. */
  readonly present: ReadonlyMap<string, Candidate['by']>;
  readonly missing: ReadonlyMap<Partuuid, Candidate['by']>;
  readonly warnings: readonly string[];
}

/**
 * The candidates that can be mirrors of what was booted. One that cannot be is passed over with a warning; when it was named on
 * the command line, all is refused.
 */
export function chooseMirrors(
  machine: Machine,
  booted: readonly BootedPartition[],
  candidates: readonly Candidate[],
): Mirrors | Refusal {
  const present = new Map<string, Candidate['by']>();
  const missing = new Map<Partuuid, Candidate['by']>();
  const warnings: string[] = [];
  const own = new Set(booted.flatMap(({ device }) => [device.path, filesystemOf(machine, device).path]));
  for (const { by, name, is } of candidates) {
    if (is.kind === 'missing') {
      if (!missing.has(is.partuuid)) missing.set(is.partuuid, by);
      continue;
    }
    // Any member may be the booted one: the same call must serve whichever it is.
    if (is.kind === 'device' && own.has(is.device.path)) continue;
    const why = is.kind === 'refused' ? is.reason : whyNoMirror(machine.devices, booted, is.device);
    if (why !== null && by === 'operand') return refused(`${name} cannot be a mirror: ${why}`);
    if (why !== null) warnings.push(`${name} is not a mirror: ${why}, ignoring`);
    else if (is.kind === 'device' && !present.has(is.device.path)) present.set(is.device.path, by);
  }
  const beside = counterparts(machine, booted, present);
  return {
    kind: 'mirrors',
    present: new Map([...present, ...beside.present]),
    missing,
    warnings: [...warnings, ...beside.warnings],
  };
}

/** The XBOOTLDR partitions on the disks of the mirrors, mounted or not: they go with them, unless one was named itself. */
function counterparts(
  { devices }: Machine,
  booted: readonly BootedPartition[],
  mirrors: ReadonlyMap<string, Candidate['by']>,
): Pick<Mirrors, 'present' | 'warnings'> {
  const present = new Map<string, Candidate['by']>();
  const warnings: string[] = [];
  for (const mirror of devices) {
    const by = mirrors.get(mirror.path);
    if (!by || kindOf(mirror) !== 'esp' || !booted.some(({ kind }) => kind === 'xbootldr')) continue;
    const beside = devices.filter((one) => one.parttype === xbootldrType && one.disk === mirror.disk);
    if (beside.some((one) => mirrors.has(one.path))) continue;
    const fit = beside.filter((one) => whyNoMirror(devices, booted, one) === null);
    const [only] = fit;
    if (fit.length > 1) {
      const paths = fit.map(({ path }) => path).join(', ');
      warnings.push(
        `${mirror.disk} has several XBOOTLDR partitions (${paths}), ignoring: name the right one`,
      );
    } else if (only) present.set(only.path, by);
  }
  return { present, warnings };
}
