import type { BlockDevice } from '@twinroot/lib-blockdev';

/** Volume group and logical volume in a device-mapper name: one dash is between, those within are doubled (lvm2, dm_build_dm_name). */
export interface LvName {
  readonly vg: string;
  readonly lv: string;
}

/** The names of a logical volume; null for a layer of one, which LVM has for itself (`vg0-pool-tpool`, `vg0-pool_tmeta`). */
export function lvNameOf({ type, name }: BlockDevice): LvName | null {
  if (type !== 'lvm') return null;
  const [, vg, lv] = /^((?:[^-]|--)+)-((?:[^-]|--)+)$/.exec(name) ?? [];
  if (vg === undefined || lv === undefined) return null;
  // Suffixes that LVM reserves for its own volumes (lvm(8), VALID NAMES).
  if (
    /_(cdata|cmeta|corig|imeta|iorig|mimage|mlog|pmspare|rimage|rmeta|tdata|tmeta|vdata|vorigin|wcorig)/.test(
      lv,
    )
  )
    return null;
  return { vg: vg.replaceAll('--', '-'), lv: lv.replaceAll('--', '-') };
}
