import type { Field } from '@twinroot/lib-record';

/** Which mirror a record is about: the first column of the plan and of the report. */
export const mirrorField = {
  key: 'mirror',
  column: 'MIRROR',
  byDefault: true,
  type: 'string',
  help: 'PARTUUID of the mirror, or its directory',
} as const satisfies Field;
