import {
  type BlockDevice,
  devicesOfPartuuid,
  espType,
  parsePartuuid,
  xbootldrType,
} from '@twinroot/lib-blockdev';
import { type Context, failed, no } from '@twinroot/lib-command';
import { whyNoEfivars } from '@twinroot/lib-efivar';
import { isFat } from '@twinroot/lib-fat';
import { readBooted, unknownBoot } from '@twinroot/lib-firmware';
import { filesystemOf, type Machine } from '@twinroot/lib-machine';
import { mountsOf } from '@twinroot/lib-mountinfo';
import { type EspMember, espSetTable, toEspMembers } from '@twinroot/lib-record';
import type { BootedPartition } from '../decide/wanted.ts';
import type { spec } from '../spec.ts';

/** The set that gets new members, and its booted partitions as they were found just now. */
export interface BootedSet {
  readonly members: readonly EspMember[];
  readonly booted: readonly BootedPartition[];
  readonly warnings: readonly string[];
}

/** The set on standard input with `--set`, or what was booted and the XBOOTLDR partition beside it. */
export async function readBootedSet(context: Context<typeof spec>, machine: Machine): Promise<BootedSet> {
  return context.options.set ? givenSet(context, machine) : foundSet(context, machine);
}

async function givenSet(context: Context<typeof spec>, machine: Machine): Promise<BootedSet> {
  const members = toEspMembers(await context.readOneGroup(espSetTable));
  const own = members.filter(({ role }) => role === 'booted');
  return withFat(
    members,
    own.map(({ kind, partuuid }) => ({ kind, device: deviceOf(machine, partuuid) })),
    machine,
  );
}

function foundSet({ sysroot, message }: Context<typeof spec>, machine: Machine): BootedSet {
  const found = readBooted(sysroot);
  for (const warning of found.warnings) message.warning(warning);
  if (found.kind === 'unknown') {
    const { reason, isAnswer } = unknownBoot(found, whyNoEfivars(sysroot));
    throw isAnswer ? no(reason) : failed(reason);
  }
  const device = deviceOf(machine, found.partuuid);
  const kind = device.parttype === xbootldrType ? 'xbootldr' : 'esp';
  const other = kind === 'esp' ? xbootldrType : espType;
  const beside = machine.devices.find(
    (one) => one.type === 'part' && one.disk === device.disk && one.parttype === other,
  );
  const booted: BootedPartition[] = [
    { kind, device },
    ...(beside ? [{ kind: kind === 'esp' ? 'xbootldr' : 'esp', device: beside } as const] : []),
  ];
  const members = booted.map((one) => memberOf(machine, one, one.device === device ? found.evidence : null));
  return withFat(members, booted, machine);
}

/** An XBOOTLDR partition that does not hold FAT has no mirrors. */
function withFat(
  members: readonly EspMember[],
  booted: readonly BootedPartition[],
  machine: Machine,
): BootedSet {
  const fat = booted.filter(({ device }) => isFat(filesystemOf(machine, device)));
  const warnings = booted
    .filter((one) => !fat.includes(one))
    .map(
      ({ device }) =>
        `${device.path} holds ${device.fstype ?? 'no file system'}, not FAT: it has no mirror, ignoring`,
    );
  if (fat.length === 0) throw failed(`nothing that was booted is on FAT, so there is nothing to mirror`);
  return { members, booted: fat, warnings };
}

function deviceOf({ devices }: Machine, text: string): BlockDevice {
  const partuuid = parsePartuuid(text);
  const found = partuuid === null ? [] : devicesOfPartuuid(devices, partuuid);
  const [device, copy] = found;
  if (!device) throw failed(`the booted partition ${text} is missing: no device has this PARTUUID`);
  if (copy)
    throw failed(
      `${device.path} and ${copy.path} have the same PARTUUID, so it is not known which was booted`,
    );
  return device;
}

function memberOf(
  machine: Machine,
  { kind, device }: BootedPartition,
  evidence: EspMember['evidence'],
): EspMember {
  const filesystem = filesystemOf(machine, device);
  const mountpoints = [
    ...new Set(mountsOf(machine.mounts, filesystem.majmin).map(({ mountpoint }) => mountpoint)),
  ];
  const { partuuid, path, disk, size } = device;
  return {
    role: 'booted',
    kind,
    state: mountpoints.length > 0 ? 'mounted' : 'unmounted',
    partuuid: partuuid ?? '',
    path,
    uuid: filesystem.uuid,
    mountpoint: mountpoints[0] ?? null,
    mountpoints,
    label: filesystem.label,
    disk,
    size,
    free: null,
    evidence,
    member_by: null,
  };
}
