/** The registry of a set, below the root of each member. */
export const registryPath = 'loader/esp-sync';
