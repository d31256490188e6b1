import { join } from 'node:path';
import { type Context, failed } from '@twinroot/lib-command';
import {
  countsBoots,
  entryPattern,
  knowsOneShot,
  noEntryToken,
  readEntryToken,
  triesOfNew,
} from '@twinroot/lib-generation';
import type { EspMember } from '@twinroot/lib-record';
import { readTextBelow } from '@twinroot/lib-sysroot';
import type { EspFound } from '../decide/esp-found.ts';
import type { ImageTexts } from '../decide/image-parts.ts';
import { kernelOptions } from '../decide/kernel-options.ts';
import { settingOf, withDefault } from '../decide/loader-conf.ts';
import { type Overriding, overridingSettings } from '../decide/overriding.ts';
import type { Publication } from '../decide/publication.ts';
import type { Wanted } from '../decide/wanted.ts';
import { type ReadGeneration, readImageParts, readPayloads } from '../gather/read-generation.ts';
import { readSet } from '../gather/read-set.ts';
import { readWishes } from '../gather/read-wishes.ts';
import type { spec } from '../spec.ts';
import { buildImage } from './build-image.ts';
import { publishOnSet } from './publish-on-set.ts';

/** A generation that is to be published. */
export interface ToPublish {
  readonly id: string;
  /** Device node of the btrfs. */
  readonly device: string;
  /** Of the btrfs; null: not known. */
  readonly uuid: string | null;
  /** Where the top of the btrfs can be read. */
  readonly top: string;
  /** Of its root, below the top. */
  readonly path: string;
  readonly generation: ReadGeneration;
  readonly isDry: boolean;
  readonly isBooted: boolean;
  /** Id of current/0; null: it leads nowhere. */
  readonly current: string | null;
}

/** Menus of generations that rEFInd includes. */
export interface RefindMenus {
  /** The entry token of the machine. */
  readonly token: string;
  readonly set: readonly EspMember[];
  /** Below the root of the booted ESP. */
  readonly menus: readonly string[];
}

/** What was published, or would be. */
export interface PublishedGeneration {
  readonly publication: Publication;
  readonly overriding: readonly Overriding[];
  /** Menus of rEFInd that are to have it; null: there are none. */
  readonly refind: RefindMenus | null;
  /** Why ESPs have no room for it, of a dry run; null: they have. */
  readonly noRoom: string | null;
}

/**
 * Publishes a generation on the booted ESP.
 *
 * @returns null: no ESP was booted
 * @throws {CommandError} when it must not or cannot be
 */
export async function publishGeneration(
  context: Context<typeof spec>,
  toPublish: ToPublish,
): Promise<PublishedGeneration | null> {
  const { id, device, top, path, generation, isDry, isBooted, current } = toPublish;
  const { sysroot, signal, options, message } = context;
  const once = options['next-boot'];
  const set = await readSet(sysroot, signal, options.source);
  if (set.kind === 'none') {
    if (!set.isAnswer || once) throw failed(set.reason);
    message.warning(`${set.reason}: no boot entry is written, and only current is turned`);
    return null;
  }
  if (once && !knowsOneShot(sysroot))
    throw failed(
      'the boot loader that was used does not say that it knows LoaderEntryOneShot, as systemd-boot does',
    );
  const token = readEntryToken(sysroot);
  if (token === null) throw failed(noEntryToken);
  const root = join(top, path);
  const payloads = readPayloads(root, token, generation.files);
  if ('kind' in payloads) throw failed(payloads.reason);
  const wanted: Wanted = {
    token,
    id,
    type: generation.type,
    isSwitch: !once,
    isBooted,
    tries: options.source !== undefined || countsBoots(sysroot) ? triesOfNew : null,
    parts: partsOf(
      sysroot,
      toPublish,
      payloads.map((one) => one.path),
    ),
    payloads,
    image: readImageParts(root, generation, payloads),
    now: Math.floor(Date.now() / 1000),
  };
  const whyNot = (found: EspFound) => (once && id !== current ? whyNotOnce(found, token, current) : null);
  const wait = isDry ? null : { waitSeconds: options.wait, signal };
  const { files } = generation;
  const build = (texts: ImageTexts) => {
    message.debug(`the unified kernel image of ${id} is built`);
    return buildImage({ sysroot, device, top, subvolume: path, files, parts: wanted.image, signal }, texts);
  };
  const published = await publishOnSet({ sysroot, signal, wait, root, wanted, build, whyNot }, set.esps);
  if (published.kind === 'refused') throw failed(published.reason);
  const { publication, found, noRoom } = published;
  if (publication.changedDefault !== null)
    message.info(
      `default of loader/loader.conf ${isDry ? 'would be' : 'is'} ${entryPattern(token)}, and was ${publication.changedDefault.before ?? 'missing'}`,
    );
  return {
    publication,
    overriding: once ? [] : overridingOf(sysroot, found, publication),
    refind:
      once || found.refindMenus.length === 0 ? null : { token, set: set.esps, menus: found.refindMenus },
    noRoom,
  };
}

function partsOf(
  sysroot: string,
  { id, uuid, generation: { prettyName, osId, cmdline } }: ToPublish,
  [linux = '', ...initrds]: readonly string[],
): Wanted['parts'] {
  const machineId = (readTextBelow(sysroot, '/etc/machine-id') ?? '').trim().toLowerCase();
  const line = cmdline ?? readTextBelow(sysroot, '/proc/cmdline') ?? '';
  return {
    title: `${prettyName}, generation ${id}`,
    machineId: /^[0-9a-f]{32}$/.test(machineId) ? machineId : null,
    sortKey: osId,
    options: kernelOptions(line, `/snapshots/${id}/@`, uuid),
    linux,
    initrds,
  };
}

/** Why a generation that was never switched to could be booted more than once; null: it cannot. */
function whyNotOnce({ entries, loaderConf }: EspFound, token: string, current: string | null): string | null {
  const isPublished = entries.some(({ id, text }) => id === current && text !== '');
  return isPublished && withDefault(loaderConf, entryPattern(token)) === null
    ? null
    : `nothing would boot later than that: publish current/0 first, by gen-switch ${current ?? 'ID'}`;
}

function overridingOf(sysroot: string, found: EspFound, { name }: Publication): readonly Overriding[] {
  const wishes = {
    ...readWishes(sysroot),
    preferredInConf: found.loaderConf === null ? null : settingOf(found.loaderConf, 'preferred'),
  };
  const others = [...found.others, ...found.entries.map((entry) => entry.name)];
  return overridingSettings(
    wishes,
    name,
    others.filter((other) => other !== name),
  );
}
