import { classOf, isProtected } from '@twinroot/lib-boot-tree';
import { foldPath } from '@twinroot/lib-fat';
import { filesOf } from '@twinroot/lib-tree';
import type { HoldFacts } from '../../src/decide/fitness.ts';
import { modelTree } from './model.ts';

/** What is known of a source and a mirror with these files; entries that only the mirror has are left out. */
export function holdFacts(
  from: Readonly<Record<string, string>>,
  to: Readonly<Record<string, string>>,
): HoldFacts {
  const [source, mirror] = [modelTree(new Map(Object.entries(from))), modelTree(new Map(Object.entries(to)))];
  const files = new Map(
    filesOf(source.listing)
      .filter(({ path }) => classOf(path) !== 'entry' && !isProtected(path))
      .map((file) => [foldPath(file.path), file]),
  );
  const byId = Map.groupBy(mirror.menu, ({ id }) => id);
  const ids = new Set(source.menu.map(({ id }) => id));
  const leftOut = mirror.menu.filter(({ id }) => !ids.has(id));
  return { wanted: source.menu, byId, kept: [], leftOut, source, mirror, files, written: new Map() };
}
