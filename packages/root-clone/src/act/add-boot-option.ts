import { type Registration, registerBootOption, type WantedOption } from '@twinroot/lib-firmware';
import type { StepResult } from '../decide/step-result.ts';

const states = {
  present: 'same',
  added: 'done',
  skipped: 'skipped',
  refused: 'failed',
} as const satisfies Record<Registration['kind'], StepResult['state']>;

/**
 * Lets the firmware boot the clone, behind what was booted or first. An option that it has already stays as it is.
 *
 * @throws {EfivarError} when the variables cannot be read or written
 */
export function addBootOption(sysroot: string, wanted: WantedOption): StepResult {
  const registered = registerBootOption(sysroot, wanted);
  const state = states[registered.kind];
  return 'reason' in registered ? { state, why: registered.reason } : { state };
}
