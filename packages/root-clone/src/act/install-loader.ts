import { namesIn } from '@twinroot/lib-sysroot';
import { runTool } from '@twinroot/lib-tool';
import type { StepResult } from '../decide/step-result.ts';

/** Where a boot loader goes: paths of the clone, but for its root and the reach. */
export interface LoaderPlace {
  /** Where the clone's ESP is reached. */
  readonly reach: string;
  /** The directory that the clone's root is mounted at. */
  readonly root: string;
  readonly esp: string;
  readonly xbootldr: string | null;
}

/**
 * Installs systemd-boot where the copy brought no boot loader. What the source's ESP has was copied, and is left.
 *
 * Below the root of the clone: given the ESP alone, bootctl takes the XBOOTLDR of the running machine for the other
 * half, and makes directories there.
 *
 * @param hasEntries whether there are entries that it could boot
 * @throws {ToolError} EXIT with what bootctl said, ENOENT without it
 */
export async function installLoader(
  { reach, root, esp, xbootldr }: LoaderPlace,
  hasEntries: boolean,
): Promise<StepResult> {
  if (hasEfi(`${reach}/EFI`, 'BOOT', /^boot[a-z0-9]+\.efi$/i)) return { state: 'same' };
  if (!hasEntries) return { state: 'skipped', why: 'the source has no boot loader there, and no entries' };
  const boot = xbootldr === null ? [] : [`--boot-path=${xbootldr}`];
  await runTool('bootctl', [`--root=${root}`, `--esp-path=${esp}`, ...boot, '--no-variables', 'install']);
  return { state: 'done' };
}

/** Whether a directory of an ESP, whose names have no case, has such a file. */
function hasEfi(efi: string, directory: string, pattern: RegExp): boolean {
  const name = namesIn(efi).find((each) => each.toUpperCase() === directory);
  return name !== undefined && namesIn(`${efi}/${name}`).some((each) => pattern.test(each));
}
