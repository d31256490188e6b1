import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, rmSync, statSync, writeFileSync } from 'node:fs';
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

t.test('scripts, however their interpreter is started', async (t) => {
  const isRoot = process.getuid?.() === 0;
  const sign = { kind: 'process', name: 'twinroot-script' } as const;
  const running = async () => (await readHeldSigns('/', [sign])).map(({ words }) => words);
  t.same(await running(), []);
  const scripts: readonly (readonly [interpreter: string, line: string, wait: string])[] = [
    ['python3', '/usr/bin/env python3', 'import sys\nprint("ready", flush=True)\nsys.stdin.read()'],
    ['bash', '/usr/bin/env bash', 'echo ready; read end'],
    ['bash', '/bin/bash', 'echo ready; read end'],
    ['sh', '/bin/sh', 'echo ready; read end'],
  ];
  for (const [interpreter, line, text] of scripts) {
    const skip = spawnSync(interpreter, ['-c', '']).error ? `${interpreter} is not installed` : false;
    await t.test(line, { skip }, async (t) => {
      // /proc/PID/comm has no more of a name than this one's first 15 bytes.
      const path = join(t.testdir({ 'twinroot-script-1': `#!${line}\n${text}\n` }), 'twinroot-script-1');
      chmodSync(path, 0o755);
      for (const [program, ...args] of [[path], [interpreter, path]]) {
        const child = spawn(program ?? '', args, { stdio: ['pipe', 'pipe', 'inherit'] });
        await once(child.stdout, 'data');
        t.same(await running(), isRoot ? ['twinroot-script is running'] : [], [program, ...args].join(' '));
        child.stdin.end();
        await once(child, 'exit');
      }
      t.same(await running(), []);
    });
  }
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
