import type { Partuuid } from '@twinroot/lib-blockdev';
import { type Refusal, refused } from '@twinroot/lib-failure';
import { filesystemOf, type Machine } from '@twinroot/lib-machine';
import type { Candidate } from './candidates.ts';
import { type Judging, leaveFor, whyNoMirror } from './mirror.ts';
import type { SourcePartition } from './source-partitions.ts';
import { xbootldrBeside } from './xbootldr-beside.ts';

/** The mirrors among the candidates, and what made each a member. */
export interface Mirrors {
  readonly kind: 'mirrors';
  /** By device node. */
  readonly present: ReadonlyMap<string, Candidate['by']>;
  readonly missing: ReadonlyMap<Partuuid, MissingMirror>;
  readonly warnings: readonly string[];
}

/** What made a mirror a member whose device is gone, and what it was. */
export interface MissingMirror extends Pick<Extract<Candidate['is'], { kind: 'missing' }>, 'was'> {
  readonly by: Candidate['by'];
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
  const missing = new Map<Partuuid, MissingMirror>();
  const mirrors = candidates.filter((candidate) => !isOwn(machine, source, candidate));
  const { others, warnings } = withoutLeft(mirrors, judging.left);
  if (others.length > 0 && judging.foreign !== null && !judging.force) {
    const names = others.map(({ name }) => name).join(', ');
    const why = `${judging.foreign}, so ${names} cannot be mirrors: name the source with --source, or use --force`;
    if (others.some(({ by }) => by === 'operand')) return refused(why);
    return { kind: 'mirrors', present, missing, warnings: [`${why}, ignoring`] };
  }
  const passedOver = new Set<string>();
  for (const { by, name, is } of others) {
    if (is.kind === 'missing') {
      if (!missing.has(is.partuuid)) missing.set(is.partuuid, { by, was: is.was });
      continue;
    }
    const path = is.kind === 'device' ? is.device.path : null;
    // What the registry has is judged once, however often it is found.
    if (path !== null && (present.has(path) || (by === 'pattern' && passedOver.has(path)))) continue;
    const why =
      is.kind === 'refused' ? is.reason : whyNoMirror(machine, source, is.device, leaveFor(judging, by));
    if (why !== null && by === 'operand') return refused(`${name} cannot be a mirror: ${why}`);
    if (why !== null) warnings.push(`${name} is not a mirror: ${why}, ignoring`);
    if (path !== null && why === null) present.set(path, by);
    if (path !== null && by === 'registry') passedOver.add(path);
  }
  const beside = xbootldrBeside(machine, source, present, judging);
  return {
    kind: 'mirrors',
    present: new Map([...present, ...beside.present]),
    missing,
    warnings: [...warnings, ...beside.warnings],
  };
}

/** The candidates without those that left the set and that nobody names: of these it is said, once of each. */
function withoutLeft(
  candidates: readonly Candidate[],
  left: Judging['left'],
): { readonly others: readonly Candidate[]; readonly warnings: string[] } {
  const named = new Set(candidates.filter(({ by }) => by === 'operand').map(partuuidOf));
  const said = new Map<Partuuid, string>();
  const others = candidates.filter((candidate) => {
    const partuuid = partuuidOf(candidate);
    const when = partuuid === null || candidate.by !== 'pattern' ? undefined : left.get(partuuid);
    if (partuuid === null || when === undefined) return true;
    if (!named.has(partuuid) && !said.has(partuuid))
      said.set(
        partuuid,
        `${candidate.name} left the set (${when}), ignoring: take it back with esp-join, or take it out of fstab`,
      );
    return false;
  });
  return { others, warnings: [...said.values()] };
}

function partuuidOf({ is }: Candidate): Partuuid | null {
  if (is.kind === 'refused') return null;
  return is.kind === 'missing' ? is.partuuid : is.device.partuuid;
}

/** Whether a candidate is the source itself. Any member may be: the same call must serve whichever it is. */
export function isOwn(machine: Machine, source: readonly SourcePartition[], { is }: Candidate): boolean {
  if (is.kind !== 'device') return false;
  return source.some(
    ({ device }) => device.path === is.device.path || filesystemOf(machine, device).path === is.device.path,
  );
}
