import type { BootTree } from '@twinroot/lib-boot-tree';
import type { Meter } from '@twinroot/lib-command';
import type { WritableWatch } from '@twinroot/lib-durable';
import type { OpenMember } from '@twinroot/lib-member';
import type { ReadWishes, SetRegistry } from '@twinroot/lib-seal';
import type { Operation } from '@twinroot/lib-tree';
import type { Policy } from '../decide/policy.ts';
import type { BegunTransaction } from '../gather/begun-transactions.ts';
import type { JudgedMirror } from './mirror-registry.ts';
import type { UnsteadyFile } from './walk-plan.ts';

/** A source, which is read again when it changes while it is mirrored. */
export interface MirrorSource {
  readonly member: OpenMember;
  /** As it was read for all mirrors. */
  readonly tree: BootTree;
  readonly read: () => Promise<BootTree>;
  /** null: a directory, which is of no set. */
  readonly set: SetRegistry | null;
}

/** A mirror that is open, and what is known of it. */
export interface MirrorTarget {
  readonly member: OpenMember;
  /** From before it is read. */
  readonly watch: WritableWatch;
  readonly policy: Omit<Policy, 'written' | 'free' | 'hasLineage'>;
}

/** How a mirror is written. */
export interface MirrorWays {
  readonly wishes: ReadWishes;
  readonly verify: boolean;
  /** Whether the plan is made only. */
  readonly dryRun: boolean;
  /** Whether only a mirror in which nothing is due is of interest. */
  readonly looksOnly: boolean;
  /** null: nobody watches. */
  readonly meter: Meter | null;
  /** What is called with the bytes that are read of a member, where they are many and somebody watches. */
  readonly meterRead: (member: OpenMember) => Promise<((bytes: number) => void) | undefined>;
  readonly signal: AbortSignal;
  /** Has the mirror's registry written when it is what the source is, now and once more when all others have been mirrored. */
  readonly stamp: (judged: Pick<JudgedMirror, 'stamp'>) => Promise<void>;
  /** Whether there is still time to wait for files that are being written. */
  readonly isLeft: () => boolean;
  /** Who has begun to install packages meanwhile; null: nobody. */
  readonly begun: BegunTransaction;
  /** Called with each operation before it is done. */
  readonly tell: (operation: Operation) => void;
  /** Called with a file that is waited for, or that is left out and nobody misses. */
  readonly tellUnsteady: (file: UnsteadyFile, then: 'waiting' | 'left out') => void;
}
