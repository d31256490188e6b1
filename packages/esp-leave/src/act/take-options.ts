import type { Messages } from '@twinroot/lib-command';
import { EfivarError } from '@twinroot/lib-efivar';
import { failureText } from '@twinroot/lib-failure';
import { forgetOptions } from '@twinroot/lib-firmware';
import type { FoundOptions } from '../gather/find-options.ts';

/** Takes the boot options of members that left out of the firmware. They have left, whatever comes of that: the next run tries it again. */
export function takeOptions(sysroot: string, found: FoundOptions | null, message: Messages): void {
  if (found === null || found.options.length === 0) return;
  try {
    forgetOptions(sysroot, found.menu, found.options);
    for (const { number, label } of found.options)
      message.info(`the firmware's boot option ${number} (${label}) is deleted`);
  } catch (error) {
    if (!(error instanceof EfivarError)) throw error;
    message.warning(`their boot options stay in the firmware: ${failureText(error)}, ignoring`);
  }
}
