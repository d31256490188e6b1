/** Paths of directories that were moved away, and are watched under these paths still. */
export interface MovedAway {
  readonly size: number;
  add(path: string): void;
  /** Whether one of them is a directory above this path. */
  hasAbove(path: string): boolean;
}

/** None yet. */
export function createMovedAway(): MovedAway {
  const paths = new Set<string>();
  return {
    get size() {
      return paths.size;
    },
    add: (path) => void paths.add(path),
    hasAbove(path) {
      if (paths.size === 0) return false;
      for (let end = path.indexOf('/'); end !== -1; end = path.indexOf('/', end + 1))
        if (paths.has(path.slice(0, end))) return true;
      return false;
    },
  };
}
