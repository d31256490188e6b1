import type { RegistryLine } from '@twinroot/lib-record';
import type { Generation, PathState, Registry } from '@twinroot/lib-registry';

const nothing = {
  number: null,
  id: null,
  kind: null,
  partuuid: null,
  size: null,
  time: null,
  path: null,
  digest: null,
} as const;

/** The lines of a registry as records, in its order. */
export function registryLines(registry: Registry): readonly RegistryLine[] {
  const { members, gone, generation, parents, partOf, becoming, alone, files } = registry;
  return [
    line('set', { id: registry.set }),
    ...members.map(({ kind, partuuid }) => line('member', { kind, partuuid })),
    ...gone.map(({ kind, partuuid, generation: id }) => line('gone', { kind, partuuid, id })),
    line('generation', generation),
    ...parents.map((parent) => line('parent', parent)),
    line('source', { partuuid: registry.source }),
    ...(partOf === null ? [] : [line('part-of', partOf)]),
    ...(becoming === null ? [] : becomingLines(becoming)),
    ...alone.map(({ bootId: id, time, missing: partuuid }) => line('alone', { id, time, partuuid })),
    ...files.map((file) => fileLine('file', { path: file.path, file })),
  ];
}

function becomingLines(becoming: NonNullable<Registry['becoming']>): readonly RegistryLine[] {
  const { generation, from: partuuid, parents, states } = becoming;
  return [
    line('becoming', { ...generation, partuuid }),
    ...parents.map((parent: Generation) => line('becoming-parent', parent)),
    ...states.map((state) => fileLine('becoming-file', state)),
  ];
}

function fileLine(item: RegistryLine['item'], { path, file }: PathState): RegistryLine {
  if (file === null) return line(item, { path });
  const { size, mtime: time, digest } = file;
  return line(item, { path, size, time, digest });
}

function line(item: RegistryLine['item'], values: Partial<Omit<RegistryLine, 'item'>>): RegistryLine {
  return { item, ...nothing, ...values };
}
