import { basename, join } from 'node:path/posix';
import type { BlockDevice } from '@twinroot/lib-blockdev';
import { isType1Name } from '@twinroot/lib-bls';
import { failed } from '@twinroot/lib-command';
import { createIdMap, type IdMap } from '@twinroot/lib-idmap';
import { readableText } from '@twinroot/lib-lines';
import type { DeviceMount } from '@twinroot/lib-mount';
import type { CloneContext } from '../clone-context.ts';
import { biosDisks } from './bios-disks.ts';
import { typeFacts, withTypes } from './clone-types.ts';
import { kernelNamesWritten } from './kernel-names.ts';
import { keepsFirstDisk } from './left-ids.ts';
import { closedMountPoints, leftOut } from './left-out.ts';
import { rowsWithTypes } from './other-types.ts';
import { whyNoPeerRows } from './peer-rows.ts';
import { planSteps } from './plan.ts';
import { isBtrfs, type Template } from './plan-copies.ts';
import { planImages, type SourceImage } from './plan-images.ts';
import type { CloneFacts } from './refuse.ts';
import { fstabWithPeers, ownEntries, rewriteTexts, rootOfClone } from './rewrite-texts.ts';
import { bootDirectories, isMadeIfNeeded, type SourceText } from './source-texts.ts';
import type { Step } from './step.ts';
import { resumeOf } from './swap-files.ts';
import { machineIdIn, machineIdOfClone } from './template.ts';
import { type UnlikeInput, unlike } from './unlike.ts';

/** What was read of the source and of the clone. */
export interface CloneInput extends UnlikeInput {
  readonly texts: readonly SourceText[];
  readonly images: readonly SourceImage[];
  readonly machineDirectories: readonly string[];
  /** What the clone has now, by paths in it. */
  readonly presentTexts: readonly string[];
  readonly presentImages: readonly string[];
  /** What is mounted for the clone. */
  readonly mounts: readonly DeviceMount[];
  /** Initrds of the clone that were made there, by their paths: they stay as they are. */
  readonly rebuiltInitrds: readonly string[];
  /** The options by which rsync compares the times of a volume, by its path. */
  readonly timeOptions: ReadonlyMap<string, readonly string[]>;
  /** Of this machine, as Node names it: only `x64` and `ia32` have a BIOS. */
  readonly arch: string;
}

/** What is to be done, as a value. */
export interface ClonePlan {
  readonly steps: readonly Step[];
  /** The map for texts. */
  readonly ids: IdMap;
  /** Whether the clone has boot entries. */
  readonly hasEntries: boolean;
  /** What the user should know, each a sentence. */
  readonly warnings: readonly string[];
  /** What would look for the first disk when the clone boots, each a sentence. */
  readonly faults: readonly string[];
}

/**
 * Plans a clone that was judged to be harmless.
 *
 * @throws {CommandError} when a template cannot be told from its clone
 */
export function planClone(
  facts: CloneFacts,
  input: CloneInput,
  { options, progress }: Pick<CloneContext, 'options' | 'progress'>,
): ClonePlan {
  const { source, ids, sysroot, volumes } = facts;
  const warnings: string[] = [];
  const faults: string[] = [];
  const ownIds = idsForTexts(ids, facts.devices);
  const fstab = input.texts.find(({ kind }) => kind === 'fstab');
  const noPeers = options['add-peer'] === undefined ? null : whyNoPeerRows(fstab?.text ?? '', ownIds);
  const addPeer = noPeers === null ? (options['add-peer'] ?? null) : null;
  if (noPeers !== null) warnings.push(noPeers);
  const template = templateOf(options, facts, input.texts);
  const isOwn = addPeer !== null && source.kind === 'local' && fstab !== undefined && !template;
  const types = typeFacts(facts, fstab?.text ?? '', addPeer);
  const isOurs = (name: string) => ids.device(name) !== null || facts.inverse.device(name) !== null;
  const peers = isOwn ? fstabWithPeers(fstab.text, ownIds, addPeer) : null;
  const ownFstab =
    peers?.startsWith(fstab?.text ?? '') && fstab
      ? fstab.text + rowsWithTypes(peers.slice(fstab.text.length), types, isOurs)
      : null;
  if (isOwn && ownFstab === null)
    warnings.push(
      `cannot add rows for the clone to ${join(source.root, 'etc/fstab')} without other changes, ignoring`,
    );
  const before = input.texts.map((text) =>
    text === fstab && ownFstab !== null ? { ...text, text: ownFstab } : text,
  );
  const titlePrefix = options['title-prefix'] ?? (template ? '' : '[clone] ');
  const ownTitlePrefix = options['own-title-prefix'] ?? '';
  const rewritten = rewriteTexts(
    before.filter(({ kind }) => kind !== 'machine-id' && (template || kind !== 'entry-token')),
    { ids: ownIds, addPeer, titlePrefix, ownTitlePrefix, machineId: template?.machineId ?? null },
    ({ path, kind }, left) => {
      const why = `${path} of the clone, line ${left.line}: ${readableText(left.id)} stays in ${left.where}`;
      (keepsFirstDisk(kind, left) ? faults : warnings).push(why);
    },
  );
  const texts = rewritten
    .map((each) => ({ ...each, text: withTypes(each, types, isOurs) }))
    .filter(
      (each) =>
        !isMadeIfNeeded(each.kind) || isOther(each, before) || resumeOf(each.text, input.swapFiles) !== null,
    );
  warnings.push(
    ...leftOut(facts),
    ...unlike(input, source, texts),
    ...kernelNamesWritten(ownIds.pairs, texts),
  );
  const images = options['rebuild-uki']
    ? planImages(input.images, { ids: ownIds, machineId: template?.machineId ?? null })
    : null;
  const steps = planSteps({
    images,
    presentImages: images ? input.presentImages : [],
    source,
    sysroot,
    volumes,
    mounts: input.mounts,
    mountPoints: closedMountPoints(facts),
    subvolumes: input.subvolumes,
    swapFiles: input.swapFiles,
    defaultSubvolume:
      input.defaultSubvolume === 'other' || !volumes[0] || !isBtrfs(volumes[0])
        ? null
        : input.defaultSubvolume,
    bios: biosDisks(facts, input.arch),
    apart: [
      ...input.rebuiltInitrds,
      ...[...closedMountPoints(facts), ...input.swapFiles].map(({ path }) => path),
      ...texts.flatMap(({ path, kind, from = path }) => (isMadeIfNeeded(kind) ? [path, from] : [])),
    ],
    bootDirectories: bootDirectories(volumes.map(({ path }) => path)),
    texts,
    read: rewritten.map(({ path }) => path),
    ownFstab: ownFstab === fstab?.text ? null : ownFstab,
    ownEntries: ownEntries(input.texts, { titlePrefix, ownTitlePrefix }),
    machineDirectories: input.machineDirectories,
    presentTexts: input.presentTexts,
    exclude: options.exclude,
    timeOptions: input.timeOptions,
    template,
    addPeer,
    firmware: !options['no-firmware'],
    rebuildsInitrds: options['rebuild-initrd'],
    progress: progress !== undefined,
  });
  return { steps, ids: ownIds, hasEntries: texts.some(isListed), warnings, faults };
}

/** Whether a text of the clone has another name, or says something else, than the source's. */
function isOther({ path, text, from = path }: SourceText, before: readonly SourceText[]): boolean {
  return path !== from || before.find((each) => each.path === from)?.text !== text;
}

/** Whether a boot loader lists it: what else is in loader/entries is rewritten, too, and boots nothing. */
function isListed({ path, kind }: SourceText): boolean {
  return kind === 'entry' && isType1Name(basename(path));
}

/**
 * The map for texts: what is open in a LUKS volume has the name that crypttab, or the kernel command line, gives it. Those come
 * from the source, so the clone opens its own volume by the same name, whatever it is open as now.
 */
export function idsForTexts(ids: IdMap, devices: readonly BlockDevice[]): IdMap {
  const isOpened = (text: string) => devices.some(({ path, type }) => path === text && type === 'crypt');
  return createIdMap(ids.pairs.filter(({ oldText }) => !isOpened(oldText)));
}

/** What the clone of a template gets of its own. */
function templateOf(
  options: CloneContext['options'],
  { ids, volumes }: Pick<CloneFacts, 'ids' | 'volumes'>,
  texts: readonly SourceText[],
): Template | null {
  if (!options.template) return null;
  const old = machineIdIn(texts.find(({ kind }) => kind === 'machine-id')?.text ?? '');
  const name =
    rootOfClone(texts.find(({ kind }) => kind === 'fstab')?.text ?? '', ids) ?? volumes[0]?.device.uuid;
  if (old !== null && !name)
    throw failed('refused: neither fstab nor its UUID identifies the root of the clone');
  const machineId = old !== null && name ? { old, fresh: machineIdOfClone(old, name) } : null;
  return { machineId, hostname: options.hostname ?? null };
}
