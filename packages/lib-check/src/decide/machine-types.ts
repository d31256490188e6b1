import type { MachineFacts } from './facts/machine-facts.ts';

/** What a PE header calls the architectures of boot loaders (Microsoft PE Format, "Machine Types"; UEFI 2.10, section 2.1.1). */
const machines: ReadonlyMap<string, number> = new Map([
  ['x64', 0x8664],
  ['ia32', 0x14c],
  ['aa64', 0xaa64],
  ['arm', 0x1c2],
  ['riscv64', 0x5064],
  ['loongarch64', 0x6264],
]);

/** Byte code, which any firmware may run, and a header that does not say (0). */
const any: readonly number[] = [0, 0xebc];

type Facts = {
  readonly host: Pick<MachineFacts['host'], 'architecture'>;
  readonly firmware: Pick<MachineFacts['firmware'], 'bits'>;
};

/** The architecture of the programs that the firmware starts: some machines for x64 have a firmware of 32 bits. null: not known. */
export function firmwareArchitecture({ host, firmware }: Facts): string | null {
  return host.architecture === 'x64' && firmware.bits === 32 ? 'ia32' : host.architecture;
}

/** The architectures of kernels that are started there: such a firmware starts those of the machine as well (Linux, CONFIG_EFI_MIXED). */
export function kernelArchitectures(facts: Facts): readonly (string | null)[] {
  return [firmwareArchitecture(facts), facts.host.architecture];
}

/**
 * Why a program does not run there, as a clause; null when it does, or nobody can tell.
 *
 * @param machine as its PE header has it; null or absent: not known
 * @param architectures those that run
 */
export function whyForeign(
  machine: number | null | undefined,
  architectures: readonly (string | null)[],
): string | null {
  if (machine === null || machine === undefined || any.includes(machine)) return null;
  const known = architectures.map((one) => (one === null ? undefined : machines.get(one)));
  if (known.includes(undefined) || known.includes(machine)) return null;
  const [name = `machine type 0x${machine.toString(16)}`] =
    [...machines].find(([, number]) => number === machine) ?? [];
  return `is for ${name}, and this machine is ${[...new Set(architectures)].join(' or ')}`;
}
