import { parseDrill } from '@twinroot/lib-firmware';
import type { FirmwareFacts, MachineFacts, MemberFacts } from '../facts/machine-facts.ts';
import { type Finding, finding } from '../finding.ts';
import { firmwareArchitecture } from '../machine-types.ts';
import type { MemberCase } from '../member-case.ts';
import { fileOfMember } from '../member-tree.ts';

/** Where a drill that waits is noted. */
export const drillPath = '/var/lib/twinroot/drill';

const fixOption = 'esp-which | esp-firmware';

/** Path of the program that firmware starts on a disk without a boot option (UEFI 2.10, section 3.5.1.1), by architecture. */
export function removablePath(architecture: string | null): string {
  return `EFI/BOOT/BOOT${(architecture ?? 'x64').toUpperCase()}.EFI`;
}

/** A path of a load option as a path below the ESP. */
export function pathOfOption(file: string): string {
  return file.replaceAll('\\', '/').replace(/^\/+/, '');
}

/** The boot options that start a file on this member; Windows may have its own beside it. */
export function optionsOf({ options }: FirmwareFacts, { partuuid }: Pick<MemberFacts, 'partuuid'>) {
  return options.filter((option) => option.partuuid === partuuid && !isOfWindows(option.file));
}

function isOfWindows(file: string | null): boolean {
  return file !== null && /^\\?EFI\\Microsoft\\/i.test(file);
}

/**
 * The programs that firmware starts on a member, by its options that are active and whose file is there, and by the removable path:
 * paths below the member.
 */
export function waysIn({
  facts,
  member,
}: {
  readonly facts: Pick<MachineFacts, 'host' | 'firmware'>;
  readonly member: Pick<MemberFacts, 'files' | 'partuuid'>;
}): readonly string[] {
  const removable = removablePath(firmwareArchitecture(facts));
  const byOption = optionsOf(facts.firmware, member)
    .filter(({ isActive, number }) => isActive && facts.firmware.order.includes(number))
    .flatMap(({ file }) => (file === null ? [removable] : [pathOfOption(file)]));
  return [...new Set([...byOption, removable])].filter((path) => fileOfMember(member, path) !== null);
}

/** Whether the firmware finds a loader: by a boot option, by the removable path, or by both. */
export function checkWayIn({ facts, member, booted }: MemberCase): readonly Finding[] {
  const { firmware } = facts;
  const removable = removablePath(firmwareArchitecture(facts));
  const hasRemovable = fileOfMember(member, removable) !== null;
  const result = (state: Finding['state'], why: string, fix: string | null = null) => [
    finding('way-in', state, why, fix),
  ];
  if (firmware.unknown !== null) {
    const why = `boot options are not known (${firmware.unknown})`;
    return hasRemovable
      ? result('ok', `it has the removable path ${removable}; ${why}`)
      : result('unknown', `it has no ${removable}, and ${why}`);
  }
  const options = optionsOf(firmware, member);
  const usable = options.filter(
    ({ file, isActive, number }) =>
      isActive &&
      firmware.order.includes(number) &&
      fileOfMember(member, file === null ? removable : pathOfOption(file)) !== null,
  );
  const [first] = usable;
  if (first !== undefined) {
    const why = `boot option Boot${first.number}`;
    return hasRemovable
      ? result('ok', `${why}, and the removable path`)
      : result('warn', `only ${why}: a firmware that forgets it finds nothing`, 'guide: comes-up');
  }
  const [idle] = options;
  const lacks =
    idle === undefined
      ? 'it has no boot option'
      : !idle.isActive
        ? `its boot option Boot${idle.number} is not active`
        : !firmware.order.includes(idle.number)
          ? `its boot option Boot${idle.number} is not in BootOrder`
          : `its boot option Boot${idle.number} names ${idle.file ?? removable}, which is not there`;
  const isLost =
    idle !== undefined &&
    firmware.order.includes(idle.number) &&
    booted !== null &&
    fileOfMember(booted, idle.file === null ? removable : pathOfOption(idle.file)) !== null;
  // One that somebody has switched off is not made again, and what the booted member has is mirrored.
  const fix =
    idle !== undefined && !idle.isActive
      ? `efibootmgr -b ${idle.number} -a`
      : isLost
        ? 'esp-which | esp-mirror'
        : fixOption;
  return hasRemovable
    ? result('warn', `${lacks}: only the removable path ${removable}`, fix)
    : result('fail', `${lacks}, and there is no ${removable}`, fix);
}

/** What the firmware would start before this member, of what is left then. */
export function checkOrder({ facts, member, booted, survivalOf }: MemberCase): readonly Finding[] {
  const { firmware, devices, members } = facts;
  if (firmware.unknown !== null) return [];
  const own = optionsOf(firmware, member).map(({ number }) => number);
  const set = new Set(members.map(({ partuuid }) => partuuid));
  const isBooted = booted === null;
  for (const number of firmware.order) {
    if (own.includes(number)) break;
    const option = firmware.options.find((one) => one.number === number);
    if (option === undefined || !option.isActive || option.partuuid === null) continue;
    const isOurs = set.has(option.partuuid) && !isOfWindows(option.file);
    if (isOurs || option.number === firmware.current) continue;
    const there = devices.find(({ partuuid }) => partuuid === option.partuuid);
    if (there === undefined || survivalOf(there.path).kind === 'lost') continue;
    const what = `Boot${number} (${option.label}) comes before it and starts ${there.path}, which is not of this set`;
    const isListed = own.some((one) => firmware.order.includes(one));
    const fix = isListed ? `efibootmgr -o ${orderBehind(firmware, number)}` : fixOption;
    return [finding('order', isBooted ? 'warn' : 'fail', what, fix)];
  }
  const dead = optionsOfNobody(facts);
  return dead === null
    ? [finding('order', 'ok', 'nothing else comes before it')]
    : [
        finding(
          'order',
          'warn',
          `Boot${dead.number} (${dead.label}) names a partition that is not there: ${dead.partuuid}`,
          `efibootmgr -b ${dead.number} -B`,
        ),
      ];
}

/** An option that starts a file as those of the set do, on a partition that is not there any more; nobody else's is judged. */
function optionsOfNobody({ firmware, devices, members }: MemberCase['facts']) {
  const set = new Set(members.map(({ partuuid }) => partuuid));
  const ours = new Set(
    members.flatMap((member) => optionsOf(firmware, member).map(({ file }) => file?.toLowerCase())),
  );
  return (
    firmware.options.find(
      ({ partuuid, number, file }) =>
        partuuid !== null &&
        ours.has(file?.toLowerCase()) &&
        firmware.order.includes(number) &&
        !set.has(partuuid) &&
        !devices.some((device) => device.partuuid === partuuid),
    ) ?? null
  );
}

/** BootOrder with an option at its end. */
function orderBehind({ order }: FirmwareFacts, number: string): string {
  return [...order.filter((one) => one !== number), number].join(',');
}

/** A BootNext that waits: the next boot is not the one that is asked about. */
export function checkNext({ facts, member }: MemberCase): readonly Finding[] {
  const { firmware } = facts;
  if (firmware.unknown !== null || firmware.next === null) return [];
  const option = firmware.options.find(({ number }) => number === firmware.next);
  const where =
    option?.partuuid === member.partuuid ? 'this member' : (option?.label ?? 'an option that does not exist');
  const why = `BootNext waits: the next boot is Boot${firmware.next}, ${where}`;
  // A drill is taken back with its note, by which the boot after it would be one that missed it.
  const isDrill = parseDrill(facts.texts.get(drillPath) ?? '')?.number === firmware.next;
  return [finding('next', 'warn', why, isDrill ? 'esp-firmware --cancel' : 'efibootmgr -N')];
}
