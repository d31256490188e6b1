import type { MkfsStep } from '../mkfs-table.ts';

/** Commands as a script for a shell: before those of a device, a comment says which one is its partner. */
export function mkfsScript(steps: readonly MkfsStep[]): string {
  const lines = steps.flatMap(({ device, old_device: partner, command }, index) => {
    const isSame = steps[index - 1]?.device === device;
    return isSame ? [command] : [`# ${device}, as ${partner}`, command];
  });
  return lines.map((line) => `${line}\n`).join('');
}
