import {
  type BootMenu,
  bootedLoader,
  findProgram,
  type Loader,
  programsOn,
  programToStart,
} from '@twinroot/lib-firmware';
import { type MemberAccess, openMember } from '@twinroot/lib-member';
import type { EspMember } from '@twinroot/lib-record';

/**
 * What firmware is to start on each member: what it started now. Where it does not tell, because it found the removable path by
 * itself, it is the program of the booted ESP that is taken for its loader; null: there is none.
 *
 * @param members the ESPs, the booted one among them
 * @throws {Error} when the booted ESP has to be read and cannot be
 */
export async function findLoader(
  access: MemberAccess,
  menu: BootMenu,
  members: readonly EspMember[],
): Promise<Loader | null> {
  const known = bootedLoader(
    menu,
    members.map(({ partuuid }) => partuuid),
  );
  const booted = members.find(({ role }) => role === 'booted');
  if (known !== null || booted === undefined) return known;
  const file = await onMember(access, booted, (root) => programToStart(menu, programsOn(root)));
  return file === null ? null : { file, optionalData: new Uint8Array() };
}

/**
 * Whether a member has a program, whatever its case.
 *
 * @param file as firmware names it
 * @throws {Error} when the member cannot be read
 */
export async function hasProgram(access: MemberAccess, member: EspMember, file: string): Promise<boolean> {
  return onMember(access, member, (root) => findProgram(root, file) !== null);
}

async function onMember<T>(access: MemberAccess, member: EspMember, look: (root: string) => T): Promise<T> {
  const open = await openMember(access, member, { use: 'read', fsck: false });
  const name = member.path ?? member.partuuid;
  if (!('path' in open)) throw new Error(open.kind === 'missing' ? `${name} is missing` : open.reason);
  try {
    return look(open.path);
  } finally {
    await open.close();
  }
}
