export { type EntryLine, type Payload, parseEntry, payloadsOf, renamePayloads } from './entry.ts';
export { type KeyLine, parseKeyLine } from './entry-line.ts';
export {
  type EntryName,
  hasCounter,
  isType1Name,
  isType2Name,
  parseEntryName,
  withAllTries,
  withoutCounter,
} from './filename.ts';
export { compareVersions } from './version.ts';
