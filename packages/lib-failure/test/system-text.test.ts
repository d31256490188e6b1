import { lstatSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { systemText } from '../src/system-text.ts';

function thrownBy(call: () => unknown): Error {
  try {
    call();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('an error is due');
}

t.test('what Node throws, in words: the path is there, the code and the call are not', async (t) => {
  const root = t.testdir({ file: '', full: { file: '' } });
  const calls: [call: () => unknown, path: string][] = [
    [() => lstatSync(join(root, 'none')), 'none'],
    [() => readFileSync(join(root, 'none, open')), 'none, open'],
    [() => readdirSync(join(root, 'file')), 'file'],
    [() => mkdirSync(join(root, 'full')), 'full'],
    [() => rmdirSync(join(root, 'full')), 'full'],
    [() => writeFileSync(join(root, 'file/below'), ''), 'file/below'],
  ];
  for (const [call, path] of calls) {
    const error = thrownBy(call);
    const text = systemText(error) ?? '';
    t.ok(text.includes(join(root, path)), text);
    t.notMatch(text, /\bE[A-Z]+\b|lstat|scandir/, error.message);
  }
});

t.test('for a device that may not be opened, root is named', async (t) => {
  const denied = (path: string, code = 'EACCES') =>
    Object.assign(new Error(`${code}: permission denied, open '${path}'`), { code, path, syscall: 'open' });
  t.match(systemText(denied('/dev/sda1')), /root/);
  t.match(systemText(denied('/dev/loop-control', 'EPERM')), /root/);
  t.notMatch(systemText(denied('/srv/file')), /root/);
});

t.test('any other error is not touched', async (t) => {
  t.equal(systemText(new Error('EACCES: x')), null);
  t.equal(
    systemText(Object.assign(new Error('it is full'), { code: 'ENOSPC', path: '/x', syscall: 'write' })),
    null,
  );
  t.equal(systemText(thrownBy(() => readFileSync(1_000_000))), null, 'one without a path');
});
