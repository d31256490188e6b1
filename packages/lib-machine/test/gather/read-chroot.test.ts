import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import t from 'tap';
import { readChroot } from '../../src/gather/read-chroot.ts';

t.test('without /proc it is not known', async (t) => {
  t.equal(readChroot(t.testdir({})), null);
  t.equal(readChroot(t.testdir({ proc: {} })), null);
});

/** Why there can be no process of number 1 that may be looked at; null when there can. */
function whyNotFirst(): string | null {
  try {
    execFileSync('unshare', ['--mount', '--pid', '--fork', '--mount-proc', 'stat', '-L', '/proc/1/root'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    return null;
  } catch (error) {
    return `needs root and namespaces: ${error instanceof Error ? error.message : error}`;
  }
}

t.test('this root, and another one with the same /proc', { skip: whyNotFirst() ?? false }, async (t) => {
  const other = mkdtempSync(`${tmpdir()}/chroot-`);
  mkdirSync(`${other}/proc`);
  const program = `import { readChroot } from ${JSON.stringify(new URL('../../src/gather/read-chroot.ts', import.meta.url))};
    process.stdout.write(JSON.stringify(['/', process.argv[1]].map(readChroot)));`;
  const script = 'mount --bind /proc "$1/proc"; shift; exec "$@"';
  const node = [process.execPath, ...process.execArgv, '--input-type=module', '--eval', program, other];
  const out = execFileSync(
    'unshare',
    ['--mount', '--pid', '--fork', '--mount-proc', 'sh', '-ec', script, 'sh', other, ...node],
    { encoding: 'utf8' },
  );
  t.strictSame(JSON.parse(out), [false, true]);
});
