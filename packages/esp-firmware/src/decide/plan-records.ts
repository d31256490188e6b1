import { type NewOption, shownFile } from '@twinroot/lib-firmware';
import type { FirmwareOperation } from '../plan-table.ts';

/** A record of one operation, of which the rest does not apply. */
export function planRecord(
  operation: Pick<FirmwareOperation, 'operation'> & Partial<FirmwareOperation>,
): FirmwareOperation {
  return { number: null, partuuid: null, file: null, label: null, order: null, ...operation };
}

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
    ...make.map(({ number, partuuid, label, loader }) =>
      planRecord({ operation: 'make', number, partuuid, label, file: shownFile(loader.file) }),
    ),
    ...(order === null ? [] : [planRecord({ operation: 'order', order: order.join() })]),
    ...remove.map(({ number, partuuid }) => planRecord({ operation: 'delete', number, partuuid })),
  ];
}
