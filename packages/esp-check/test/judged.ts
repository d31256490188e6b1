import type { Judgement } from '@twinroot/lib-check';
import { judge } from '@twinroot/lib-check';
import { machine } from '../../lib-check/test/machine-fixture.ts';
import { situations } from '../../lib-check/test/situations.ts';

/** What is judged of a machine of which a report tells. */
export function judged(name: string): readonly Judgement[] {
  const situation = situations.find((one) => one.name === name);
  if (situation === undefined) throw new Error(`no situation ${name}`);
  return judge(situation.facts, null);
}

/** A machine that is as it should be. */
export const well = judge(machine(), null);
export const dead = judged('data single, metadata RAID1');
export const unsure = judged('btrfs, and what lies where could not be asked');
export const full = judged('the ESP is full');
