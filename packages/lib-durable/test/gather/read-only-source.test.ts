import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';

const nobody = 65534;
const skip = process.getuid?.() !== 0 && 'it takes root to become another user';

t.test('a read-only file is copied by a user who is not root', { skip }, async (t) => {
  const root = await mkdtemp(join(tmpdir(), 'read-only-'));
  const [from, destination, temporary] = ['from', 'to', 'TWIN0000.TMP'].map((name) => join(root, name));
  writeFileSync(from ?? '', 'kernel');
  chmodSync(from ?? '', 0o444);
  for (const path of [root, from ?? '']) chownSync(path, nobody, nobody);
  const module = new URL('../../src/act/replace-file.ts', import.meta.url);
  const script = `
    import { statSync } from 'node:fs';
    process.setgid(${nobody});
    const { createReplacement } = await import(${JSON.stringify(module.href)});
    process.setuid(${nobody});
    const { size, mtimeMs } = statSync(${JSON.stringify(from)});
    const content = { from: ${JSON.stringify(from)}, size, mtime: mtimeMs / 1000 };
    const [destination, temporary] = ${JSON.stringify([destination, temporary])};
    for (const replaces of [false, true])
      await createReplacement({ destination, temporary, content, replaces, verify: true });`;
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  t.equal(run.status, 0, run.stderr);
  t.equal(readFileSync(destination ?? '', 'utf8'), 'kernel');
});
