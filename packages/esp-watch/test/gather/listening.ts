import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type t from 'tap';
import type { EventSource } from '../../src/gather/event-source.ts';
import { renewedSource, type StartWatch } from '../../src/gather/renewed-source.ts';

/** A watch that runs, and what it has reported. */
export interface Listening {
  readonly source: EventSource;
  /** Paths in the order of their changes. */
  readonly paths: string[];
  readonly failures: readonly Error[];
  readonly warnings: readonly Error[];
  replaced(): number;
  /** Forgets what was reported, and waits until this is. */
  after(act: () => void, path: string): Promise<void>;
}

/** Waits for something, 100 seconds at most. */
export async function until(holds: () => boolean, what: string): Promise<void> {
  for (const end = performance.now() + 100_000; !holds(); await sleep(5))
    if (performance.now() > end) throw new Error(`waited in vain for ${what}`);
}

/** Watches a directory until the test ends. */
export async function listen(
  test: Pick<typeof t, 'teardown'>,
  start: StartWatch,
  root: string,
): Promise<Listening> {
  const paths: string[] = [];
  const failures: Error[] = [];
  const warnings: Error[] = [];
  let replaced = 0;
  const open = renewedSource(start, (error) => warnings.push(error), 0.2);
  const source = await open(root, {
    changed: (path) => paths.push(path),
    replaced: () => {
      replaced += 1;
    },
    lost: () => failures.push(new Error('lost')),
    failed: (error) => failures.push(error),
  });
  test.teardown(() => source.close());
  return {
    source,
    paths,
    failures,
    warnings,
    replaced: () => replaced,
    async after(act, path) {
      paths.length = 0;
      act();
      await until(() => paths.includes(path), `${path}, after: ${paths.join(', ')}`);
    },
  };
}

/** The processes of this name that this one has started. */
export function childrenNamed(name: string): readonly number[] {
  const { pid } = process;
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
  return children.map(Number).filter((child) => nameOf(child) === name);
}

/** Waits until there is one such process, other than this one. */
export async function childNamed(name: string, other?: number): Promise<number> {
  let found: readonly number[] = [];
  await until(() => {
    found = childrenNamed(name).filter((pid) => pid !== other);
    return found.length === 1;
  }, `one ${name}`);
  const [pid] = found;
  if (pid === undefined) throw new Error(`no ${name}`);
  return pid;
}

/** The name of a process; null when it has ended. */
function nameOf(pid: number): string | null {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trimEnd();
  } catch {
    return null;
  }
}
