import { readdirSync } from 'node:fs';
import { runTool } from '@twinroot/lib-tool';
import type { Done } from './perform.ts';

/**
 * Installs systemd-boot where the copy brought no boot loader. What the source's ESP has was copied, and is left.
 *
 * @param esp where the clone's ESP is reached, and its mount point for bootctl(1), which looks for the mount itself
 * @param hasEntries whether there are entries that it could boot
 * @throws {ToolError} EXIT with what bootctl said, ENOENT without it
 */
export async function installLoader(
  esp: { readonly path: string; readonly mountpoint: string },
  xbootldr: string | undefined,
  hasEntries: boolean,
): Promise<Done> {
  if (hasEfi(`${esp.path}/EFI`, 'BOOT', /^boot[a-z0-9]+\.efi$/i)) return { state: 'same' };
  if (!hasEntries) return { state: 'skipped', why: 'the source has no boot loader there, and no entries' };
  const boot = xbootldr === undefined ? [] : [`--boot-path=${xbootldr}`];
  await runTool('bootctl', [`--esp-path=${esp.mountpoint}`, ...boot, '--no-variables', 'install']);
  return { state: 'done' };
}

/** Whether a directory of an ESP, whose names have no case, has such a file. */
function hasEfi(efi: string, directory: string, pattern: RegExp): boolean {
  const name = namesIn(efi).find((each) => each.toUpperCase() === directory);
  return name !== undefined && namesIn(`${efi}/${name}`).some((each) => pattern.test(each));
}

function namesIn(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
