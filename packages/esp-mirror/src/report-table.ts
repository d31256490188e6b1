import type { RecordOf, RecordTable } from '@twinroot/lib-record';
import { mirrorField } from './mirror-field.ts';

/** What esp-mirror did: one record a mirror. */
export const mirrorReportTable = {
  schema: 'twinroot.mirror-report/1',
  list: 'mirrors',
  title: 'The result for each mirror',
  fields: [
    mirrorField,
    {
      key: 'state',
      column: 'STATE',
      byDefault: true,
      type: 'string',
      values: ['same', 'mirrored', 'held', 'postponed', 'failed', 'missing', 'refused'],
      help: 'same: there was nothing to do; held: nothing was done, because what differs is damaged on the source, or being written; postponed: a package manager has begun, and the rest is left for later',
    },
    { key: 'files_copied', column: 'COPIED', byDefault: true, type: 'integer', help: 'files written' },
    {
      key: 'bytes_copied',
      column: 'COPIED-BYTES',
      byDefault: true,
      type: 'integer',
      help: 'bytes written into files',
    },
    { key: 'files_deleted', column: 'DELETED', byDefault: true, type: 'integer', help: 'files deleted' },
    {
      key: 'bytes_deleted',
      column: 'DELETED-BYTES',
      byDefault: true,
      type: 'integer',
      help: 'bytes in the files deleted',
    },
    {
      key: 'files_kept',
      column: 'KEPT',
      byDefault: true,
      type: 'integer',
      help: 'files that only the mirror has and that were left alone',
    },
    {
      key: 'bytes_kept',
      column: 'KEPT-BYTES',
      byDefault: true,
      type: 'integer',
      help: 'bytes in the files left alone',
    },
    { key: 'seconds', column: 'SECONDS', byDefault: true, type: 'number', help: 'how long it took' },
    {
      key: 'why',
      column: 'WHY',
      byDefault: true,
      apart: 'clause',
      type: 'string',
      nullable: true,
      help: 'why it failed, was refused or is missing; what was kept',
    },
  ],
} as const satisfies RecordTable;

/** What became of one mirror. */
export type MirrorOutcome = RecordOf<typeof mirrorReportTable>;
