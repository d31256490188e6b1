import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../host/run.ts';

/** What a UKI is made of. */
export interface UkiParts {
  readonly stub: string;
  readonly kernel: string;
  readonly initrd: string;
  readonly commandLine: string;
  readonly version: string;
}

const page = 4096;

/** Writes a UKI: the stub and its sections, one behind the other. Source: UAPI.5, Unified Kernel Image. */
export async function buildUki(parts: UkiParts, target: string): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'twinroot-uki-'));
  try {
    const text = (name: string, content: string) => {
      writeFileSync(join(scratch, name), content);
      return join(scratch, name);
    };
    const sections = [
      ['.osrel', text('osrel', `ID=guest\nNAME=Guest\nVERSION_ID=${parts.version}\n`)],
      ['.cmdline', text('cmdline', parts.commandLine)],
      ['.uname', text('uname', parts.version)],
      ['.initrd', parts.initrd],
      ['.linux', parts.kernel],
    ] as const;
    let address = await endOf(parts.stub);
    const options = sections.flatMap(([name, file]) => {
      const at = address;
      address = Math.ceil((at + statSync(file).size) / page) * page;
      return ['--add-section', `${name}=${file}`, '--change-section-vma', `${name}=0x${at.toString(16)}`];
    });
    await run('objcopy', [...options, parts.stub, target]);
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** The first free page behind the sections of a PE file, image base included. */
async function endOf(file: string): Promise<number> {
  const table = await run('objdump', ['--section-headers', '--wide', file]);
  const ends = [...table.matchAll(/^ *\d+ \.\S+ +([0-9a-f]+) +([0-9a-f]+)/gm)].map(
    ([, size = '0', address = '0']) => Number.parseInt(size, 16) + Number.parseInt(address, 16),
  );
  return Math.ceil(Math.max(...ends) / page) * page;
}
