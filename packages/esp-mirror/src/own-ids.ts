import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The machine id and the entry token of a machine, in lower case. Sources: machine-id(5), kernel-install(8). */
export function readOwnIds(sysroot: string): ReadonlySet<string> {
  const texts = ['etc/machine-id', 'etc/kernel/entry-token'].map((path) => readText(join(sysroot, path)));
  return new Set(
    texts.map((text) => text.trim().toLowerCase()).filter((id) => id !== '' && id !== 'uninitialized'),
  );
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}
