import type { RecordOf, RecordTable } from '@twinroot/lib-record';

const partuuid = {
  key: 'partuuid',
  column: 'PARTUUID',
  byDefault: true,
  type: 'string',
  help: 'GPT partition entry UUID in lower case: the identity of the member',
} as const;

const path = {
  key: 'path',
  column: 'DEVICE',
  byDefault: true,
  type: 'string',
  nullable: true,
  help: 'device node; absent where no device has the PARTUUID',
} as const;

/** What esp-seed would write: one record a member that would get a fresh seed. */
export const seedPlanTable = {
  schema: 'twinroot.seed-plan/1',
  list: 'renewals',
  title: 'The members that would get a fresh random seed',
  fields: [
    partuuid,
    path,
    {
      key: 'why',
      column: 'WHY',
      byDefault: true,
      apart: 'clause',
      type: 'string',
      help: 'what is wrong with the one that it has',
    },
  ],
} as const satisfies RecordTable;

/** What esp-seed did: one record a member. */
export const seedReportTable = {
  schema: 'twinroot.seed-report/1',
  list: 'seeds',
  title: 'The random seed of each member',
  fields: [
    partuuid,
    path,
    {
      key: 'state',
      column: 'STATE',
      byDefault: true,
      type: 'string',
      values: ['own', 'renewed', 'switched-off', 'unused', 'missing', 'refused', 'failed'],
      help: 'own: it had one of its own; switched-off: its file is read-only, and was left; unused: nothing on the member reads one; missing: no device has the PARTUUID',
    },
    {
      key: 'why',
      column: 'WHY',
      byDefault: true,
      apart: 'clause',
      type: 'string',
      nullable: true,
      help: 'why it was renewed, left, refused or failed',
    },
  ],
} as const satisfies RecordTable;

/** What became of the seed of one member. */
export type SeedOutcome = RecordOf<typeof seedReportTable>;
