/** Put in place by the bundler, from the version in the root package.json. */
declare const TWINROOT_VERSION: string | undefined;

/** The version of all commands; files that were not bundled do not know theirs. */
export const version: string = typeof TWINROOT_VERSION === 'string' ? TWINROOT_VERSION : 'unbundled';
