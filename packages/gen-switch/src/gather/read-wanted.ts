import { type Refusal, refused } from '@twinroot/lib-failure';
import { type BootFiles, kernelKey } from '@twinroot/lib-generation';
import { readTextBelow } from '@twinroot/lib-sysroot';
import type { Payload } from '../decide/esp-found.ts';
import { kernelOptions } from '../decide/kernel-options.ts';
import type { LeftKernel } from '../decide/publication-with-room.ts';
import type { OlderKernel, Wanted, WantedEntry } from '../decide/wanted.ts';
import { type ReadGeneration, readImageParts, readPayloads } from './read-generation.ts';

/** What its entries are made of. */
export interface WantedSource extends Pick<Wanted, 'token' | 'id' | 'isSwitch' | 'isBooted' | 'tries'> {
  readonly sysroot: string;
  /** Of the btrfs; null: not known. */
  readonly uuid: string | null;
  /** Root of the generation, where it can be read. */
  readonly root: string;
  readonly generation: ReadGeneration;
}

/**
 * Reads what is to be published of a generation: its newest kernel, without which there is nothing, and its older ones, of which each is left where
 * something of it is odd.
 *
 * @throws {Error} when a file cannot be read
 */
export function readWanted(
  source: WantedSource,
): { readonly kind: 'wanted'; readonly wanted: Wanted; readonly left: readonly LeftKernel[] } | Refusal {
  const { token, id, isSwitch, isBooted, tries, generation } = source;
  const { files } = generation;
  const newest = readEntryOf(source, files, []);
  if ('reason' in newest) return newest;
  const older: OlderKernel[] = [];
  const left: LeftKernel[] = [];
  for (const one of files.older) {
    const { release } = one;
    // FAT folds names.
    const isNamed = older.some((other) => fold(other.release) === fold(release));
    const entry = isNamed
      ? refused('the name of its entry is that of another one')
      : readEntryOf(source, one, [...newest.payloads, ...older.flatMap(({ payloads }) => payloads)]);
    if ('reason' in entry) left.push({ release, why: entry.reason });
    else older.push({ release, ...entry });
  }
  const wanted: Wanted = {
    token,
    id,
    type: generation.type,
    isSwitch,
    isBooted,
    tries,
    release: files.older.length === 0 ? null : files.release,
    ...newest,
    older,
    now: Math.floor(Date.now() / 1000),
  };
  return { kind: 'wanted', wanted, left };
}

function fold(release: string): string {
  return kernelKey(release).toLowerCase();
}

function readEntryOf(
  source: WantedSource,
  files: BootFiles,
  known: readonly Payload[],
): WantedEntry | Refusal {
  const { root, token, generation } = source;
  const payloads = readPayloads(root, token, files, known);
  if ('kind' in payloads) return payloads;
  const parts = partsOf(source, files.release, payloads);
  return { parts, payloads, image: readImageParts(root, generation.osRelease, files, payloads) };
}

function partsOf(
  { sysroot, id, uuid, generation: { prettyName, osId, cmdline, files } }: WantedSource,
  release: string,
  payloads: readonly Payload[],
): WantedEntry['parts'] {
  const machineId = (readTextBelow(sysroot, '/etc/machine-id') ?? '').trim().toLowerCase();
  const line = cmdline ?? readTextBelow(sysroot, '/proc/cmdline') ?? '';
  const [linux = '', ...initrds] = payloads.map(({ path }) => path);
  const kernel = files.older.length === 0 ? '' : `, kernel ${release}`;
  return {
    title: `${prettyName}, generation ${id}${kernel}`,
    machineId: /^[0-9a-f]{32}$/.test(machineId) ? machineId : null,
    sortKey: osId,
    options: kernelOptions(line, `/snapshots/${id}/@`, uuid),
    linux,
    initrds,
  };
}
