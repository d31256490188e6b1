export { type Argument, splitArguments } from './arguments.ts';
export { type DevicePlace, type PlaceKind, placesOf } from './device-places.ts';
