import type { BootMenu } from '@twinroot/lib-firmware';
import type { MemberWay } from './options-plan.ts';

/**
 * The label that those of new options begin with: that of the option that was booted, or of the first one that a member has; null:
 * there is none. What was booted may be another system's, a live one on a stick, which no option of this machine is named after. What
 * firmware has made by itself names no file, and has a label of the disk that it is on.
 */
export function ownLabel(
  { options, current }: Pick<BootMenu, 'options' | 'current'>,
  ways: readonly MemberWay[],
): string | null {
  const booted = options.find(
    ({ number, file, partuuid }) =>
      number === current &&
      file !== null &&
      (partuuid === null || ways.some((way) => way.partuuid === partuuid)),
  );
  if (booted !== undefined) return booted.label;
  const [own] = ways.flatMap((way) => (way.kind === 'make' || way.option === null ? [] : [way.option]));
  return own?.label ?? null;
}
