import { type DiskNames, deviceOfPath } from '@twinroot/lib-blockdev';
import { failureText, type Refusal, refused } from '@twinroot/lib-failure';
import { type BootMenu, type Loader, type NewOption, optionLabel, shownFile } from '@twinroot/lib-firmware';
import { readDiskNames, readPartitionPlace } from '@twinroot/lib-machine';
import type { MemberAccess } from '@twinroot/lib-member';
import type { EspMember } from '@twinroot/lib-record';
import type { MemberWay } from '../decide/options-plan.ts';
import { ownLabel } from '../decide/own-label.ts';
import { hasProgram } from './member-programs.ts';

/** What new options are made of. */
interface NewOptionFacts {
  readonly menu: BootMenu;
  readonly loader: Loader;
  readonly ways: readonly MemberWay[];
  readonly members: readonly EspMember[];
  readonly signal: AbortSignal;
}

/**
 * The options that are to be made, by the PARTUUIDs of their members, or why one cannot be: firmware would try one whose program is
 * not there, and wait for nothing.
 *
 * @throws {ToolError | BlockdevError} when lsblk tells nothing
 */
export async function findNewOptions(
  access: MemberAccess,
  { menu, loader, ways, members, signal }: NewOptionFacts,
): Promise<ReadonlyMap<string, NewOption | Refusal>> {
  const found = new Map<string, NewOption | Refusal>();
  const { sysroot, live } = access.machine;
  const labels = menu.options.map(({ label }) => label);
  const base = ownLabel(menu, ways);
  let names: ReadonlyMap<string, DiskNames> | null = null;
  for (const way of ways) {
    const member = members.find(({ partuuid }) => partuuid === way.partuuid);
    if (way.kind !== 'make' || member === undefined) continue;
    names ??= await readDiskNames(sysroot, live, signal);
    const disk = names.get(member.disk ?? '') ?? { model: null, serial: null };
    const label = optionLabel(base, disk, member.partuuid, labels);
    const option = await newOption(access, member, { number: way.number, loader, label });
    if (!('kind' in option)) labels.push(label);
    found.set(member.partuuid, option);
  }
  return found;
}

async function newOption(
  access: MemberAccess,
  member: EspMember,
  {
    number,
    loader,
    label,
  }: { readonly number: string | null; readonly loader: Loader; readonly label: string },
): Promise<NewOption | Refusal> {
  const { sysroot, devices } = access.machine;
  const { partuuid } = member;
  const name = member.mountpoint ?? member.path ?? partuuid;
  if (number === null) return refused('all numbers of boot options are taken');
  const device = deviceOfPath(devices, member.path ?? '');
  const place = device === null ? null : readPartitionPlace(sysroot, devices, device);
  if (place === null) return refused(`the kernel does not tell where ${name} is on its disk`);
  try {
    if (!(await hasProgram(access, member, loader.file)))
      return refused(`${name} has no ${shownFile(loader.file)}: esp-which | esp-mirror brings it there`);
  } catch (error) {
    return refused(failureText(error));
  }
  return { number, label, partuuid, place, loader };
}
