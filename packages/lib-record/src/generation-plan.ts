import type { RecordOf, RecordTable } from './table.ts';

/** What would be done to generations, in order. */
export const generationPlanTable = {
  schema: 'twinroot.generation-plan/1',
  list: 'steps',
  title: 'What would be done to generations of the root, in order',
  fields: [
    {
      key: 'generation',
      column: 'GENERATION',
      byDefault: true,
      type: 'string',
      nullable: true,
      help: 'its id; absent: it is about all of them',
    },
    {
      key: 'operation',
      column: 'OPERATION',
      byDefault: true,
      type: 'string',
      values: [
        'make',
        'snapshot',
        'run',
        'merge',
        'write',
        'seal',
        'copy',
        'mirror',
        'turn',
        'once',
        'delete',
        'keep',
      ],
      help: 'make: a directory or a subvolume; run: a command in it; merge: /etc; seal: it can only be read from then on; copy, write: a file; mirror: esp-mirror brings what differs to all ESPs; turn: current leads to it; once: the next boot only; delete: a file, a link, a directory or a subvolume; keep: the generation stays',
    },
    {
      key: 'path',
      column: 'PATH',
      byDefault: true,
      type: 'string',
      nullable: true,
      help: 'below the top of the btrfs, or below the root of the booted ESP, for copy, write and delete of what is there',
    },
    {
      key: 'on',
      column: 'ON',
      byDefault: true,
      type: 'string',
      nullable: true,
      values: ['btrfs', 'esp', 'firmware'],
      help: 'where the path is',
    },
    {
      key: 'from',
      column: 'FROM',
      type: 'string',
      nullable: true,
      help: 'below the top of the btrfs: what is copied, or of which a snapshot is made',
    },
    {
      key: 'bytes',
      column: 'BYTES',
      type: 'integer',
      nullable: true,
      help: 'size of the file',
    },
    {
      key: 'why',
      column: 'WHY',
      apart: 'clause',
      type: 'string',
      nullable: true,
      help: 'of a generation that stays: what holds it',
    },
  ],
} as const satisfies RecordTable;

/** One step. */
export type GenerationPlanRecord = RecordOf<typeof generationPlanTable>;
