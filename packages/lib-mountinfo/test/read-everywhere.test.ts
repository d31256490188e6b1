import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import t from 'tap';
import { readMountsEverywhere } from '../src/read-everywhere.ts';

function whyNoNamespaces(): string | false {
  try {
    execFileSync('unshare', ['--mount', 'true'], { stdio: 'ignore' });
    return false;
  } catch {
    return 'needs root and mount namespaces';
  }
}

t.test('our own mounts are among them', async (t) => {
  t.ok(readMountsEverywhere().some(({ mountpoint }) => mountpoint === '/proc'));
});

t.test('what is mounted where we do not see it', { skip: whyNoNamespaces() }, async (t) => {
  const place = t.testdir();
  const script = 'mount -t tmpfs hidden "$1" && echo there && exec sleep 100';
  const args = ['--mount', '--propagation', 'private', 'sh', '-c', script, 'sh', place];
  const child = spawn('unshare', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  t.teardown(() => child.kill());
  await once(child.stdout, 'data');
  const isThere = () => readMountsEverywhere().some(({ mountpoint }) => mountpoint === place);
  t.ok(isThere());
  child.kill();
  await once(child, 'close');
  t.notOk(isThere());
});
