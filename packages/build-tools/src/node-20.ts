// The first thing in the bundle for a distribution's node: what the commands, and packages in the bundle, use and
// Node 20 does not have yet. Which that is, the tests find out: they run the commands by it.

/** As in ECMAScript 2024, 24.1.2.1. */
function groupBy<K, T>(items: Iterable<T>, keyOf: (item: T, index: number) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  let index = 0;
  for (const item of items) {
    const key = keyOf(item, index++);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

/** As in ECMAScript 2024, 27.2.4.8. */
function withResolvers<T>(): PromiseWithResolvers<T> {
  let resolve: PromiseWithResolvers<T>['resolve'] | undefined;
  let reject: PromiseWithResolvers<T>['reject'] | undefined;
  const promise = new Promise<T>((one, other) => {
    [resolve, reject] = [one, other];
  });
  // The executor has run.
  if (resolve === undefined || reject === undefined) throw new TypeError('this engine has no promises');
  return { promise, resolve, reject };
}

/** As in ECMAScript 2025, 24.2.4.13, of sets: execa, which is for Node 22 and newer, has no other need. */
function union<T, U>(this: Set<T>, other: ReadonlySet<U>): Set<T | U> {
  return new Set<T | U>([...this, ...other]);
}

const oldest = 20;
if (Number.parseInt(process.versions.node, 10) < oldest) {
  process.stderr.write(`twinroot: Node ${oldest} or newer is required, this is ${process.version}\n`);
  // Not by an error: Node would show the line that threw it, and the whole script is one.
  process.exit(1);
}
Map.groupBy ??= groupBy;
Promise.withResolvers ??= withResolvers;
if (!('union' in Set.prototype))
  Object.defineProperty(Set.prototype, 'union', { value: union, writable: true });
