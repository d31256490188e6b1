import { join } from 'node:path';
import { foldPath } from '@twinroot/lib-fat';
import type { MemberAccess } from '@twinroot/lib-member';
import type { EspMember } from '@twinroot/lib-record';
import { loaderConfPath } from '../decide/checks/entries.ts';
import { chosenEntry, menuOf } from '../decide/entries.ts';
import type {
  FirmwareFacts,
  HostFacts,
  InitrdFacts,
  MachineFacts,
  MemberFacts,
} from '../decide/facts/machine-facts.ts';
import { disksOf } from '../decide/judge.ts';
import { rootModules } from '../decide/kernel-modules.ts';
import { firmwareArchitecture, kernelArchitectures } from '../decide/machine-types.ts';
import { fileOfMember, isSameFacts, treeOfMember } from '../decide/member-tree.ts';
import type { Unknown } from './attempt.ts';
import { readArrays } from './read-arrays.ts';
import { readBtrfs } from './read-btrfs.ts';
import { readDrivers } from './read-drivers.ts';
import { readFirmware, unknownFirmware } from './read-firmware.ts';
import { readBuiltin, readHost, readModules, readTextLinks, readTexts } from './read-host.ts';
import { readInitrd } from './read-initrd.ts';
import { readLinks } from './read-links.ts';
import { type ReadMember, type ReadWishes, readMember } from './read-member.ts';
import { readVolumes } from './read-volumes.ts';

/**
 * Finds out all that the judgement needs to know of a machine and a set of its members. What cannot be found out is taken down as not
 * known.
 *
 * @throws {ToolError} ABORT
 */
export async function readMachineFacts(
  access: MemberAccess,
  set: readonly EspMember[],
  wishes: ReadWishes,
): Promise<MachineFacts> {
  const { machine } = access;
  const { sysroot, live, devices } = machine;
  const { signal } = wishes;
  const unknowns = new Map<string, string>();
  const unknown: Unknown = (topic, why) => unknowns.set(topic, why);
  const host = readHost(live);
  const firmware =
    live || hasFirmware(sysroot) ? readFirmware(sysroot) : unknownFirmware('it was not captured');
  const [btrfs, volumes] = await Promise.all([
    live ? readBtrfs(machine, unknown, signal) : [],
    live ? readVolumes(machine, unknown, signal) : { volumes: [], luks: [], pools: [] },
  ]);
  const drivers = live ? readDrivers(disksOf({ devices })) : [];
  const modules = new Set([...rootModules, ...drivers.flatMap((driver) => driver.modules)]);
  const members = await readMembers(access, set, { ...wishes, host, firmware, modules });
  const texts = readTexts(sysroot, unknown);
  const booted = members.find(({ role, kind }) => role === 'booted' && kind === 'esp');
  const hasMenu = booted !== undefined && treeOfMember(booted).menu.length > 0;
  return {
    host,
    texts: new Map([...texts, ...readLinks(sysroot, texts, members)]),
    links: readTextLinks(sysroot),
    devices,
    arrays: readArrays(sysroot, devices),
    btrfs,
    ...volumes,
    firmware,
    modules: readModules(sysroot),
    builtin: readBuiltin(sysroot, modules),
    drivers,
    members,
    ownInitrd:
      hasMenu || host.release === null
        ? null
        : await readOwnInitrd(sysroot, host.release, { signal, modules }),
    unknown: unknowns,
  };
}

function hasFirmware(sysroot: string): boolean {
  return readFirmware(sysroot).unknown === null;
}

/** One after the other, the booted one first: what others have as it has need not be looked into again. */
async function readMembers(
  access: MemberAccess,
  set: readonly EspMember[],
  given: ReadWishes & {
    readonly host: HostFacts;
    readonly firmware: FirmwareFacts;
    readonly modules: ReadonlySet<string>;
  },
): Promise<readonly MemberFacts[]> {
  const read: ReadMember[] = [];
  for (const member of set.toSorted((a, b) => Number(b.role === 'booted') - Number(a.role === 'booted'))) {
    const before = read.map(({ facts }) => facts);
    const whileOpen = async (root: string, facts: MemberFacts) => {
      const paths = initrdPaths(facts, given);
      const found = new Map<string, InitrdFacts>();
      for (const path of paths) {
        const file = facts.files.has(path) ? path : nameIn(facts, path);
        if (file === null) continue;
        found.set(file, knownInitrd(before, facts, file) ?? (await readInitrd(join(root, file), given)));
      }
      return found;
    };
    read.push(await readMember(access, member, { ...given, whileOpen }));
  }
  const order = new Map(set.map(({ partuuid }, index) => [partuuid, index]));
  return withSameSeeds(read).toSorted((a, b) => (order.get(a.partuuid) ?? 0) - (order.get(b.partuuid) ?? 0));
}

/** Of what may be booted: what a partition lists alone may not be what is listed with another one beside it. */
function initrdPaths(
  facts: MemberFacts,
  given: { readonly host: HostFacts; readonly firmware: FirmwareFacts },
): ReadonlySet<string> {
  const trees = [{ member: facts, tree: treeOfMember(facts) }];
  const wishes = {
    variable: given.firmware.loaderDefault,
    loaderConf: fileOfMember(facts, loaderConfPath)?.text ?? null,
  };
  const entries = [true, false].flatMap((isSystemdBoot) => {
    const { listed } = menuOf(trees, {
      architecture: firmwareArchitecture(given),
      kernels: kernelArchitectures(given),
      isSystemdBoot,
    });
    return chosenEntry(listed, wishes)?.entry.names ?? [];
  });
  return new Set(entries.filter(({ as }) => as === 'initrd' || as === 'uki').map(({ path }) => path));
}

function nameIn({ files }: MemberFacts, path: string): string | null {
  const key = foldPath(path);
  return [...files.keys()].find((name) => foldPath(name) === key) ?? null;
}

function knownInitrd(before: readonly MemberFacts[], facts: MemberFacts, path: string): InitrdFacts | null {
  const own = facts.files.get(path) ?? null;
  for (const other of before) {
    const known = other.initrds.get(path);
    if (known !== undefined && isSameFacts(other.files.get(path) ?? null, own)) return known;
  }
  return null;
}

/** Which of them have the same seed is all that is told of seeds. */
function withSameSeeds(read: readonly ReadMember[]): readonly MemberFacts[] {
  return read.map(({ facts, seed }, index) => {
    if (facts.seed === null || seed === null) return facts;
    const sameAs = read
      .filter((other, at) => at !== index && other.seed !== null && Buffer.compare(other.seed, seed) === 0)
      .map((other) => other.facts.partuuid);
    return { ...facts, seed: { ...facts.seed, sameAs } };
  });
}

/** Where distributions have the initrd of a kernel on the root (initramfs-tools(7), dracut(8), mkinitcpio(8)). */
async function readOwnInitrd(
  sysroot: string,
  release: string,
  wishes: { readonly signal: AbortSignal; readonly modules: ReadonlySet<string> },
): Promise<InitrdFacts | null> {
  const paths = [
    `initrd.img-${release}`,
    `initramfs-${release}.img`,
    `initrd-${release}`,
    'initramfs-linux.img',
  ];
  for (const path of paths) {
    const facts = await readInitrd(join(sysroot, 'boot', path), wishes);
    if (!facts.unread?.startsWith('cannot be read: ENOENT') && !/no such file/i.test(facts.unread ?? ''))
      return facts;
  }
  return null;
}
