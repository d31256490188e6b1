import type { Field, RecordOf, RecordTable } from '@twinroot/lib-record';

/** What a step of a clone does, in the order of the steps. */
export const cloneSteps = [
  'mount',
  'directory',
  'subvolume',
  'copy',
  'swap',
  'reset',
  'write',
  'remove',
  'prune',
  'uki',
  'initrd',
  'search',
  'loader',
  'firmware',
] as const;

/** The fields by which plan and report name a step. */
export const stepFields = [
  {
    key: 'step',
    column: 'STEP',
    byDefault: true,
    type: 'string',
    values: cloneSteps,
    help: 'mount: a file system of the other disk; directory: created, not copied; subvolume: one of btrfs, created or made the default; copy: a file system by rsync; swap: a swap file, which is not copied; reset: the identity of the source is removed; write: a file that names ids; remove: what the source does not have, an entry as a rule; prune: files that the source does not have; uki: unified kernel images, whose command lines are examined, or one that is copied or rebuilt; initrd: initrds, whose files are examined, and which are rebuilt where they name the first disk; search: texts for which there is no rule, searched for ids of the first disk; loader: a boot loader, installed or examined; firmware: a boot entry',
  },
  {
    key: 'target',
    column: 'TARGET',
    byDefault: true,
    type: 'string',
    help: 'what is created or written',
  },
] as const satisfies readonly Field[];

/** What root-clone would do: one record a step. */
export const clonePlanTable = {
  schema: 'twinroot.clone-plan/1',
  list: 'steps',
  title: 'What would be done, in order',
  fields: [
    ...stepFields,
    {
      key: 'detail',
      column: 'DETAIL',
      byDefault: true,
      type: 'string',
      nullable: true,
      help: 'what it is made from, or with',
    },
  ],
} as const satisfies RecordTable;

/** One step of a clone. */
export type CloneStep = RecordOf<typeof clonePlanTable>;
