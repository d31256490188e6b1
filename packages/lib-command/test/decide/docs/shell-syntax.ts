import { spawnSync } from 'node:child_process';
import t from 'tap';

/** Tests that a shell takes a script as one of its own; a shell that is not installed is said to be so. */
export function testSyntax(shell: string, name: string, script: string): void {
  const present = spawnSync(shell, ['-c', 'true']).error === undefined;
  t.test(`${shell} takes ${name}`, { skip: present ? false : `${shell} is not installed` }, async (t) => {
    const directory = t.testdir({ script });
    const { status, stderr } = spawnSync(shell, ['-n', `${directory}/script`], { encoding: 'utf8' });
    t.equal(stderr, '');
    t.equal(status, 0);
  });
}
