// The story of a machine in a directory, which is removed again however the story ends.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { play } from './directory-story.ts';
import { say } from './tell.mjs';

/** Plays it. Throws when something is not as told. */
function playDirectory(): void {
  const started = performance.now();
  const directory = mkdtempSync(join(tmpdir(), 'twinroot-demo-'));
  const cleanUp = () => rmSync(directory, { recursive: true, force: true });
  for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      cleanUp();
      process.kill(process.pid, signal);
    });
  }
  try {
    play(directory);
  } finally {
    cleanUp();
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  say(`\nAll was as told, in ${seconds} seconds. README.md says how to use it.`);
}

try {
  playDirectory();
} catch (error) {
  process.stderr.write(`\ndemo: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
