export { isOwnDirectory } from './is-own-directory.ts';
export { isWithin } from './is-within.ts';
export { namesIn } from './names-in.ts';
export { type HeldDirectory, openBelow, openOrMakeBelow } from './open-below.ts';
export { plainPath } from './plain-path.ts';
export { readTextBelow } from './read-text-below.ts';
export { readTextIfThere } from './read-text-if-there.ts';
export { type RealPath, realPathBelow } from './real-path-below.ts';
