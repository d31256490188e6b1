import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { bindMount, mountDevice, unmount } from '../../src/mount.ts';
import { detachLoopDevice, isInUse, newLoopDevice } from '../loop-device.ts';

async function newMountPoint(name = 'target with a blank'): Promise<string> {
  const target = join(await mkdtemp(join(tmpdir(), 'mount-')), name);
  await mkdir(target);
  return target;
}

async function mountsAt(target: string): Promise<string[]> {
  const written = target.replaceAll(' ', '\\040');
  const table = await readFile('/proc/self/mountinfo', 'utf8');
  return table.split('\n').filter((line) => line.split(' ')[4] === written);
}

t.test('a device is mounted with its options, and unmounted', async (t) => {
  const device = await newLoopDevice();
  t.teardown(() => detachLoopDevice(device));
  const target = await newMountPoint();
  await mountDevice({ device, target, fstype: 'ext4', options: 'nodev,nosuid,noexec,nosymfollow' });
  const [line = ''] = await mountsAt(target);
  t.match(line, / rw,nosuid,nodev,noexec,\S*nosymfollow/);
  await writeFile(join(target, 'file'), 'x');
  await unmount(target);
  t.same(await mountsAt(target), []);
  t.equal(await isInUse(device), false);
});

t.test('a mounted directory is mounted a second time', async (t) => {
  const device = await newLoopDevice();
  t.teardown(() => detachLoopDevice(device));
  const first = await newMountPoint();
  const second = await newMountPoint('--help');
  await mountDevice({ device, target: first, fstype: 'ext4', options: 'nodev' });
  await bindMount(first, second);
  await writeFile(join(second, 'file'), 'both');
  t.equal(await readFile(join(first, 'file'), 'utf8'), 'both');
  t.equal((await mountsAt(second)).length, 1);
  await unmount(second);
  await unmount(first);
  t.equal(await isInUse(device), false);
});

t.test('only the topmost mount is taken off', async (t) => {
  const [lower, upper] = [await newMountPoint(), await newMountPoint()];
  const target = await newMountPoint();
  await bindMount(lower, target);
  await bindMount(upper, target);
  await writeFile(join(lower, 'lower'), '');
  t.equal((await mountsAt(target)).length, 2);
  await unmount(target);
  t.equal((await mountsAt(target)).length, 1);
  t.equal(await readFile(join(target, 'lower'), 'utf8'), '');
  await unmount(target);
});

t.test('a mount that cannot be made, or is in use, is an error with what the tool said', async (t) => {
  const device = await newLoopDevice();
  t.teardown(() => detachLoopDevice(device));
  const target = await newMountPoint();
  const failed = { name: 'ToolError', code: 'EXIT', message: target };
  const mount = { device, target, fstype: 'ext4', options: 'nodev' };
  await t.rejects(mountDevice({ ...mount, fstype: 'unknownfs' }), failed);
  await t.rejects(mountDevice({ ...mount, options: 'no-such-option' }), failed);
  await t.rejects(mountDevice({ ...mount, device: '/dev/no-such-device' }), failed);
  await t.rejects(mountDevice({ ...mount, target: `${target}/absent` }), failed);
  await t.rejects(bindMount(`${target}/absent`, target), failed);
  await t.rejects(unmount(target), failed);
  t.same(await mountsAt(target), []);

  await mountDevice(mount);
  process.chdir(target);
  await t.rejects(unmount(target), failed);
  process.chdir('/');
  await unmount(target);
});
