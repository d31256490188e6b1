import type { RecordOf, RecordTable } from './table.ts';

/** The ids of one disk and those of another, as disk-map pairs them: one record an id. */
export const idMapTable = {
  schema: 'twinroot.id-map/1',
  list: 'ids',
  title: 'Old ids, and the new ids that replace them',
  fields: [
    {
      key: 'old',
      column: 'OLD',
      byDefault: true,
      type: 'string',
      help: 'the old id: UUID=…, PARTUUID=…, LABEL=…, PARTLABEL=…, or a path below /dev',
    },
    { key: 'new', column: 'NEW', byDefault: true, type: 'string', help: 'the new id, of the same kind' },
    {
      key: 'old_device',
      column: 'OLD-DEVICE',
      type: 'string',
      nullable: true,
      help: 'device node that has the old id',
    },
    {
      key: 'new_device',
      column: 'NEW-DEVICE',
      type: 'string',
      nullable: true,
      help: 'device node that has the new id',
    },
    {
      key: 'parttype',
      type: 'string',
      nullable: true,
      help: 'partition type of the old device, a GUID or 0xHH; absent if it is not a partition',
    },
  ],
} as const satisfies RecordTable;

/** An old id and the new one for it. */
export type MappedId = RecordOf<typeof idMapTable>;
