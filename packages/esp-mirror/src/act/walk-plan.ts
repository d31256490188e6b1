import { DurableError, syncFilesystem, type WritableWatch } from '@twinroot/lib-durable';
import { errorCode, failureText } from '@twinroot/lib-failure';
import type { OpenMember } from '@twinroot/lib-member';
import { applyOperation, type Operation, type Phase, smallFile } from '@twinroot/lib-tree';
import { changedClause, steadyFile } from '../gather/steady-file.ts';

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
}

/**
 * Does the operations, phase by phase, until one fails or the mirror has turned read-only. What was copied from a file that somebody
 * wrote meanwhile gets no name.
 */
export async function walkPlan(phases: readonly Phase[], walking: Walking): Promise<Walk> {
  const { source, mirror, signal, watch, tell } = walking;
  const done: Operation[] = [];
  const ended = (error: unknown, unsteady: UnsteadyFile | null = null): Walk => {
    const names = new Map([source, mirror].map(({ path, name }) => [path, name]));
    return { done, failure: error === null ? null : failureText(error, names), unsteady };
  };
  try {
    for (const phase of phases) {
      for (const operation of phase.operations) {
        signal.throwIfAborted();
        tell(operation);
        const failure = await attempt(operation, walking);
        if (failure !== null) return ended(failure.error, failure.unsteady);
        done.push(operation);
      }
      await syncFilesystem(mirror.path);
      const error = watch.explain(null);
      if (error !== null) return ended(error);
    }
    return ended(watch.explain(null));
  } catch (error) {
    return ended(watch.explain(error));
  }
}

/** Does one operation. A copy whose source was not steady is no failure of the mirror's: it gives the file, and throws nothing. */
async function attempt(
  operation: Operation,
  { source, mirror, verify, isAwaited }: Walking,
): Promise<{ readonly error: unknown; readonly unsteady: UnsteadyFile } | null> {
  const roots = { source: source.path, mirror: mirror.path };
  if (operation.op !== 'copy') {
    await applyOperation(operation, { ...roots, verify });
    return null;
  }
  const { from, size, mtime } = operation;
  const isLooked = isRecent(mtime) && (size > smallFile || isAwaited(from));
  const unsteadiness = steadyFile(source.path, from, isLooked);
  const confirm = () => {
    const why = unsteadiness();
    if (why !== null) throw new DurableError('CHANGED', from, `${source.path}/${from} ${why}`);
  };
  try {
    await applyOperation(operation, { ...roots, verify, confirm });
    return null;
  } catch (error) {
    // One that is no longer what was listed may have changed before it was copied, too.
    const why = unsteadiness() ?? (errorCode(error) === 'CHANGED' ? changedClause : null);
    if (why === null) throw error;
    return { error, unsteady: { path: from, why } };
  }
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
