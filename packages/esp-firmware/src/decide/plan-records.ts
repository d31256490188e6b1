import type { NewOption } from '@twinroot/lib-firmware';
import type { FirmwareOperation } from '../plan-table.ts';
import { shownFile } from './shown-file.ts';

const nothing = { number: null, partuuid: null, file: null, label: null, order: null };

/** What is written: options, then the order that names them, then what is taken out of it. */
export interface Writes {
  readonly make: readonly NewOption[];
  /** BootOrder; null: it stays. */
  readonly order: readonly string[] | null;
  readonly remove: readonly { readonly number: string; readonly partuuid: string }[];
}

/** What would be written, as records. */
export function planRecords({ make, order, remove }: Writes): readonly FirmwareOperation[] {
  return [
    ...make.map(({ number, partuuid, label, loader }) => ({
      ...nothing,
      operation: 'make' as const,
      number,
      partuuid,
      label,
      file: shownFile(loader.file),
    })),
    ...(order === null ? [] : [{ ...nothing, operation: 'order' as const, order: order.join() }]),
    ...remove.map(({ number, partuuid }) => ({
      ...nothing,
      operation: 'delete' as const,
      number,
      partuuid,
    })),
  ];
}
