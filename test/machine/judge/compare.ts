import { createHash } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { run } from '../host/run.ts';
import { readFat } from './fat.ts';
import { bytesOf, type Image, type SectorStore } from './sectors.ts';

/** Whether mtools reads the same files with the same bytes from an image. `path`: where the image may be written for it. */
export async function mtoolsAgrees(image: Image, store: SectorStore, path: string): Promise<boolean> {
  writeFileSync(path, bytesOf(image, store));
  try {
    const env = { MTOOLS_SKIP_CHECK: '1' };
    const listed = await run('mdir', ['-i', path, '-/', '-b', '::/'], { env });
    const names = listed
      .split('\n')
      .filter((line) => line !== '' && !line.endsWith('/'))
      .map((line) => line.replace(/^::\//, ''));
    const files = readFat(image, store);
    if (
      names
        .map((name) => name.toUpperCase())
        .sort()
        .join('\n') !== [...files.keys()].sort().join('\n')
    )
      return false;
    for (const name of names) {
      const sum = await run('sh', ['-c', 'mtype -i "$0" "::/$1" | sha256sum', path, name], { env });
      const bytes = files.get(name.toUpperCase())?.read() ?? Buffer.alloc(0);
      if (!sum.startsWith(createHash('sha256').update(bytes).digest('hex'))) return false;
    }
    return true;
  } finally {
    rmSync(path);
  }
}
