import { type BlockDevice, childrenOf } from '@twinroot/lib-blockdev';
import { shellWord } from '@twinroot/lib-tool';
import type { MkfsStep } from '../mkfs-table.ts';
import { contentOf } from './device-content.ts';
import { freshName } from './fresh-name.ts';
import { isSame, type Layouts, partitionsOf } from './layout.ts';
import { lvNameOf } from './lv-name.ts';
import { longestLabel, mkfsCommand } from './mkfs-command.ts';
import { onBoth } from './pair-devices.ts';
import { pairPartitions } from './pair-partitions.ts';

/** The commands that make the contents of a disk, and what is to be reported. */
export interface Contents {
  readonly steps: readonly MkfsStep[];
  readonly faults: readonly string[];
  readonly notes: readonly string[];
}

/** Where something is to be made. */
interface Place {
  /** The device; null for one that a command before makes. */
  readonly device: BlockDevice | null;
  /** Its node, as a word of a shell's command. */
  readonly node: string;
  /** Its node, for people. */
  readonly path: string;
}

/** The longest name of a device that device mapper takes (Linux include/uapi/linux/dm-ioctl.h, DM_NAME_LEN). */
const longestName = 127;

/**
 * What makes the partitions of NEW hold what those of OLD hold: file systems, swap areas, LUKS volumes, and what is in them.
 * Only where nothing is yet: what holds something stays, and is reported when it is something else. Labels, and the names of
 * open volumes and of groups, are kept where nothing has them yet, and get a number elsewhere.
 */
export function makeContents(layouts: Layouts, old: BlockDevice, fresh: BlockDevice): Contents {
  const { versions } = layouts.old;
  const steps: MkfsStep[] = [];
  const faults: string[] = [];
  const notes: string[] = [];
  const devices = layouts.new.devices;
  const labels = new Set(devices.flatMap(({ label }) => label ?? []));
  const names = new Set(
    devices.filter(({ path }) => path.startsWith('/dev/mapper/')).map(({ name }) => name),
  );
  const groups = new Set(devices.flatMap((device) => lvNameOf(device)?.vg ?? []));

  const add = (one: BlockDevice, { path }: Place, command: string) =>
    void steps.push({ device: path, old_device: one.path, command });

  const newName = (name: string, taken: Set<string>, longest: number) => {
    const given = freshName(name, taken, longest);
    taken.add(given);
    return given;
  };

  function make(one: BlockDevice, place: Place): void {
    const [holds, isThere] = [one.fstype, place.device?.fstype ?? null];
    if (holds === null) return;
    if (isThere !== null && isThere !== holds)
      return void faults.push(
        `${place.path} holds ${isThere}, but ${one.path} holds ${holds}: wipefs -a ${place.node}, if it is not needed`,
      );
    if (isThere !== null) notes.push(`${place.path} holds ${isThere} already`);
    const isEmpty = isThere === null;
    const content = contentOf(one);
    if (content === 'LUKS volume') makeLuks(one, place, isEmpty);
    else if (content === 'LVM physical volume') makeGroup(one, place, isEmpty);
    else if (isEmpty) makeFileSystem(one, place, holds);
  }

  function makeFileSystem(one: BlockDevice, place: Place, fstype: string): void {
    const several = layouts.old.btrfs.find((nodes) => nodes.includes(one.path));
    const longest = longestLabel(fstype);
    if (several || longest === null) {
      const why = several ? `is on several devices, ${several.join(', ')}` : 'has no rule';
      return void faults.push(`${one.path}: ${fstype} ${why}: make the one on ${place.path} yourself`);
    }
    const isReadable = one.label !== null && !/[\p{Cc}\ufffd]/u.test(one.label);
    if (one.label !== null && !isReadable)
      faults.push(`${one.path}: its label cannot be written: there is none on ${place.path}`);
    const label = isReadable ? newName(one.label ?? '', labels, longest) : null;
    const command = mkfsCommand({ fstype, version: versions.get(one.path) ?? null, label }, place.node);
    if (command !== null) add(one, place, command);
  }

  /** Passphrases are asked for at the terminal: standard input may be the script. */
  function makeLuks(one: BlockDevice, place: Place, isEmpty: boolean): void {
    const inner = childrenOf(layouts.old.devices, one).find(({ type }) => type === 'crypt');
    if (isEmpty) {
      const version = versions.get(one.path);
      const type = version === '1' || version === '2' ? ` --type luks${version}` : '';
      add(one, place, `cryptsetup luksFormat${type} ${place.node} </dev/tty`);
    }
    if (!inner)
      return void faults.push(
        `${one.path} is not open (cryptsetup open): what is in it is not made on ${place.path}`,
      );
    const open = place.device && childrenOf(devices, place.device).find(({ type }) => type === 'crypt');
    if (open) return void make(inner, placeOf(open));
    if (!isEmpty)
      return void faults.push(`${place.path} is not open (cryptsetup open): what is to be in it is not made`);
    // A name that follows the volume's UUID does so on the new disk, too.
    const id = `luks-$(cryptsetup luksUUID ${place.node})`;
    const isOwn = inner.name === `luks-${one.uuid}`;
    const name = isOwn ? `luks-UUID` : newName(inner.name, names, longestName);
    add(one, place, `cryptsetup open ${place.node} ${isOwn ? `"${id}"` : shellWord(name)} </dev/tty`);
    const path = `/dev/mapper/${name}`;
    make(inner, { device: null, node: isOwn ? `"/dev/mapper/${id}"` : shellWord(path), path });
  }

  function makeGroup(one: BlockDevice, place: Place, isEmpty: boolean): void {
    const olds = childrenOf(layouts.old.devices, one).filter((child) => lvNameOf(child) !== null);
    const odd = olds.find(({ parents }) => parents.length > 1);
    const layered = childrenOf(layouts.old.devices, one).find((child) => lvNameOf(child) === null);
    if (layered)
      faults.push(
        `${layered.path} is a part of a volume with several layers, a thin pool, say: make its partner yourself`,
      );
    if (odd) return void faults.push(`${odd.path} is on several devices: make its partner yourself`);
    const there = place.device ? childrenOf(devices, place.device) : [];
    const [own] = olds.flatMap((each) => lvNameOf(each)?.vg ?? []);
    if (own === undefined)
      return void faults.push(`${one.path}: no logical volume is active in it (vgchange -ay)`);
    if (!isEmpty) {
      for (const each of olds) {
        const partner = there.find((other) => lvNameOf(other)?.lv === lvNameOf(each)?.lv);
        if (partner) make(each, placeOf(partner));
        else faults.push(`the logical volume ${each.path} has no partner of the same name`);
      }
      return;
    }
    const group = newName(own, groups, longestName);
    add(one, place, `vgcreate ${shellWord(group)} ${place.node}`);
    for (const each of olds) {
      const name = lvNameOf(each)?.lv ?? '';
      add(
        each,
        place,
        `lvcreate --yes --size ${each.size ?? 0}b --name ${shellWord(name)} ${shellWord(group)}`,
      );
      const path = `/dev/${group}/${name}`;
      make(each, { device: null, node: shellWord(path), path });
    }
  }

  if (isSame(layouts, old, fresh)) return { steps, faults: [onBoth(old)], notes };
  const onDisks = partitionsOf(layouts.old, old).length > 0;
  const { pairs, faults: unpaired } = onDisks
    ? pairPartitions(partitionsOf(layouts.old, old), partitionsOf(layouts.new, fresh))
    : { pairs: [[old, fresh] as const], faults: [] };
  faults.push(...unpaired);
  for (const [one, other] of pairs) make(one, placeOf(other));
  return { steps, faults, notes };
}

function placeOf(device: BlockDevice): Place {
  return { device, node: shellWord(device.path), path: device.path };
}
