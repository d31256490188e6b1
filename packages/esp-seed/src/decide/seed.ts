/** Bytes of a seed: what bootctl(1) and systemd-boot write, and the least that systemd-boot takes (src/boot/random-seed.c, RANDOM_MAX_SIZE_MIN). */
export const seedLength = 32;

/** The longest file that systemd-boot takes for a seed, in bytes (src/boot/random-seed.c, RANDOM_MAX_SIZE_MAX). */
export const longestSeed = 32 * 1024;

/** Where a boot loader looks for the seed, below the root of an ESP. */
export const seedPath = 'loader/random-seed';

/** What an ESP has of a seed. */
export type Seed =
  /** Nothing there would read one. */
  | { readonly kind: 'unused' }
  | { readonly kind: 'none' }
  | {
      readonly kind: 'file';
      /** Of the file, in bytes. */
      readonly size: number;
      /** Its first bytes, `seedLength` at most. Never to be shown. */
      readonly head: Uint8Array;
      /** It has FAT's read-only attribute: neither a boot loader nor bootctl is to write it, and what is not written must not be used. */
      readonly isSwitchedOff: boolean;
    };
