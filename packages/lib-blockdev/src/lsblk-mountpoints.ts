import { BlockdevError } from './blockdev-error.ts';

/**
 * What is mounted where by lsblk's JSON: device nodes by mount points; null when it has neither the column MOUNTPOINTS nor
 * MOUNTPOINT (of versions before 2.37). Of several devices with one mount point, the one that lies on the others counts,
 * and of equals the first.
 *
 * @throws {BlockdevError} MALFORMED when a column is neither text nor list of texts
 */
export function decodeLsblkMountpoints(json: unknown): ReadonlyMap<string, string> | null {
  const found = new Map<string, { readonly path: string; readonly depth: number }>();
  let hasColumn = false;
  const collect = (nodes: unknown, depth: number): void => {
    for (const node of Array.isArray(nodes) ? nodes : []) {
      if (!isObject(node)) continue;
      const { path, mountpoints, mountpoint, children } = node;
      hasColumn ||= mountpoints !== undefined || mountpoint !== undefined;
      for (const place of textsOf(mountpoints ?? mountpoint)) {
        const before = found.get(place);
        if (typeof path === 'string' && (before === undefined || before.depth < depth))
          found.set(place, { path, depth });
      }
      collect(children, depth + 1);
    }
  };
  collect(isObject(json) ? json['blockdevices'] : undefined, 0);
  return hasColumn ? new Map([...found].map(([place, { path }]) => [place, path])) : null;
}

/** A device that is not mounted has null, or a list of null. */
function textsOf(value: unknown): readonly string[] {
  const texts = (Array.isArray(value) ? value : [value]).filter(
    (text) => text !== null && text !== undefined,
  );
  const wrong = texts.find((text) => typeof text !== 'string');
  if (wrong !== undefined) throw new BlockdevError('lsblk: a mount point is not a string');
  return texts.filter((text) => typeof text === 'string' && text.startsWith('/'));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
