import { withoutCounter } from '@twinroot/lib-bls';
import { compileNameGlob, slipIn } from '@twinroot/lib-glob';

/** What a boot loader looks at before it looks at `default` of loader.conf(5); null: it is not set. */
export interface Wishes {
  /** LoaderEntryOneShot. */
  readonly once: string | null;
  readonly preferred: string | null;
  readonly preferredInConf: string | null;
  readonly byDefault: string | null;
  /** LoaderEntryLastBooted, which `@saved` stands for. */
  readonly last: string | null;
}

/** A setting by which another entry is booted. */
export interface Overriding {
  readonly setting: string;
  readonly value: string;
  /** What takes it away. */
  readonly remedy: string;
}

/**
 * The settings by which the boot loader boots another entry than this one. Those that fit no entry are passed over, as it does.
 *
 * Source: systemd src/boot/boot.c (config_select_default_entry): patterns are compared with names of files, counters included, without
 * regard to case; loader.conf(5), `preferred`.
 *
 * @param own name of the entry
 * @param others names of all other entries, without those that the default is meant to choose from
 */
export function overridingSettings(
  wishes: Wishes,
  own: string,
  others: readonly string[],
): readonly Overriding[] {
  const all = [
    ['LoaderEntryOneShot', wishes.once, "bootctl set-oneshot ''"],
    ['LoaderEntryPreferred', wishes.preferred, "bootctl set-preferred ''"],
    ['preferred of loader.conf', wishes.preferredInConf, 'take that line out of loader/loader.conf'],
    ['LoaderEntryDefault', wishes.byDefault, "bootctl set-default ''"],
  ] as const;
  return all.flatMap(([setting, value, remedy]) => {
    if (value === null || value === '') return [];
    const meant = value.toLowerCase() === '@saved' ? wishes.last : value;
    if (meant === null || fits(meant, own)) return [];
    const isKnown = meant.toLowerCase().startsWith('auto-') || others.some((name) => fits(meant, name));
    return isKnown ? [{ setting, value, remedy }] : [];
  });
}

/** Whether a pattern of a setting fits the name of an entry, with its counter or without. */
export function fits(pattern: string, name: string): boolean {
  const folded = pattern.toLowerCase();
  const isMeant = slipIn(folded) === null ? compileNameGlob(folded) : (other: string) => other === folded;
  return [name, withoutCounter(name)].some((one) => isMeant(one.toLowerCase()));
}
