import { syncFilesystem, type WritableWatch } from '@twinroot/lib-durable';
import { failureText } from '@twinroot/lib-failure';
import type { OpenMember } from '@twinroot/lib-member';
import { applyOperation, type Operation, type Phase } from '@twinroot/lib-tree';

/** How far a plan came. */
export interface Walk {
  readonly done: readonly Operation[];
  /** Why it was not walked to its end; null when it was. */
  readonly failure: string | null;
}

/** Does the operations, phase by phase, until one fails or the mirror has turned read-only. */
export async function walkPlan(
  phases: readonly Phase[],
  { source, mirror }: { readonly source: OpenMember; readonly mirror: OpenMember },
  how: {
    readonly verify: boolean;
    readonly signal: AbortSignal;
    /** Of the mirror, from before it was read. */
    readonly watch: WritableWatch;
    /** Called with each operation before it is done. */
    readonly tell: (operation: Operation) => void;
  },
): Promise<Walk> {
  const { verify, signal, watch, tell } = how;
  const done: Operation[] = [];
  const ended = (error: unknown): Walk => {
    const names = new Map([source, mirror].map(({ path, name }) => [path, name]));
    return { done, failure: error === null ? null : failureText(error, names) };
  };
  try {
    for (const phase of phases) {
      for (const operation of phase.operations) {
        signal.throwIfAborted();
        tell(operation);
        await applyOperation(operation, { source: source.path, mirror: mirror.path, verify });
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
