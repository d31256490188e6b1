import { osReleaseValue } from './os-release.ts';

/** Why nothing can be published, or be read of what was. */
export const noEntryToken =
  'the machine has no entry token: neither /etc/kernel/entry-token, /etc/machine-id nor os-release say one';

/** What a machine has of texts that its entry token is in; null: there is no such file. */
export interface TokenTexts {
  /** /etc/kernel/entry-token */
  readonly token: string | null;
  /** /etc/machine-id */
  readonly machineId: string | null;
  /** /etc/os-release, or /usr/lib/os-release */
  readonly osRelease: string | null;
}

/**
 * The entry token of a machine, under which it installs its entries; null: nothing says it.
 *
 * Source: kernel-install(8), "entry token"; machine-id(5), which is `uninitialized` before the first boot; os-release(5).
 */
export function entryTokenOf({ token, machineId, osRelease }: TokenTexts): string | null {
  const own = token?.split('\n', 1)[0]?.trim() ?? '';
  if (isName(own)) return own;
  const machine = machineId?.trim() ?? '';
  if (/^[0-9a-f]{32}$/i.test(machine)) return machine;
  const id = osReleaseValue(osRelease, 'ID') ?? '';
  return isName(id) ? id : null;
}

/** It is a name of a directory, and the beginning of names of entries. */
function isName(text: string): boolean {
  return /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$/.test(text);
}
