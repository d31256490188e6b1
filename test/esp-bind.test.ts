import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import t from 'tap';

/** Why nothing can be mounted here; null when it can. */
function whyNotMount(): string | null {
  try {
    execFileSync('unshare', ['--mount', '--', 'losetup', '--find'], { stdio: ['ignore', 'ignore', 'pipe'] });
    return null;
  } catch (error) {
    return `needs root, mount namespaces and loop devices: ${error instanceof Error ? error.message : error}`;
  }
}

const why = whyNotMount();
if (why === null) {
  // In a namespace of its own: a test that is killed leaves no mount on the machine.
  const inside = fileURLToPath(new URL('in-namespace/esp-bind.ts', import.meta.url));
  const enter = ['--mount', '--propagation', 'private', '--', process.execPath, ...process.execArgv, inside];
  t.spawn('unshare', enter, 'esp-bind with real mounts');
} else {
  t.test('esp-bind with real mounts', { skip: why }, async () => {});
}
