// The story of a virtual machine: test/machine tells it, which is TypeScript and wants the Node that npm installed.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { workspaceRoot } from '../workspace.mjs';

/** Plays it; gives its exit status. A signal is handed on, so that no guest is left behind. */
export function playMachine() {
  const node = join(workspaceRoot, 'node_modules/.bin/node');
  const child = spawn(node, [join(workspaceRoot, 'test/machine/demo.ts')], { stdio: 'inherit' });
  for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status, signal) => resolve(status ?? 128 + constants.signals[signal]));
  });
}
