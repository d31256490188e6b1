import { parseEntryName } from '@twinroot/lib-bls';
import { entryTypeOf, manifestPath } from '@twinroot/lib-boot-tree';
import { type Refusal, refused } from '@twinroot/lib-failure';
import { nameOf } from '@twinroot/lib-tree';

/** A boot whose tries were counted: the file that was started, as it was named then. */
export interface CountedBoot {
  readonly kind: 'counted';
  /** Below the root of its partition, with `/` between the names. */
  readonly path: string;
  /** The same for the same entry, whatever its counter; as a MenuEntry has it. */
  readonly id: string;
}

/**
 * What `LoaderBootCountPath` says: `\loader\entries\arch+2-1.conf`. Only what is an entry with a counter is taken; the path is used for
 * nothing but to be compared.
 *
 * Source: systemd src/boot/boot.c (boot_entry_bump_counters), src/bless-boot/bless-boot.c (acquire_boot_count_path).
 */
export function countedBootOf(text: string): CountedBoot | Refusal {
  const names = text.split(/[/\\]/).filter((name) => name !== '');
  const path = names.join('/');
  const odd = (what: string) => refused(`the EFI variable LoaderBootCountPath is '${text}': ${what}`);
  if (names.includes('.') || names.includes('..')) return odd('it leads elsewhere');
  if (entryTypeOf(path) === null) return odd('it does not name an entry');
  if (parseEntryName(nameOf(path)).left === null) return odd('its name has no boot counter');
  return { kind: 'counted', path, id: manifestPath(path) };
}
