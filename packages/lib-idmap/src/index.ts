export { isKernelName, kernelNamesIn, namedByUuid } from './decide/by-uuid.ts';
export { type DeviceId, isUuid, linkDirectories, parseId, type Tag, tagOf } from './decide/device-id.ts';
export { createIdMap, type IdMap, inverseOf, type Renamed } from './decide/id-map.ts';
export { IdMapError, type IdMapErrorCode } from './decide/id-map-error.ts';
export { dashed, inForm, isLongUuid, type SpellingForm, spellingsOf } from './decide/id-spellings.ts';
export { pairOfTexts } from './decide/map-json.ts';
export { type IdPair, parseMap, parsePair } from './decide/map-text.ts';
export { createOldIdFinder, type FoundId, type OldIdFinder } from './decide/old-ids.ts';
export { encodeLink } from './decide/spelling.ts';
export { escapeUnitPath, escapeUnitText, unescapeUnitText } from './decide/unit-path.ts';
export {
  isOldGroup,
  renamedArray,
  renamedGroup,
  renamedPart,
  renamedVolume,
} from './decide/volume-names.ts';
export { readIdMap } from './gather/read.ts';
