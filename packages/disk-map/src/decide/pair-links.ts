/** Links of one device, and those of its partner that stand for them. */
export interface LinkPairs {
  readonly pairs: readonly (readonly [old: string, fresh: string])[];
  /** Old links without a partner, or with several. */
  readonly left: readonly string[];
}

/**
 * Pairs the links below /dev/disk/by-id and by-path that lead to two devices: those of a family, where each has one of it. A
 * device that has one by-path link only is found by that from every other place.
 */
export function pairLinks(olds: readonly string[], fresh: readonly string[]): LinkPairs {
  const pairs = olds.flatMap((old): (readonly [string, string])[] => {
    const partner = partnerOf(old, olds, fresh);
    return partner === undefined ? [] : [[old, partner]];
  });
  return { pairs, left: olds.filter((old) => !pairs.some(([one]) => one === old)) };
}

function partnerOf(old: string, olds: readonly string[], fresh: readonly string[]): string | undefined {
  const family = familyOf(old, olds);
  const own = olds.filter((one) => familyOf(one, olds) === family);
  const others = fresh.filter((one) => familyOf(one, fresh) === family);
  if (own.length === 1 && others.length === 1) return others[0];
  const places = fresh.filter(isPath);
  return isPath(old) && places.length === 1 ? places[0] : undefined;
}

const byPath = '/dev/disk/by-path/';

function isPath(link: string): boolean {
  return link.startsWith(byPath);
}

/** What links have in common that are made by the same rule of udev (systemd rules.d/60-persistent-storage.rules.in, sg3_utils). */
function familyOf(link: string, all: readonly string[]): string {
  const name = link.replace(/^.*\//, '').replace(/-part\d+$/, '');
  // Of a path, all but the numbers: ata-1 and ata-1.0 are two links of one disk.
  if (isPath(link)) return byPath + name.replace(/(?<![a-z])[0-9a-f]+(?![a-z])/gi, '0');
  if (/^nvme-(eui|nvme|uuid)\./.test(name)) return 'nvme by its id';
  // The same name with and without the number of the namespace.
  const model = link.replace(/_\d+(?=(-part\d+)?$)/, '');
  if (name.startsWith('nvme-') && model !== link && all.includes(model)) return 'nvme with its namespace';
  return /^(dm-uuid-[A-Za-z]+|(dm|md)-[a-z]+|lvm-pv-uuid|scsi-[0-9S]|[^-]+)/.exec(name)?.[0] ?? name;
}
