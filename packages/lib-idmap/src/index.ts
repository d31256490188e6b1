export { type DeviceId, isUuid, parseId, type Tag } from './device-id.ts';
export { createIdMap, type IdMap, inverseOf, type Renamed } from './id-map.ts';
export { IdMapError, type IdMapErrorCode } from './id-map-error.ts';
export { pairOfTexts } from './map-json.ts';
export { type IdPair, parseMap, parsePair } from './map-text.ts';
export { createOldIdFinder, type FoundId, type OldIdFinder } from './old-ids.ts';
export { readIdMap } from './read.ts';
