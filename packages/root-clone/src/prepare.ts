import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { BlockDevice } from '@twinroot/lib-blockdev';
import { CommandError, exitStatus } from '@twinroot/lib-command';
import { readFstab } from '@twinroot/lib-fstab';
import { createIdMap, type IdMap, inverseOf } from '@twinroot/lib-idmap';
import { readableText } from '@twinroot/lib-lines';
import type { DeviceMount } from '@twinroot/lib-mount';
import type { CloneContext } from './clone-context.ts';
import { planSteps, type Template } from './decide/plan.ts';
import { planImages } from './decide/plan-images.ts';
import type { Facts } from './decide/refuse.ts';
import { fstabWithPeers, rewriteTexts, rootOfClone } from './decide/rewrite-texts.ts';
import type { Source } from './decide/source.ts';
import { bootDirectories, isMadeApart, type SourceText, textDirectories } from './decide/source-texts.ts';
import type { Step } from './decide/step.ts';
import { machineIdIn, machineIdOfClone } from './decide/template.ts';
import { type Volume, volumesBelow } from './decide/volumes.ts';
import { judge } from './gather/judge.ts';
import type { ReadSource } from './gather/read-source.ts';
import type { Machine } from './gather/writable-machine.ts';

/** What is to be done, judged to be harmless. */
export interface Task {
  readonly steps: readonly Step[];
  readonly volumes: readonly Volume[];
  /** The map for texts. */
  readonly ids: IdMap;
  /** Whether the clone has boot entries. */
  readonly hasEntries: boolean;
}

/** What a task is made from. */
export interface Given {
  readonly source: Source;
  readonly to: string;
  readonly ids: IdMap;
  readonly read: ReadSource;
  readonly due: readonly DeviceMount[];
  readonly machine: Machine;
}

/**
 * Judges a clone, and plans it.
 *
 * @throws {CommandError} when it is refused; each reason is told before
 */
export async function prepare(call: CloneContext, given: Given): Promise<Task> {
  const { source, to, ids, read, due, machine } = given;
  const { volumes, strange } = volumesBelow(machine.mounts, machine.devices, to);
  const inverse = createIdMap(inverseOf(ids.pairs));
  const wanted = (await readFstab(call.sysroot)).map(({ mountpoint }) => mountpoint);
  const facts: Facts = { source, to, ids, inverse, ...machine, wanted, volumes, strange };
  refuseFor(call, await judge(call, facts, read.texts));

  const { options, sysroot, message } = call;
  const addPeer = options['add-peer'];
  const ownIds = idsForTexts(ids, machine.devices);
  const fstab = read.texts.find(({ kind }) => kind === 'fstab');
  const template = templateOf(call, { texts: read.texts, ids, volumes });
  const isOwn = addPeer !== undefined && source.kind === 'local' && fstab !== undefined && !template;
  const ownFstab = isOwn ? fstabWithPeers(fstab.text, ownIds, addPeer) : null;
  if (isOwn && ownFstab === null)
    message.warning(
      `cannot add rows for the clone to ${join(source.root, 'etc/fstab')} without other changes, ignoring`,
    );
  const before = read.texts.map((text) =>
    text === fstab && ownFstab !== null ? { ...text, text: ownFstab } : text,
  );
  const titlePrefix = options['title-prefix'] ?? (template ? '' : '[clone] ');
  const texts = rewriteTexts(
    before.filter(({ kind }) => kind !== 'machine-id' && (template || kind !== 'entry-token')),
    { ids: ownIds, addPeer, titlePrefix, machineId: template?.machineId },
    (path, line, id, where) =>
      message.warning(`${path} of the clone, line ${line}: ${readableText(id)} stays in ${where}`),
  );
  const directories = bootDirectories(volumes.map(({ path }) => path));
  const isBare = call.dryRun && due.length > 0;
  const presentTexts = isBare ? [] : textsBelow(sysroot, to, directories);
  const images = options['rebuild-uki']
    ? planImages(read.images, { ids: ownIds, machineId: template?.machineId })
    : undefined;
  const steps = planSteps({
    images,
    presentImages: images && !isBare ? imagesBelow(sysroot, to, volumes) : [],
    source,
    sysroot,
    volumes,
    mounts: due,
    bootDirectories: directories,
    texts,
    ownFstab: ownFstab === fstab?.text ? null : ownFstab,
    machineDirectories: read.machineDirectories,
    presentTexts,
    exclude: options.exclude,
    template,
    addPeer,
    firmware: !options['no-firmware'],
    progress: call.progress !== undefined,
  });
  return { steps, volumes, ids: ownIds, hasEntries: texts.some(({ kind }) => kind === 'entry') };
}

/**
 * The map for texts: what is open in a LUKS volume has the name that crypttab, or the kernel command line, gives it. Those come
 * from the source, so the clone opens its own volume by the same name, whatever it is open as now.
 */
function idsForTexts(ids: IdMap, devices: readonly BlockDevice[]): IdMap {
  const isOpened = (text: string) => devices.some(({ path, type }) => path === text && type === 'crypt');
  return createIdMap(ids.pairs.filter(({ oldText }) => !isOpened(oldText)));
}

/** What the clone of a template gets of its own. */
function templateOf(
  { options }: CloneContext,
  { texts, ids, volumes }: Pick<Facts, 'ids' | 'volumes'> & { readonly texts: readonly SourceText[] },
): Template | undefined {
  if (!options.template) return undefined;
  const old = machineIdIn(texts.find(({ kind }) => kind === 'machine-id')?.text ?? '');
  const name =
    rootOfClone(texts.find(({ kind }) => kind === 'fstab')?.text ?? '', ids) ?? volumes[0]?.device.uuid;
  if (old !== null && !name)
    throw new CommandError(
      exitStatus.failed,
      'refused: neither fstab nor its UUID identifies the root of the clone',
    );
  const machineId = old !== null && name ? { old, fresh: machineIdOfClone(old, name) } : undefined;
  return { machineId, hostname: options.hostname };
}

function refuseFor({ message }: CloneContext, reasons: readonly string[]): void {
  const last = reasons.at(-1);
  if (last === undefined) return;
  for (const reason of reasons.slice(0, -1)) message.error(`refused: ${reason}`);
  throw new CommandError(exitStatus.failed, `refused: ${last}`);
}

/** The texts that are there, by their paths in the clone. */
function textsBelow(sysroot: string, to: string, directories: readonly string[]): readonly string[] {
  return textDirectories(directories).flatMap((directory) =>
    namesIn(join(sysroot, to, directory))
      .map((name) => join(directory, name))
      .filter((path) => isMadeApart(path, directories)),
  );
}

/** The unified kernel images that are there, by their paths in the clone. */
function imagesBelow(sysroot: string, to: string, volumes: readonly Volume[]): readonly string[] {
  return volumes
    .filter(({ isBoot }) => isBoot)
    .map(({ path }) => join(path, 'EFI/Linux'))
    .flatMap((directory) =>
      namesIn(join(sysroot, to, directory))
        .filter((name) => /\.efi$/i.test(name))
        .map((name) => join(directory, name)),
    );
}

function namesIn(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return [];
    throw error;
  }
}
