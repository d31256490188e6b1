import { type BlockDevice, xbootldrType } from '@twinroot/lib-blockdev';
import { isFat } from '@twinroot/lib-fat';
import type { Machine } from '@twinroot/lib-machine';
import type { Candidate } from './candidates.ts';
import { type Judging, kindOf, leaveFor, whyNoMirror } from './mirror.ts';
import type { SourcePartition } from './source-partitions.ts';

/** XBOOTLDR partitions that go with mirrors, by device node, and what is to be said of them. */
export interface Beside {
  readonly present: ReadonlyMap<string, Candidate['by']>;
  readonly warnings: readonly string[];
}

/**
 * The XBOOTLDR partitions on the disks of the mirrors, mounted or not: they go with them, unless one was named itself. A disk that
 * has none cannot boot what is on that of the source, which is said.
 */
export function xbootldrBeside(
  machine: Machine,
  source: readonly SourcePartition[],
  mirrors: ReadonlyMap<string, Candidate['by']>,
  judging: Judging,
): Beside {
  const present = new Map<string, Candidate['by']>();
  const warnings: string[] = [];
  const own = source.find(({ kind }) => kind === 'xbootldr')?.device;
  // What is not FAT is mirrored nowhere, and the source says so once.
  if (!own || !isFat(own)) return { present, warnings };
  for (const mirror of machine.devices) {
    const by = mirrors.get(mirror.path);
    if (!by || kindOf(mirror) !== 'esp') continue;
    const beside = machine.devices.filter((one) => one.parttype === xbootldrType && one.disk === mirror.disk);
    if (beside.some((one) => mirrors.has(one.path))) continue;
    const judged = beside.map((one) => ({
      one,
      why: whyLeft(one, by, judging) ?? whyNoMirror(machine, source, one, leaveFor(judging, by)),
    }));
    const [only, ...more] = judged.flatMap(({ one, why }) => (why === null ? [one.path] : []));
    if (only === undefined)
      warnings.push(
        without(
          mirror,
          own,
          judged.flatMap(({ why }) => why ?? []),
        ),
      );
    else if (more.length === 0) present.set(only, by);
    else {
      const paths = [only, ...more].join(', ');
      warnings.push(
        `${mirror.disk} has several XBOOTLDR partitions (${paths}), ignoring: name the right one`,
      );
    }
  }
  return { present, warnings };
}

/** Why one that left the set does not go with a mirror; null when it does: who names the mirror takes both back. */
function whyLeft(
  { path, partuuid }: BlockDevice,
  by: Candidate['by'],
  { left }: Pick<Judging, 'left'>,
): string | null {
  const when = partuuid === null || by === 'operand' ? undefined : left.get(partuuid);
  return when === undefined ? null : `${path} left the set (${when}), and esp-join takes it back`;
}

function without(mirror: BlockDevice, own: BlockDevice, why: readonly string[]): string {
  const reason = why.length === 0 ? 'it has no XBOOTLDR partition' : why.join('; ');
  return `${mirror.disk} cannot boot what is on ${own.path}, which is not mirrored there: ${reason}, ignoring`;
}
