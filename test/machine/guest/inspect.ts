import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../host/run.ts';
import type { Machine } from './machine.ts';

/** The bytes of the first partition of a disk of a machine that is off, as a raw image beside it. */
export async function extractEsp(machine: Machine, disk: string): Promise<string> {
  const spec = machine.spec.disks.find(({ name }) => name === disk);
  const size = spec?.partitions[0]?.mebibytes ?? 0;
  const target = join(machine.directory, `${disk}.esp`);
  const part = ['bs=1M', 'skip=1', `count=${size + 1}`];
  await run('qemu-img', ['dd', '-O', 'raw', ...part, `if=${machine.image(disk)}`, `of=${target}`]);
  return target;
}

/** Whether the ESP of a disk, the machine being off, has nothing that fsck.vfat would mend, the dirty flag included. */
export async function imageIsClean(machine: Machine, disk: string): Promise<boolean> {
  const image = await extractEsp(machine, disk);
  try {
    const said = await run('fsck.vfat', ['-n', image]).catch((error: unknown) => String(error));
    return !/dirty|error|differ|mismatch|orphan|ended with/i.test(said);
  } finally {
    rmSync(image);
  }
}
