// The story of a virtual machine, which test/machine tells. It is a process of its own, so that a signal ends it in order.
import { constants } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { workspaceRoot } from '../workspace.mjs';

const child = execa(
  process.execPath,
  [join(workspaceRoot, 'test/machine/demo.ts'), ...process.argv.slice(2)],
  {
    stdio: 'inherit',
    reject: false,
  },
);
// A signal is handed on, so that no guest is left behind.
for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
const { exitCode, signal } = await child;
process.exitCode = exitCode ?? 128 + (signal === undefined ? 0 : constants.signals[signal]);
