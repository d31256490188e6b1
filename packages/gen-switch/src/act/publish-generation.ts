import { join } from 'node:path';
import { type Context, failed } from '@twinroot/lib-command';
import {
  type BootFiles,
  type BootFilesFound,
  countsBoots,
  entryPattern,
  knowsOneShot,
  noEntryToken,
  readEntryToken,
  triesOfNew,
} from '@twinroot/lib-generation';
import type { EspMember } from '@twinroot/lib-record';
import { readTextBelow } from '@twinroot/lib-sysroot';
import type { EspFound, OwnEntry } from '../decide/esp-found.ts';
import { isChosen } from '../decide/held-entry.ts';
import { settingOf, withDefault } from '../decide/loader-conf.ts';
import { type Overriding, overridingSettings } from '../decide/overriding.ts';
import type { Publication } from '../decide/publication.ts';
import type { ReadGeneration } from '../gather/read-generation.ts';
import { readSet } from '../gather/read-set.ts';
import { readWanted } from '../gather/read-wanted.ts';
import { readWishes } from '../gather/read-wishes.ts';
import type { spec } from '../spec.ts';
import { buildImage } from './build-image.ts';
import { type PublishCall, publishOnSet } from './publish-on-set.ts';

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
  /** Id of the generation from which the machine runs; null: from none. */
  readonly booted: string | null;
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
  const { id, device, uuid, top, path, generation, isDry, booted, current } = toPublish;
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
  const read = readWanted({
    sysroot,
    token,
    id,
    uuid,
    root,
    generation,
    isSwitch: !once,
    isBooted: booted === id,
    tries: options.source !== undefined || countsBoots(sysroot) ? triesOfNew : null,
  });
  if (read.kind === 'refused') throw failed(read.reason);
  const { wanted } = read;
  const whyNot = (found: EspFound) => (once && id !== current ? whyNotOnce(found, token, current) : null);
  const wait = isDry ? null : { waitSeconds: options.wait, signal };
  const build: PublishCall['build'] = (kernel, texts, scratch) => {
    const files = filesOf(generation.files, kernel.image.release);
    message.debug(`the unified kernel image of ${id} with ${files.release} is built`);
    return buildImage(
      { sysroot, device, top, subvolume: path, files, parts: kernel.image, signal },
      texts,
      scratch,
    );
  };
  const running = readTextBelow(sysroot, '/proc/sys/kernel/osrelease')?.trim() ?? null;
  const isHeld = (entry: OwnEntry, found: EspFound) =>
    isChosen(entry, { ...wishesOf(sysroot, found), booted, running });
  const call = { sysroot, signal, wait, root, wanted, build, whyNot, isHeld, uuid };
  const published = await publishOnSet(call, set.esps);
  if (published.kind === 'refused') throw failed(published.reason);
  const { publication, found, noRoom } = published;
  for (const name of published.gave)
    message.warning(
      `an ESP has no room for ${id} with ${name}, an entry of an older kernel, which ${isDry ? 'would give' : 'gives'} way, ignoring`,
    );
  for (const { release, why } of [...read.left, ...published.left])
    message.warning(`${id} has no boot entry of its kernel ${release}: ${why}, ignoring`);
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

function filesOf(files: BootFilesFound, release: string): BootFiles {
  return files.older.find((one) => one.release === release) ?? files;
}

/** Why a generation that was never switched to could be booted more than once; null: it cannot. */
function whyNotOnce({ entries, loaderConf }: EspFound, token: string, current: string | null): string | null {
  const isPublished = entries.some(
    ({ id, kernel, text }) => id === current && kernel === null && text !== '',
  );
  return isPublished && withDefault(loaderConf, entryPattern(token)) === null
    ? null
    : `nothing would boot later than that: publish current/0 first, by gen-switch ${current ?? 'ID'}`;
}

function overridingOf(sysroot: string, found: EspFound, { name }: Publication): readonly Overriding[] {
  const wishes = wishesOf(sysroot, found);
  const others = [...found.others, ...found.entries.map((entry) => entry.name)];
  return overridingSettings(
    wishes,
    name,
    others.filter((other) => other !== name),
  );
}

function wishesOf(sysroot: string, { loaderConf }: EspFound) {
  const preferredInConf = loaderConf === null ? null : settingOf(loaderConf, 'preferred');
  return { ...readWishes(sysroot), preferredInConf };
}
