import { execFileSync } from 'node:child_process';
import { basename, dirname, join } from 'node:path';
import t from 'tap';
import { workspace } from './binaries.ts';

/** Why nothing can be mounted here; null when it can. */
function whyNotMount(): string | null {
  try {
    execFileSync('unshare', ['--mount', '--', 'losetup', '--find'], { stdio: ['ignore', 'ignore', 'pipe'] });
    return null;
  } catch (error) {
    return `needs root, mount namespaces and loop devices: ${error instanceof Error ? error.message : error}`;
  }
}

/**
 * Runs a test file, COMMAND/in-namespace/NAME.ts by `COMMAND/NAME`, in a mount namespace of its own: one that is killed leaves no mount on the machine.
 *
 * @param through a program, with its arguments, that becomes the test
 */
export function testInNamespace(name: string, title: string, through: readonly string[] = []): void {
  const why = whyNotMount();
  if (why !== null) {
    t.test(title, { skip: why }, async () => {});
    return;
  }
  const inside = join(workspace, 'test', dirname(name), 'in-namespace', `${basename(name)}.ts`);
  const node = [process.execPath, ...process.execArgv, inside];
  const enter = ['--mount', '--propagation', 'private', '--', ...through, ...node];
  t.spawn('unshare', enter, title);
}
