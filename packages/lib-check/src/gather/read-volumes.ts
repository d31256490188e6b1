import type { BlockDevice } from '@twinroot/lib-blockdev';
import type { Machine } from '@twinroot/lib-machine';
import { runTool } from '@twinroot/lib-tool';
import type { LogicalVolume, LuksVolume, ZfsPool } from '../decide/facts/machine-facts.ts';
import { logicalVolumesIn, luksVolumeIn, poolsIn } from '../decide/tool-json.ts';
import { attempt, type Unknown } from './attempt.ts';

/** Volumes of other kinds, each asked of the tools that made them, where there are some. */
export interface Volumes {
  readonly volumes: readonly LogicalVolume[];
  readonly luks: readonly LuksVolume[];
  readonly pools: readonly ZfsPool[];
}

/**
 * Asks lvs(8), cryptsetup(8) and zpool(8) for the volumes of the machine that runs.
 *
 * @throws {ToolError} ABORT
 */
export async function readVolumes(
  { devices }: Machine,
  unknown: Unknown,
  signal: AbortSignal,
): Promise<Volumes> {
  const has = (test: (device: BlockDevice) => boolean) => devices.some(test);
  const [volumes, pools, luks] = await Promise.all([
    has(({ type }) => type === 'lvm')
      ? attempt(unknown, 'volumes', async () =>
          logicalVolumesIn(
            await runTool('lvs', ['-a', '--reportformat', 'json', '-o', 'lv_dm_path,segtype'], { signal }),
          ),
        )
      : null,
    has(({ fstype }) => fstype === 'zfs_member')
      ? attempt(unknown, 'pools', async () =>
          poolsIn(await runTool('zpool', ['status', '--json', '-P', '-L'], { signal })),
        )
      : null,
    Promise.all(
      devices
        .filter(({ fstype }) => fstype === 'crypto_LUKS')
        .map(({ path }) =>
          attempt(unknown, `luks ${path}`, async () =>
            luksVolumeIn(
              path,
              await runTool('cryptsetup', ['luksDump', '--dump-json-metadata', path], { signal }),
            ),
          ),
        ),
    ),
  ]);
  return {
    volumes: volumes ?? [],
    pools: pools ?? [],
    luks: luks.filter((volume) => volume !== null),
  };
}
