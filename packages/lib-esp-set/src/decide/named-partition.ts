import { type Partuuid, parsePartuuid } from '@twinroot/lib-blockdev';
import { type Refusal, refused } from '@twinroot/lib-failure';
import type { Machine } from '@twinroot/lib-machine';
import { operandCandidates, placeInFstab } from './candidates.ts';
import type { Operand } from './operand.ts';

/** The PARTUUID of a member that was named, whether its device is there or not. */
export function namedPartition(
  machine: Machine,
  operand: Operand,
): { readonly kind: 'named'; readonly partuuid: Partuuid } | Refusal {
  const no = (why: string) => refused(`${operand.given}: ${why}`);
  const [candidate] = operandCandidates(machine, [operand]);
  const is = candidate?.is ?? refused('it names nothing');
  if (is.kind === 'missing') return { kind: 'named', partuuid: is.partuuid };
  if (is.kind === 'refused') return no(`${is.reason}; a disk that is gone is named by PARTUUID=…`);
  const partuuid = is.device.partuuid === null ? null : parsePartuuid(is.device.partuuid);
  return partuuid === null ? no(`${is.device.path} has no PARTUUID`) : { kind: 'named', partuuid };
}

/** The mount points for which fstab names a partition, by whatever name. */
export function fstabPlacesOf(machine: Machine, partuuid: Partuuid): readonly string[] {
  return machine.fstab.flatMap((entry) =>
    placeInFstab(machine, entry).flatMap(({ place, is }) => {
      const named = is.kind === 'device' ? is.device.partuuid : is.kind === 'missing' ? is.partuuid : null;
      return named === partuuid ? [place] : [];
    }),
  );
}
