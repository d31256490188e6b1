import { failed } from '@twinroot/lib-command';
import { runTool } from '@twinroot/lib-tool';
import { grain } from '../decide/mebibyte.ts';
import { readContent } from '../gather/probe.ts';

/**
 * Writes zeros over both ends of a free part of a disk, where the signatures of what was there are: before there is a partition, so that
 * the next run finds one that is blank.
 *
 * @throws {CommandError} when a signature is left
 */
export async function clearSpace(
  disk: string,
  { start, size }: { readonly start: number; readonly size: number },
): Promise<void> {
  for (const at of [start, start + size - grain]) {
    const place = ['bs=1M', 'count=1', `seek=${at / grain}`];
    await runTool('dd', ['if=/dev/zero', `of=${disk}`, ...place, 'status=none', 'conv=notrunc,fsync']);
  }
  const left = await readContent({ path: disk, start, size });
  if (left.kind !== 'blank') throw failed(`the free space at ${start} of ${disk} cannot be cleared`);
}
