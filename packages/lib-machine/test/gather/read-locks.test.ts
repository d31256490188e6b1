import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import type { LockSign } from '../../src/decide/lock-signs.ts';
import { readHeldSigns } from '../../src/gather/read-locks.ts';

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
  const words = async (...signs: LockSign[]) =>
    (await readHeldSigns(sysroot, signs)).map((sign) => sign.words);
  t.match(await words(file), [/db\.lck exists$/]);
  t.same(await words({ ...file, path: 'var/lib/pacman/other' }), []);
  t.same(await words({ ...file, path: 'proc/uptime/below' }), []);
  const name = { kind: 'process', name: 'kernel-install' } as const;
  t.same(await words(name), isRoot ? ['kernel-install is running'] : []);
  t.same(await words({ ...name, name: 'kernel-inst' }), []);
  t.match(await words(file, name), [/db\.lck exists$/, ...(isRoot ? ['kernel-install is running'] : [])]);
  t.same(
    await readHeldSigns(t.testdir({}), [name, file, { kind: 'lock', path: 'lock' }]),
    [],
    'without /proc',
  );
});

t.test('a lock that is left and taken again is another one', async (t) => {
  const sysroot = t.testdir({ proc: { locks: '' }, var: { 'db.lck': '' } });
  const idOf = async () => (await readHeldSigns(sysroot, [{ kind: 'file', path: 'var/db.lck' }]))[0]?.id;
  const first = await idOf();
  t.type(first, 'string');
  t.equal(await idOf(), first, 'it is the same for as long as it is there');
  // The inode may be the same one again; times are as exact as the kernel's tick.
  await sleep(20);
  rmSync(join(sysroot, 'var/db.lck'));
  writeFileSync(join(sysroot, 'var/db.lck'), '');
  t.not(await idOf(), first);
});

const skip = spawnSync('flock', ['--version']).error ? 'flock is not installed' : false;

t.test('a lock that another process holds', { skip }, async (t) => {
  const sysroot = t.testdir({ lock: '' });
  const sign = { kind: 'lock', path: `${sysroot.slice(1)}/lock` } as const;
  t.same(await readHeldSigns('/', [sign]), []);
  const holder = spawn('flock', [`${sysroot}/lock`, 'sh', '-c', 'echo held; cat'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(holder.stdout, 'data');
  const [held] = await readHeldSigns('/', [sign]);
  t.match(held?.words, 'lock is locked');
  t.match(held?.id, new RegExp(` ${holder.pid}$`), 'it is named by its holder');
  holder.stdin.end();
  await once(holder, 'exit');
  t.same(await readHeldSigns('/', [sign]), []);
});
