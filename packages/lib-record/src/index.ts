export { checkRecords } from './check-record.ts';
export { allColumns, type Column, defaultColumns, selectColumns } from './columns.ts';
export { decodeGroups, decodeGroupsOf, type Group } from './decode-groups.ts';
export { escapeField, unescapeField } from './escape.ts';
export { type EspMember, espSetTable, toEspMembers } from './esp-set.ts';
export { formatTable, type TableForm } from './format-table.ts';
export { idMapTable, type MappedId } from './id-map.ts';
export { formatJson, parseJson } from './json-form.ts';
export { nearest } from './nearest.ts';
export { parseTable } from './parse-table.ts';
export { RecordError, type RecordErrorCode, type RecordPlace } from './record-error.ts';
export { type Rewrite, rewriteTable } from './rewrite.ts';
export { type JsonSchema, jsonSchema } from './schema.ts';
export {
  defaultRsyncOpts,
  isContent,
  isOneFileSystem,
  type SyncItem,
  syncItemTable,
  toSyncItem,
} from './sync-item.ts';
export type { AnyRecord, Field, FieldType, FieldValue, RecordOf, RecordTable } from './table.ts';
