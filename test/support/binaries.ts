import { join, resolve } from 'node:path';

/** The checkout. */
export const workspace = resolve(import.meta.dirname, '../..');

/** Where the multi-call binary and its links are: as they were built, or what TWINROOT_BIN names in their place. */
export const binaries = resolve(workspace, process.env['TWINROOT_BIN'] ?? 'dist/bin');

/** The program that a command is. */
export function binaryOf(name: string): string {
  return join(binaries, name);
}
