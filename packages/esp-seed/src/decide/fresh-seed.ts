import { createHash } from 'node:crypto';
import { seedLength } from './seed.ts';

/**
 * The bytes of a new seed: SHA-256 over the length and the bytes that were drawn, and the length and the bytes of the old one. So it is
 * never worse than either. Lengths are 64-bit numbers, the low byte first, as size_t is where there is UEFI and Node.
 *
 * Source: systemd src/bootctl/bootctl-random-seed.c (install_random_seed), src/fundamental/sha256.h (sha256_process_bytes_and_size).
 *
 * @param drawn from the kernel's random numbers, `seedLength` bytes
 * @param old the first bytes of the old seed, `seedLength` at most; empty: there was none
 */
export function freshSeed(drawn: Uint8Array, old: Uint8Array): Uint8Array {
  if (drawn.length !== seedLength)
    throw new RangeError(`${drawn.length} bytes were drawn, not ${seedLength}`);
  const hash = createHash('sha256');
  for (const bytes of [drawn, old.subarray(0, seedLength)]) hash.update(lengthOf(bytes)).update(bytes);
  return hash.digest();
}

function lengthOf({ length }: Uint8Array): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(length));
  return bytes;
}
