import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, open, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { runTool } from '@twinroot/lib-tool';
import t from 'tap';
import { mountIn, openPrivateNamespace, pathIn, privateMountPoint } from '../src/private-mount.ts';
import { detachLoopDevice, isInUse, newLoopDevice, whyNotMount } from './loop-device.ts';

const ext4 = { fstype: 'ext4', options: 'nodev,nosuid,noexec' } as const;
const id = '0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6';
const why = await whyNotMount();
const skip = why ?? false;

async function newTarget(): Promise<string> {
  return privateMountPoint(await mkdtemp(join(tmpdir(), 'private-')), id);
}

async function isSeen(target: string): Promise<boolean> {
  return (await readFile('/proc/self/mountinfo', 'utf8')).includes(` ${target} `);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

t.test('a mount point is below run', async (t) => {
  t.equal(privateMountPoint('/', id), `/run/twinroot/mnt/${id}`);
  t.equal(privateMountPoint('/mnt/root', id), `/mnt/root/run/twinroot/mnt/${id}`);
  const root = await mkdtemp(join(tmpdir(), 'root-'));
  await symlink('/outside', join(root, 'run'));
  t.equal(privateMountPoint(root, id), `${root}/outside/twinroot/mnt/${id}`, 'no symlink leads out');
});

t.test('what is written arrives on the device, and nobody else sees the mount', { skip }, async (t) => {
  const device = await newLoopDevice();
  t.teardown(() => detachLoopDevice(device));
  const target = await newTarget();
  for (const turn of ['first', 'second']) {
    const namespace = await openPrivateNamespace();
    const path = await mountIn(namespace, { device, target, ...ext4 });
    t.equal(path, pathIn(namespace, target));
    t.equal(await isInUse(device), true);
    t.equal(await isSeen(target), false);
    t.same(await readdir(target), [], 'empty for everybody else');
    await mkdir(join(path, turn));
    await writeFile(join(path, turn, 'file'), turn);
    await runTool('sync', ['--file-system', '--', path]);
    if (turn === 'second') t.equal(await readFile(join(path, 'first/file'), 'utf8'), 'first');
    await namespace.close();
    t.equal(await isInUse(device), false);
    t.equal(await exists(target), false, 'the mount point is gone');
    await namespace.close();
    t.throws(() => pathIn(namespace, target), { code: 'GONE' });
    await t.rejects(mountIn(namespace, { device, target, ...ext4 }), { code: 'GONE' });
  }
});

t.test(
  'one that is mounted again in its namespace, first to be read, then to be written',
  { skip },
  async (t) => {
    const namespace = await openPrivateNamespace();
    const device = await newLoopDevice();
    t.teardown(() => detachLoopDevice(device));
    const target = await newTarget();
    const readOnly = { device, target, fstype: 'ext4', options: `${ext4.options},ro` };
    const path = await mountIn(namespace, readOnly);
    t.equal(await mountIn(namespace, readOnly), path);
    await t.rejects(writeFile(join(path, 'file'), 'x'), { code: 'EROFS' });
    t.equal(await mountIn(namespace, { device, target, ...ext4 }), path);
    await writeFile(join(path, 'file'), 'x');
    await namespace.close();
    t.equal(await isInUse(device), false);
    t.equal(await exists(target), false);
  },
);

t.test('what another one has mounted in the other way is waited for', { skip }, async (t) => {
  const device = await newLoopDevice();
  t.teardown(() => detachLoopDevice(device));
  const writing = { device, ...ext4 };
  const reading = { ...writing, options: `${ext4.options},ro` };
  for (const [held, wanted] of [
    [reading, writing],
    [writing, reading],
  ] as const) {
    const [one, other] = [await openPrivateNamespace(), await openPrivateNamespace()];
    await mountIn(one, { ...held, target: await newTarget() });
    let isFree = false;
    const mounted = mountIn(other, { ...wanted, target: await newTarget() }).then((path) => {
      t.ok(isFree, 'not before');
      return path;
    });
    await sleep(700);
    isFree = true;
    await one.close();
    const path = await mounted;
    const written = writeFile(join(path, 'file'), 'x');
    if (wanted === writing) await written;
    else await t.rejects(written, { code: 'EROFS' });
    await other.close();
  }
  t.equal(await isInUse(device), false);
});

t.test('two devices in one namespace', { skip }, async (t) => {
  const namespace = await openPrivateNamespace();
  const devices = [await newLoopDevice(), await newLoopDevice()];
  for (const device of devices) {
    t.teardown(() => detachLoopDevice(device));
    const path = await mountIn(namespace, { device, target: await newTarget(), ...ext4 });
    await writeFile(join(path, 'mine'), device);
  }
  t.same(await Promise.all(devices.map(isInUse)), [true, true]);
  await namespace.close();
  t.same(await Promise.all(devices.map(isInUse)), [false, false]);
});

t.test('a failing mount leaves neither mount point nor mount', { skip }, async (t) => {
  const device = await newLoopDevice();
  t.teardown(() => detachLoopDevice(device));
  const target = await newTarget();
  const namespace = await openPrivateNamespace();
  await t.rejects(mountIn(namespace, { device, target, ...ext4, options: 'no-such-option' }), {
    code: 'EXIT',
  });
  t.equal(await exists(target), false);
  t.equal(await isInUse(device), false);
  await mountIn(namespace, { device, target, ...ext4 });
  await namespace.close();
  t.equal(await isInUse(device), false);
});

t.test(
  'an open file makes close fail, and the device is free once the file is closed',
  { skip },
  async (t) => {
    const device = await newLoopDevice();
    t.teardown(() => detachLoopDevice(device));
    const target = await newTarget();
    const namespace = await openPrivateNamespace();
    const path = await mountIn(namespace, { device, target, ...ext4 });
    const file = await open(join(path, 'file'), 'w');
    await t.rejects(namespace.close(), { name: 'ToolError', code: 'EXIT' });
    t.equal(await exists(target), false);
    t.equal(await isInUse(device), true);
    await file.close();
    for (let turns = 0; turns < 200 && (await isInUse(device)); turns += 1) await sleep(20);
    t.equal(await isInUse(device), false);
  },
);

t.test('a killed run unmounts by itself', { skip }, async (t) => {
  const device = await newLoopDevice();
  t.teardown(() => detachLoopDevice(device));
  const target = await newTarget();
  const module = new URL('../src/private-mount.ts', import.meta.url).href;
  const mount = JSON.stringify({ device, target, ...ext4 });
  const script = `
    const { mountIn, openPrivateNamespace } = await import(${JSON.stringify(module)});
    const { writeFileSync } = await import('node:fs');
    const path = await mountIn(await openPrivateNamespace(), ${mount});
    writeFileSync(path + '/file', 'written before the kill');
    console.log('mounted');
    setInterval(() => {}, 1000);`;
  const owner = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(createInterface(owner.stdout), 'line');
  t.equal(await isInUse(device), true);
  owner.kill('SIGKILL');
  await once(owner, 'close');
  for (let turns = 0; turns < 200 && (await isInUse(device)); turns += 1) await sleep(20);
  t.equal(await isInUse(device), false);

  const namespace = await openPrivateNamespace();
  const path = await mountIn(namespace, { device, target, ...ext4 });
  t.equal(await readFile(join(path, 'file'), 'utf8'), 'written before the kill');
  await namespace.close();
});

t.test('a killed holder is noticed before anything is written elsewhere', { skip }, async (t) => {
  const device = await newLoopDevice();
  t.teardown(() => detachLoopDevice(device));
  const target = await newTarget();
  const namespace = await openPrivateNamespace();
  await mountIn(namespace, { device, target, ...ext4 });
  process.kill(namespace.holder.pid, 'SIGKILL');
  await namespace.holder.release();
  t.throws(() => pathIn(namespace, target), { name: 'NamespaceGoneError', code: 'GONE' });
  await t.rejects(namespace.close(), { code: 'GONE' });
  t.equal(await exists(target), false);
  t.equal(await isInUse(device), false);
});

t.test('other mounts can still be taken away while it is open', { skip }, async (t) => {
  const device = await newLoopDevice();
  t.teardown(() => detachLoopDevice(device));
  const base = await mkdtemp(join(tmpdir(), 'private-'));
  // In a namespace of its own, with the propagation that systemd gives to a machine's mounts.
  const script = `
    set -e
    mkdir "$2/m"
    mount -t ext4 "$1" "$2/m"
    "$3" --input-type=module -e "
      const { openPrivateNamespace } = await import('$4');
      const { runTool } = await import('$5');
      const namespace = await openPrivateNamespace();
      await runTool('umount', ['--', process.argv[1]]);
      const { open } = await import('node:fs/promises');
      const { constants } = await import('node:fs');
      await (await open(process.argv[2], constants.O_RDONLY | constants.O_EXCL)).close();
      await namespace.close();
    " "$2/m" "$1"`;
  const modules = [
    new URL('../src/private-mount.ts', import.meta.url).href,
    import.meta.resolve('@twinroot/lib-tool'),
  ];
  const enter = ['--mount', '--propagation', 'shared', '--', 'sh', '-c', script, 'sh', device, base];
  await t.resolves(runTool('unshare', [...enter, process.execPath, ...modules]));
  await rm(base, { recursive: true });
});

t.test('a run that was interrupted before opens nothing', async (t) => {
  await t.rejects(openPrivateNamespace(AbortSignal.abort()), { code: 'ABORT' });
});
