import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../host/run.ts';

const installFiles = join(import.meta.dirname, '../../../packages/build-tools/src/install-files.ts');

/**
 * A script for the guest that puts all there that install-files puts there. The binaries are those of /opt/twinroot; they
 * are copied, because esp-bind runs before that is mounted.
 */
export async function installation(...options: readonly string[]): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'installation-'));
  try {
    const tree = join(directory, 'tree');
    mkdirSync(tree);
    await run(process.execPath, [installFiles, '--unitdir', '/usr/lib/systemd/system', ...options, tree]);
    rmSync(join(tree, 'usr/bin'), { recursive: true });
    const archive = join(directory, 'archive');
    await run('tar', [
      '--create',
      '--gzip',
      '--owner=0',
      '--group=0',
      '--file',
      archive,
      '--directory',
      tree,
      '.',
    ]);
    const text = await run('base64', ['--wrap=0', archive]);
    return `base64 -d <<<'${text.trim()}' | tar -xz -C / --no-overwrite-dir\ncp -P /opt/twinroot/* /usr/bin/\nsystemctl daemon-reload`;
  } finally {
    rmSync(directory, { recursive: true });
  }
}
