import type { GenerationPlanRecord } from '@twinroot/lib-record';
import type { Operation } from '@twinroot/lib-tree';
import type { Publication } from './publication.ts';
import type { Turn } from './turn.ts';

/** What is decided of a switch. */
export interface Decided {
  readonly id: string;
  /** null: no ESP was booted. */
  readonly publication: Publication | null;
  /** Menus of generations that rEFInd includes, below the root of the booted ESP. */
  readonly refindMenus: readonly string[];
  /** null: nothing is turned, as for one boot only. */
  readonly turn: Turn | null;
  /** Whether the next boot alone is to be of it. */
  readonly once: boolean;
}

/** What would be done, as records. */
export function planRecords({
  id,
  publication,
  refindMenus,
  turn,
  once,
}: Decided): readonly GenerationPlanRecord[] {
  const blank = { generation: id, path: null, on: null, from: null, bytes: null, why: null } as const;
  const step = (operation: GenerationPlanRecord['operation'], more: Partial<GenerationPlanRecord>) => ({
    ...blank,
    operation,
    ...more,
  });
  const published = publication?.phases.flatMap(({ operations }) => operations) ?? [];
  const isTurned = turn?.kind === 'turn';
  return [
    ...published.map((operation) => {
      // An image is built for the switch: there is nothing on the btrfs that it is a copy of.
      const isBuilt = publication?.type === 2 && operation.op === 'copy';
      const parts = partsOf(id, operation);
      return isBuilt ? step('write', { ...parts, from: null }) : step(nameOf(operation), parts);
    }),
    ...(published.length > 0 || (publication !== null && (isTurned || once))
      ? [step('mirror', { on: 'esp' })]
      : []),
    ...(published.length > 0 && refindMenus.length > 0
      ? [...refindMenus.map((path) => step('write', { path, on: 'esp' })), step('mirror', { on: 'esp' })]
      : []),
    ...(isTurned && turn.existing === null ? [step('make', { path: 'links', on: 'btrfs' })] : []),
    ...(isTurned ? [step('turn', { path: 'current', on: 'btrfs' })] : []),
    ...(once ? [step('once', { path: 'LoaderEntryOneShot', on: 'firmware' })] : []),
  ];
}

function nameOf({ op }: Operation): GenerationPlanRecord['operation'] {
  if (op === 'mkdir') return 'make';
  return op === 'copy' || op === 'delete' ? op : 'write';
}

function partsOf(id: string, operation: Operation): Partial<GenerationPlanRecord> {
  const { op, path } = operation;
  if (op === 'copy')
    return { path, on: 'esp', from: `snapshots/${id}/@/${operation.from}`, bytes: operation.size };
  return {
    path,
    on: 'esp',
    bytes: op === 'write' ? operation.bytes.length : op === 'delete' ? operation.size : null,
  };
}
