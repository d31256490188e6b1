import { type Context, type ExitStatus, exitStatus, failed, wrong } from '@twinroot/lib-command';
import { byteString, bytesOf } from '@twinroot/lib-lines';
import { sizeText } from '@twinroot/lib-record';
import { chooseFitted } from './decide/choose-fitted.ts';
import type { Dump } from './decide/dump.ts';
import { formatDump } from './decide/format-dump.ts';
import { LayoutError } from './decide/layout-error.ts';
import { layoutRecords } from './decide/layout-records.ts';
import { parseDump } from './decide/parse-dump.ts';
import { type PlacedPartition, partitionText, placePartitions } from './decide/place-partitions.ts';
import { makeIds } from './gather/make-ids.ts';
import { leadsTo, type ReadDisk, readDisk } from './gather/read-disk.ts';
import { layoutTable } from './layout-table.ts';
import type { spec } from './spec.ts';

/** A dump is some lines long: what is longer is none, and must not cost memory. */
const longestDump = 4 * 1024 * 1024;

/** Writes the layout of one disk for another. */
export async function run(context: Context<typeof spec>): Promise<ExitStatus> {
  const { options, message, sysroot, asksForRecords } = context;
  if (options.fit !== undefined && options['keep-sizes'])
    throw wrong('--fit and --keep-sizes contradict each other');
  const disk = options.to === undefined ? null : readDisk(sysroot, options.to);
  const text = await readDump(context);

  const { dump, partitions } = decide(context, text, disk);
  const shrunk = partitions.filter(({ partition, size }) => size !== null && size < partition.size);

  for (const { partition, size } of shrunk)
    message.warning(
      `${partitionText(partition)} gets ${sizeText(size ?? 0)}, and its partner has ${sizeText(partition.size)}`,
    );
  if (asksForRecords) await context.writeGroup(layoutTable, layoutRecords(dump.label, partitions));
  else {
    const ids = options['new-ids'] ? makeIds(dump) : null;
    const layout = formatDump(dump, partitions, disk?.sectorSize ?? null, ids);
    await context.writeBytes(Buffer.from(layout, 'latin1'));
  }
  return exitStatus.done;
}

async function readDump(context: Context<typeof spec>): Promise<string> {
  let text = '';
  for await (const chunk of context.readBytes()) {
    text += bytesOf(chunk);
    if (text.length > longestDump) throw wrong('standard input is too long for the output of sfdisk --dump');
  }
  return text;
}

function decide(
  { options, sysroot }: Context<typeof spec>,
  text: string,
  disk: ReadDisk | null,
): { readonly dump: Dump; readonly partitions: readonly PlacedPartition[] } {
  try {
    const dump = parseDump(text);
    if (disk !== null && dump.device !== null && leadsTo(sysroot, dump.device, disk))
      throw wrong(`${disk.path} is the disk that was dumped: its partitions would be replaced`);
    const fitted = options['keep-sizes']
      ? null
      : chooseFitted(dump, options.fit === undefined ? null : byteString(options.fit));
    return { dump, partitions: placePartitions(dump, fitted, disk) };
  } catch (error) {
    if (!(error instanceof LayoutError)) throw error;
    if (error.code === 'TOO_SMALL') throw failed(error.message);
    const what = error.code === 'DAMAGED' ? 'standard input is not the output of sfdisk --dump: ' : '--fit: ';
    const how = error.code === 'UNKNOWN' && disk === null ? ' (--to DISK)' : '';
    throw wrong(what + error.message + how);
  }
}
