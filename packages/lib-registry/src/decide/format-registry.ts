import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { escapeField } from '@twinroot/lib-record';
import type { ReadRegistry } from './parse-registry.ts';
import type { FileState, Generation, Registry } from './registry.ts';

/**
 * The text of a registry: keys, blanks and values as in boot entries, the digest of all lines at its end.
 *
 * @param read as it was read; where nothing has changed since, its own text comes back, byte for byte
 */
export function formatRegistry(registry: Registry, read: ReadRegistry | null = null): string {
  if (read !== null && isDeepStrictEqual(registry, read.registry)) return read.text;
  const { becoming, partOf } = registry;
  const lines = [
    '# esp-sync 1',
    line('set', registry.set),
    ...registry.members.map(({ kind, partuuid }) => line('member', kind.padEnd(8), partuuid)),
    ...registry.gone.map(({ kind, partuuid, generation }) =>
      line('gone', kind.padEnd(8), partuuid, generation),
    ),
    line('generation', generationText(registry.generation)),
    ...registry.parents.map((parent) => line('parent', generationText(parent))),
    line('source', registry.source),
    ...(partOf === null ? [] : [line('part-of', generationText(partOf))]),
    ...(becoming === null
      ? []
      : [
          line('becoming', generationText(becoming.generation), 'from', becoming.from),
          ...becoming.parents.map((parent) => line('becoming-parent', generationText(parent))),
          ...becoming.states.map(({ path, file }) =>
            line('becoming-file', file === null ? 'gone' : stateText(file), escapeField(path)),
          ),
        ]),
    ...registry.alone.map(({ bootId, time, missing }) => line('alone', bootId, String(time), missing)),
    ...registry.others,
    ...registry.files.map((file) => line('file', stateText(file), escapeField(file.path))),
    '',
  ];
  const body = lines.join('\n');
  return `${body}end sha256:${createHash('sha256').update(body).digest('hex')}\n`;
}

function line(key: string, ...values: readonly string[]): string {
  return `${key.padEnd(10)} ${values.join(' ')}`;
}

function generationText({ number, id }: Generation): string {
  return `${number} ${id}`;
}

function stateText({ digest, size, mtime }: FileState): string {
  return `${digest ?? '-'} ${size} ${mtime}`;
}
