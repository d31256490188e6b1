import { closeSync, openSync } from 'node:fs';
import t from 'tap';
import { isTerminal } from '../../src/gather/terminal.ts';

t.test('a terminal, and what is none', async (t) => {
  const open = (path: string, flags: string) => {
    const descriptor = openSync(path, flags);
    t.teardown(() => closeSync(descriptor));
    return descriptor;
  };
  t.ok(isTerminal(open('/dev/ptmx', 'r+')));
  for (const path of ['/dev/null', '/dev/zero', '/etc/passwd', '/'])
    t.notOk(isTerminal(open(path, 'r')), path);
  t.notOk(isTerminal(9999), 'not open');
});
