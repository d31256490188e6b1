import { type Generation, type Registry, registryLimits } from './registry.ts';
import { UnreadableLine } from './unreadable-line.ts';

/**
 * Checks what no single line shows: that nothing is listed twice, that no generation is its own ancestor, and the limits.
 *
 * @throws {UnreadableLine} what is wrong
 */
export function checkRegistry(registry: Registry): void {
  const { members, gone, generation, parents, becoming, alone, files } = registry;
  assertFew('member', members, registryLimits.members);
  assertFew('gone', gone, registryLimits.gone);
  assertFew('alone', alone, registryLimits.alone);
  assertFew('file', files, registryLimits.files);
  assertOnce(
    'member',
    members.map(({ partuuid }) => partuuid),
  );
  assertOnce(
    'file',
    files.map(({ path }) => path),
  );
  assertLineage(generation, parents);
  if (becoming !== null) assertLineage(becoming.generation, becoming.parents);
  for (const { path } of [...files, ...(becoming?.states ?? [])]) assertBelow(path);
}

function assertFew(key: string, list: readonly unknown[], most: number): void {
  if (list.length > most) throw new UnreadableLine(`${key} is there more than ${most} times`);
}

function assertOnce(key: string, values: readonly string[]): void {
  const known = new Set<string>();
  for (const value of values) {
    if (known.has(value)) throw new UnreadableLine(`${key} ${value} is listed twice`);
    known.add(value);
  }
}

function assertLineage(generation: Generation, parents: readonly Generation[]): void {
  assertFew('parent', parents, registryLimits.parents);
  assertOnce(
    'generation',
    [generation, ...parents].map(({ id }) => id),
  );
}

/** A path is one below the root of the member. */
function assertBelow(path: string): void {
  const names = path.split('/');
  if (names.every((name) => name !== '' && name !== '.' && name !== '..' && !name.includes('\0'))) return;
  throw new UnreadableLine(`${path.slice(0, 200)} is not a path below the member`);
}
