import { type Mount, parseMountinfo } from '@twinroot/lib-mountinfo';
import t from 'tap';
import { partition } from '../../../lib-blockdev/test/device-fixture.ts';
import { deviceOfMount } from '../../src/decide/device-of-mount.ts';

const devices = [partition('sda1'), partition('mapper/root', { majmin: '254:0' })];
const sources = new Map([['/dev/dm-0', '/dev/mapper/root']]);
const mount = (majmin: string, source: string): Mount => {
  const [parsed] = parseMountinfo(`2 1 ${majmin} / / rw - btrfs ${source} rw\n`);
  if (!parsed) throw new Error('one line is one mount');
  return parsed;
};

const cases: readonly (readonly [what: string, mount: Mount, path: string | null])[] = [
  ['by its number', mount('8:1', '/dev/other'), '/dev/sda1'],
  ['by its node, where the number is anonymous', mount('0:26', '/dev/mapper/root'), '/dev/mapper/root'],
  ['by another name of the node', mount('0:26', '/dev/dm-0'), '/dev/mapper/root'],
  ['not by a name that nobody knows', mount('0:26', '/dev/dm-1'), null],
  ['none for a virtual file system', mount('0:5', 'tmpfs'), null],
];
for (const [what, given, path] of cases) {
  t.test(`the device of a mount: ${what}`, async (t) => {
    t.equal(deviceOfMount({ devices, sources }, given)?.path ?? null, path);
  });
}
