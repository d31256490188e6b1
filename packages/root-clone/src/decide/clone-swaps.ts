import type { BlockDevice } from '@twinroot/lib-blockdev';
import type { IdMap } from '@twinroot/lib-idmap';
import { peerOf } from './find-device.ts';

/**
 * What /proc/swaps (proc(5)) would say in the clone: each device of the map is the one that stands in its place. Programs that make
 * initrds take from there what is resumed from.
 *
 * @param nodes the nodes that paths of devices lead to: the kernel says `/dev/dm-1`
 */
export function cloneSwaps(
  swaps: string,
  devices: readonly BlockDevice[],
  ids: IdMap,
  nodes: ReadonlyMap<string, string>,
): string {
  return swaps
    .split('\n')
    .map((line) => {
      const [, node = '', rest = ''] = /^(\/\S+)(\s.*)$/.exec(line) ?? [];
      const device = devices.find(({ path }) => path === node || nodes.get(path) === node);
      const peer = device && peerOf(devices, ids, device);
      return peer ? `${nodes.get(peer.path) ?? peer.path}${rest}` : line;
    })
    .join('\n');
}
