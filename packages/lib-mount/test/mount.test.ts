import { fileURLToPath } from 'node:url';
import t from 'tap';
import { mountArguments } from '../src/mount.ts';
import { whyNotMount } from './loop-device.ts';

t.test('operands that begin with a dash stay operands', async (t) => {
  const mount = { device: '-o', target: '-t', fstype: 'vfat', options: 'nodev,nosuid' };
  t.same(mountArguments(mount), ['--types', 'vfat', '--options', 'nodev,nosuid', '--', '-o', '-t']);
});

const why = await whyNotMount();
if (why === undefined) {
  // In a namespace of its own: a test that is killed leaves no mount on the machine.
  const inside = fileURLToPath(new URL('in-namespace/mount.ts', import.meta.url));
  const enter = ['--mount', '--propagation', 'private', '--', process.execPath, ...process.execArgv, inside];
  t.spawn('unshare', enter, 'real mounts');
} else {
  t.test('real mounts', { skip: why }, async () => {});
}
