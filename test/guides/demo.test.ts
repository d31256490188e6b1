import { join } from 'node:path';
import t from 'tap';
import { workspace } from '../support/binaries.ts';
import { call } from '../support/call.ts';

// The README's first command: it checks itself all that it tells. What it has built and installed is there by now.

t.test('the demo is as it is told', async (t) => {
  const story = join(workspace, 'packages/build-tools/src/demo/play-directory.ts');
  const { status, out, err } = await call(process.execPath, [story], {
    env: { PATH: process.env['PATH'] ?? '', TMPDIR: t.testdir({}) },
  });
  t.equal(status, 0, err);
  t.match(out, /\nAll was as told/);
});
