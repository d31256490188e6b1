import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import t from 'tap';
import { fanotifyWatch } from '../../src/gather/fanotify-source.ts';
import { listen } from './listening.ts';

// A mark sees the whole file system: what others write there meanwhile could overflow its queue. So the tests have one of
// their own.
const title = 'fanotify, on a file system of its own';
const inside = join(import.meta.dirname, 'in-namespace/fanotify-source.ts');
const why =
  process.getuid?.() !== 0
    ? 'only root may use fanotify'
    : spawnSync('fsnotifywait', ['--help']).error !== undefined
      ? 'fsnotifywait is not installed'
      : null;
if (why !== null) t.test(title, { skip: why }, async () => {});
else {
  const enter = ['--mount', '--propagation', 'private', '--'];
  t.spawn('unshare', [...enter, process.execPath, ...process.execArgv, inside], title);
}

t.test('where it cannot be used, the error names fsnotifywait', async (t) => {
  // No handles of files in /proc; and for an ordinary user, or where there is no fsnotifywait, nowhere.
  const watch = fanotifyWatch(() => true);
  await t.rejects(listen(t, watch, '/proc/self'), { name: 'ToolError', tool: 'fsnotifywait' });
});
