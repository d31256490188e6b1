import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import t from 'tap';
import { readHeldLock } from '../../src/gather/read-locks.ts';

t.test('below a sysroot', async (t) => {
  const sysroot = t.testdir({
    proc: {
      locks: '',
      '12': { comm: 'kernel-install\n' },
      '13': { comm: 'sh\n' },
      '14': {},
      self: {},
      uptime: '1',
    },
    var: { lib: { pacman: { 'db.lck': '' } } },
  });
  const file = { kind: 'file', path: 'var/lib/pacman/db.lck' } as const;
  const isRoot = statSync(sysroot).uid === 0;
  t.match(await readHeldLock(sysroot, [file]), /db\.lck/);
  t.equal(await readHeldLock(sysroot, [{ ...file, path: 'var/lib/pacman/other' }]), null);
  t.equal(await readHeldLock(sysroot, [{ ...file, path: 'proc/uptime/below' }]), null);
  const name = { kind: 'process', name: 'kernel-install' } as const;
  t.equal(await readHeldLock(sysroot, [name]), isRoot ? 'kernel-install is running' : null);
  t.equal(await readHeldLock(sysroot, [{ ...name, name: 'kernel-inst' }]), null);
  t.equal(
    await readHeldLock(t.testdir({}), [name, file, { kind: 'lock', path: 'lock' }]),
    null,
    'without /proc',
  );
});

const skip = spawnSync('flock', ['--version']).error ? 'flock is not installed' : false;

t.test('a lock that another process holds', { skip }, async (t) => {
  const sysroot = t.testdir({ lock: '' });
  const sign = { kind: 'lock', path: `${sysroot.slice(1)}/lock` } as const;
  t.equal(await readHeldLock('/', [sign]), null);
  const holder = spawn('flock', [`${sysroot}/lock`, 'sh', '-c', 'echo held; cat'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(holder.stdout, 'data');
  t.match(await readHeldLock('/', [sign]), 'lock is locked');
  holder.stdin.end();
  await once(holder, 'exit');
  t.equal(await readHeldLock('/', [sign]), null);
});
