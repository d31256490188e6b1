export { type Argument, splitArguments } from './arguments.ts';
export {
  type DevicePlace,
  keyFilePlaces,
  type PlaceKind,
  placesOf,
  volumeOptionPlaces,
} from './device-places.ts';
