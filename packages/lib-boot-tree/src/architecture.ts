/** How boot loaders name architectures, by Node's names of them (UEFI 2.10, section 3.5.1.1; UAPI.1, `architecture`). */
const names: ReadonlyMap<string, string> = new Map([
  ['x64', 'x64'],
  ['ia32', 'ia32'],
  ['arm64', 'aa64'],
  ['arm', 'arm'],
  ['riscv64', 'riscv64'],
  ['loong64', 'loongarch64'],
]);

/**
 * What the boot loaders of a machine call its architecture, in lower case; null for one that has no such name.
 *
 * @param arch as process.arch has it
 */
export function efiArchitecture(arch: string): string | null {
  return names.get(arch) ?? null;
}
