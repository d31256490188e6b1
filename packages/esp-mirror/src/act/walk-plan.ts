import { DurableError, syncFilesystem, type WritableWatch } from '@twinroot/lib-durable';
import { errorCode, failureText } from '@twinroot/lib-failure';
import type { OpenMember } from '@twinroot/lib-member';
import {
  applyCopies,
  applyOperation,
  type Copy,
  type Operation,
  type Phase,
  smallFile,
} from '@twinroot/lib-tree';
import { togetherOf } from '../decide/together.ts';
import { changedClause, steadyFile } from '../gather/steady-file.ts';
import { type Scratch, scratchOn } from './scratch.ts';

/** How far a plan came. */
export interface Walk {
  readonly done: readonly Operation[];
  /** Why it was not walked to its end; null when it was. */
  readonly failure: string | null;
  /** The file of the source that ended it, because somebody wrote it meanwhile; null where that was not the reason. */
  readonly unsteady: UnsteadyFile | null;
}

/** A file of the source that is not steady. */
export interface UnsteadyFile {
  /** Path below the root of the source. */
  readonly path: string;
  /** What is known of it, as a clause. */
  readonly why: string;
}

/** Where a plan is walked, and how. */
interface Walking {
  readonly source: OpenMember;
  readonly mirror: OpenMember;
  readonly verify: boolean;
  readonly signal: AbortSignal;
  /** Of the mirror, from before it was read. */
  readonly watch: WritableWatch;
  /** Whether something depends on a file of the source: of these, and of large ones, it is looked again who has them open. */
  readonly isAwaited: (path: string) => boolean;
  /** Called with each operation before it is done. */
  readonly tell: (operation: Operation) => void;
  /** Called with so many bytes that were copied. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

/**
 * Does the operations, phase by phase, until one fails or the mirror has turned read-only. What was copied from a file that somebody
 * wrote meanwhile gets no name.
 */
export async function walkPlan(phases: readonly Phase[], walking: Walking): Promise<Walk> {
  const { source, mirror, signal, watch } = walking;
  const done: Operation[] = [];
  const ended = (error: unknown, unsteady: UnsteadyFile | null = null): Walk => {
    const names = new Map([source, mirror].map(({ path, name }) => [path, name]));
    return { done, failure: error === null ? null : failureText(error, names), unsteady };
  };
  const scratch = scratchOn(mirror.path);
  try {
    for (const phase of phases) {
      for (const group of groupsOf(phase)) {
        signal.throwIfAborted();
        const { made, unsteady, error } =
          'op' in group ? await attempt(group, walking) : await attemptTogether(group, scratch, walking);
        done.push(...made);
        if (unsteady !== null) return ended(error, unsteady);
        if (error !== null) throw error;
      }
      await scratch.remove();
      await syncFilesystem(mirror.path);
      const error = watch.explain(null);
      if (error !== null) return ended(error);
    }
    return ended(watch.explain(null));
  } catch (error) {
    return ended(watch.explain(error));
  } finally {
    // What cannot be removed now is removed by the next run.
    await scratch.remove().catch(() => undefined);
  }
}

/** Nothing depends on new payloads yet; on new boot loaders and entries something does as soon as they are there. */
function groupsOf({ name, operations }: Phase) {
  return name === 'payloads' ? togetherOf(operations) : operations;
}

/** What came of operations. */
interface Attempt {
  readonly made: readonly Operation[];
  /** Why the next one is not done; null when all are. */
  readonly error: unknown;
  /** Not null: a file of its source was not steady, which is no failure of the mirror's. */
  readonly unsteady: UnsteadyFile | null;
}

async function attempt(operation: Operation, walking: Walking): Promise<Attempt> {
  const { signal, tell } = walking;
  const target = targetOf(walking);
  tell(operation);
  if (operation.op !== 'copy') {
    await applyOperation(operation, target);
    return { made: [operation], error: null, unsteady: null };
  }
  const { confirm, unsteadyBy } = steadinessOf(operation, walking);
  try {
    await applyOperation(operation, { ...target, confirm });
    return { made: [operation], error: null, unsteady: null };
  } catch (error) {
    if (error === signal.reason) throw error;
    return { made: [], error, unsteady: unsteadyBy(error) };
  }
}

async function attemptTogether(
  copies: readonly Copy[],
  scratch: Scratch,
  walking: Walking,
): Promise<Attempt> {
  const { signal, tell } = walking;
  const steadiness = new Map<string, Steadiness>();
  const { count, error } = await applyCopies(copies, {
    ...targetOf(walking),
    scratch: await scratch.open(),
    begin: (copy) => {
      signal.throwIfAborted();
      tell(copy);
      steadiness.set(copy.from, steadinessOf(copy, walking));
    },
    confirm: (from) => steadiness.get(from)?.confirm(),
  });
  const failed = copies[count];
  const unsteady = error === null || failed === undefined ? null : steadiness.get(failed.from);
  return { made: copies.slice(0, count), error, unsteady: unsteady?.unsteadyBy(error) ?? null };
}

function targetOf({ source, mirror, verify, onBytes, signal }: Walking) {
  return { source: source.path, mirror: mirror.path, verify, onBytes, signal };
}

/** What is known of a file of the source while it is copied. */
interface Steadiness {
  /** Throws when it is not what it was. */
  readonly confirm: () => void;
  /** The file, where it explains an error. */
  readonly unsteadyBy: (error: unknown) => UnsteadyFile | null;
}

function steadinessOf({ from, size, mtime }: Copy, { source, isAwaited }: Walking): Steadiness {
  const isLooked = isRecent(mtime) && (size > smallFile || isAwaited(from));
  const unsteadiness = steadyFile(source.path, from, isLooked);
  return {
    confirm: () => {
      const why = unsteadiness();
      if (why !== null) throw new DurableError('CHANGED', from, `${source.path}/${from} ${why}`);
    },
    unsteadyBy: (error) => {
      // One that is no longer what was listed may have changed before it was copied, too.
      const why = unsteadiness() ?? (errorCode(error) === 'CHANGED' ? changedClause : null);
      return why === null ? null : { path: from, why };
    },
  };
}

/** Seconds for which a file that is made by several programs, one after the other, may be nobody's. */
const longestGap = 60;

/**
 * Whether a file may be half-written although nobody had it open when it was listed, and it is unchanged since: between two programs
 * that write to it. A time in the future says nothing, and counts.
 */
function isRecent(mtime: number): boolean {
  return mtime > Date.now() / 1000 - longestGap;
}
