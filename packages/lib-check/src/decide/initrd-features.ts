import { initrdFeatures } from './degraded-start.ts';
import { moduleOf } from './kernel-modules.ts';

type Feature = (typeof initrdFeatures)[number];

/**
 * By which names in an initrd a feature is known.
 *
 * Sources: initramfs-tools(7) (scripts/functions), dracut (lib/dracut-lib.sh, lib/dracut/), mkinitcpio (init_functions, buildconfig), mdadm
 * (systemd/mdadm-last-resort@.timer), dracut modules.d/90mdraid (mdraid_start.sh), systemd (rules.d/64-btrfs.rules).
 */
const marks: Readonly<Record<Feature, RegExp>> = {
  systemd: /^(?:usr\/)?lib\/systemd\/systemd$/,
  'initramfs-tools': /^scripts\/functions$/,
  dracut: /^(?:usr\/)?lib\/dracut(?:-lib\.sh$|\/)/,
  mkinitcpio: /^(?:init_functions|buildconfig)$/,
  btrfs: /(?:^|\/)s?bin\/btrfs$|\/64-btrfs\.rules$/,
  mdadm: /(?:^|\/)s?bin\/mdadm$/,
  'md-last-resort': /\/mdadm-last-resort@\.timer$|\/mdraid_start(?:\.sh)?$/,
  cryptsetup: /(?:^|\/)(?:cryptsetup|systemd-cryptsetup)$/,
  lvm: /(?:^|\/)s?bin\/lvm$/,
  zfs: /(?:^|\/)s?bin\/zpool$/,
  'twinroot-degraded': /(?:^|\/)twinroot\/degraded-root(?:\.sh)?$/,
};

/**
 * Takes the names in an initrd one by one, and tells which features they are, and which modules of the kernel.
 *
 * @param wanted names of the modules that are looked for
 */
export function initrdFeatureFinder(wanted: ReadonlySet<string> = new Set()): {
  readonly look: (path: string) => void;
  readonly found: () => readonly Feature[];
  readonly modules: () => readonly string[];
} {
  const found = new Set<Feature>();
  const modules = new Set<string>();
  return {
    look: (path) => {
      for (const feature of initrdFeatures) if (marks[feature].test(path)) found.add(feature);
      const module = moduleOf(path);
      if (module !== null && wanted.has(module.slice(module.indexOf('/') + 1))) modules.add(module);
    },
    found: () => initrdFeatures.filter((feature) => found.has(feature)),
    modules: () => [...modules],
  };
}
