import type { IdMap } from '@twinroot/lib-idmap';
import { crypttabDevice, crypttabOptions, rewriteCrypttab } from '@twinroot/lib-rewrite';

/**
 * The crypttab of a clone with the lines by which the source opens volumes of the other disk: in the clone, that one is the source's.
 * Unchanged, they would open the clone's own volumes again, by a second name, which fails. A line is one of these when it has a new id
 * of the map, and the boot does not wait for it (crypttab(5), `nofail` and `noauto`): the clone boots without the first disk.
 *
 * @param source the crypttab of the source; bytes, one character each
 * @param clone the same with the ids of the clone, line for line
 * @param ids the map from the source's ids to the clone's
 * @param inverse the map the other way round
 */
export function withPeerVolumes(source: string, clone: string, ids: IdMap, inverse: IdMap): string {
  const lines = source.split('\n');
  return clone
    .split('\n')
    .map((line, index) => {
      const before = lines[index] ?? line;
      const turned = rewriteCrypttab(before, inverse);
      return isOther(before, rewriteCrypttab(before, ids)) || !isOther(before, turned) || !mayFail(before)
        ? line
        : turned;
    })
    .join('\n');
}

/**
 * The crypttab by which initrds of a clone are made: without the lines for the other disk. What is open while the clone is made has the
 * name of one of these, and initramfs-tools looks for the root's line by that name (cryptsetup-initramfs, hooks/cryptroot).
 *
 * @param clone the crypttab of the clone; bytes, one character each
 * @param ids the map from the source's ids to the clone's
 */
export function withoutPeerVolumes(clone: string, ids: IdMap): string {
  const lines = clone.split(/(?<=\n)/);
  return lines.filter((line) => !isOther(line, rewriteCrypttab(line, ids)) || !mayFail(line)).join('');
}

function isOther(line: string, rewritten: string): boolean {
  return crypttabDevice(line) !== crypttabDevice(rewritten);
}

function mayFail(line: string): boolean {
  return crypttabOptions(line.replace(/\r?\n?$/, '')).some(
    (option) => option === 'nofail' || option === 'noauto',
  );
}
