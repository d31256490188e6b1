import * as v from 'valibot';
import type { LogicalVolume, LuksVolume, ZfsPool } from './facts/machine-facts.ts';

/** `lvs --reportformat json` (lvmreport(7)). */
const lvsSchema = v.object({
  report: v.array(
    v.object({ lv: v.optional(v.array(v.object({ lv_dm_path: v.string(), segtype: v.string() })), []) }),
  ),
});

/**
 * The logical volumes in the JSON of lvs(8), with the columns lv_dm_path and segtype.
 *
 * @throws {v.ValiError | SyntaxError} when it is not that
 */
export function logicalVolumesIn(text: string): readonly LogicalVolume[] {
  const { report } = v.parse(lvsSchema, JSON.parse(text));
  // What is hidden is in brackets.
  return report.flatMap(({ lv }) =>
    lv.map(({ lv_dm_path, segtype }) => ({ path: lv_dm_path.replace(/^\[(.*)\]$/, '$1'), segtype })),
  );
}

const slots = v.record(v.string(), v.unknown());
/** The header of LUKS2 (cryptsetup's "LUKS2 On-Disk Format Specification", 3.1): only what says who opens the volume. */
const luksSchema = v.object({
  keyslots: slots,
  tokens: v.record(
    v.string(),
    v.looseObject({
      type: v.string(),
      keyslots: v.optional(v.array(v.string()), []),
      // systemd-cryptenroll(1)
      'tpm2-pcrs': v.optional(v.array(v.number()), []),
    }),
  ),
});

/**
 * What the header of a LUKS2 volume tells, as `cryptsetup luksDump --dump-json-metadata` writes it.
 *
 * @throws {v.ValiError | SyntaxError} when it is not that
 */
export function luksVolumeIn(path: string, text: string): LuksVolume {
  const header = v.parse(luksSchema, JSON.parse(text));
  return {
    path,
    keyslots: Object.keys(header.keyslots).length,
    tokens: Object.values(header.tokens).map(({ type, keyslots, 'tpm2-pcrs': pcrs }) => ({
      type,
      pcrs,
      keyslots: keyslots.length,
    })),
  };
}

type Vdev = {
  vdev_type: string;
  state: string;
  path?: string | undefined;
  vdevs?: Record<string, Vdev> | undefined;
};
const vdevSchema: v.GenericSchema<Vdev> = v.object({
  vdev_type: v.string(),
  state: v.string(),
  path: v.optional(v.string()),
  vdevs: v.optional(
    v.record(
      v.string(),
      v.lazy(() => vdevSchema),
    ),
  ),
});
const zpoolSchema = v.object({
  pools: v.record(v.string(), v.object({ vdevs: v.record(v.string(), vdevSchema) })),
});

/**
 * The pools in the JSON of zpool-status(8) with full paths (`zpool status --json -P -L`; OpenZFS 2.3).
 *
 * @throws {v.ValiError | SyntaxError} when it is not that
 */
export function poolsIn(text: string): readonly ZfsPool[] {
  const { pools } = v.parse(zpoolSchema, JSON.parse(text));
  return Object.entries(pools).map(([name, { vdevs }]) => {
    const top = Object.values(vdevs).flatMap((root) =>
      root.vdev_type === 'root' ? Object.values(root.vdevs ?? {}) : [root],
    );
    return { name, vdevs: top.map((vdev) => ({ type: vdev.vdev_type, disks: disksIn(vdev) })) };
  });
}

function disksIn(vdev: Vdev): { path: string; isOnline: boolean }[] {
  const inner = Object.values(vdev.vdevs ?? {});
  if (inner.length > 0) return inner.flatMap(disksIn);
  return [{ path: vdev.path ?? '', isOnline: vdev.state === 'ONLINE' }];
}
