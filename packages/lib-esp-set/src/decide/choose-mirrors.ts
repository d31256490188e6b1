import type { Partuuid } from '@twinroot/lib-blockdev';
import { type Refusal, refused } from '@twinroot/lib-failure';
import { filesystemOf, type Machine } from '@twinroot/lib-machine';
import type { Candidate } from './candidates.ts';
import { type Leave, whyNoMirror } from './mirror.ts';
import type { SourcePartition } from './source-partitions.ts';
import { xbootldrBeside } from './xbootldr-beside.ts';

/** The mirrors among the candidates, and what made each a member. */
export interface Mirrors {
  readonly kind: 'mirrors';
  /** By device node. */
  readonly present: ReadonlyMap<string, Candidate['by']>;
  readonly missing: ReadonlyMap<Partuuid, Candidate['by']>;
  readonly warnings: readonly string[];
}

/** How the candidates are judged. */
export interface Judging extends Leave {
  /** Why this is not the machine's own system, a clause: then nothing is its mirror. Null when nothing says so. */
  readonly foreign: string | null;
}

/**
 * The candidates that can be mirrors of the source. One that cannot be is passed over with a warning; when it was named on the
 * command line, all is refused.
 */
export function chooseMirrors(
  machine: Machine,
  source: readonly SourcePartition[],
  candidates: readonly Candidate[],
  judging: Judging,
): Mirrors | Refusal {
  const present = new Map<string, Candidate['by']>();
  const missing = new Map<Partuuid, Candidate['by']>();
  const warnings: string[] = [];
  const others = candidates.filter((candidate) => !isOwn(machine, source, candidate));
  if (others.length > 0 && judging.foreign !== null && !judging.force) {
    const names = others.map(({ name }) => name).join(', ');
    const why = `${judging.foreign}, so ${names} cannot be mirrors: name the source with --source, or use --force`;
    if (others.some(({ by }) => by === 'operand')) return refused(why);
    return { kind: 'mirrors', present, missing, warnings: [`${why}, ignoring`] };
  }
  for (const { by, name, is } of others) {
    if (is.kind === 'missing') {
      if (!missing.has(is.partuuid)) missing.set(is.partuuid, by);
      continue;
    }
    const leave = { ...judging, removable: judging.removable && by === 'operand' };
    const why = is.kind === 'refused' ? is.reason : whyNoMirror(machine, source, is.device, leave);
    if (why !== null && by === 'operand') return refused(`${name} cannot be a mirror: ${why}`);
    if (why !== null) warnings.push(`${name} is not a mirror: ${why}, ignoring`);
    else if (is.kind === 'device' && !present.has(is.device.path)) present.set(is.device.path, by);
  }
  const beside = xbootldrBeside(machine, source, present, judging);
  return {
    kind: 'mirrors',
    present: new Map([...present, ...beside.present]),
    missing,
    warnings: [...warnings, ...beside.warnings],
  };
}

/** Whether a candidate is the source itself. Any member may be: the same call must serve whichever it is. */
export function isOwn(machine: Machine, source: readonly SourcePartition[], { is }: Candidate): boolean {
  if (is.kind !== 'device') return false;
  return source.some(
    ({ device }) => device.path === is.device.path || filesystemOf(machine, device).path === is.device.path,
  );
}
