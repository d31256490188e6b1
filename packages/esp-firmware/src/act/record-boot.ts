import { type Context, failed } from '@twinroot/lib-command';
import {
  damagedLines,
  deleteState,
  parseBoots,
  parseDrill,
  readState,
  readStateBytes,
  stateDirectory,
  withBoot,
  writeState,
} from '@twinroot/lib-firmware';
import type { MemberAccess } from '@twinroot/lib-member';
import type { EspMember } from '@twinroot/lib-record';
import { ownRegistry, readBootId, readMemberContent } from '@twinroot/lib-seal';
import { bootTable } from '../boot-table.ts';
import { bootNote } from '../decide/boot-note.ts';
import { planRecord } from '../decide/plan-records.ts';
import { firmwarePlanTable } from '../plan-table.ts';
import type { spec } from '../spec.ts';

/**
 * Notes once from which member this boot came, and whether a drill was met.
 *
 * @param esps the booted ESP among them
 * @returns false: a drill was missed
 */
export async function recordBoot(
  context: Context<typeof spec>,
  access: MemberAccess,
  esps: readonly EspMember[],
): Promise<boolean> {
  const { sysroot, dryRun, message } = context;
  const booted = esps.find(({ role }) => role === 'booted');
  const boot = readBootId(sysroot);
  if (booted === undefined) throw failed('the set has no booted ESP');
  if (boot === null) throw failed('the id of this boot is not known');
  const text = readStateBytes(sysroot, 'boots');
  const known = parseBoots(text).find((note) => note.boot === boot);
  const asked = readState(sysroot, 'drill');
  const request = parseDrill(asked);
  const isDamaged = request === null && asked !== '';
  const time = Math.floor(Date.now() / 1000);
  const { partuuid: member } = booted;
  const generation = known === undefined ? await generationOn(access, booted) : null;
  const note = known ?? bootNote({ time, boot, member, generation }, request);
  if (dryRun) {
    const record = planRecord({ operation: 'record', partuuid: member });
    await context.writeGroup(firmwarePlanTable, known === undefined ? [record] : []);
    return true;
  }
  const damaged = damagedLines(text);
  if (damaged.length > 0)
    message.warning(
      `${stateDirectory}/boots has lines that are no boots, and that stay: ${damaged.slice(0, 5).join(', ')}${damaged.length > 5 ? ', …' : ''}`,
    );
  if (known === undefined) await writeState(sysroot, 'boots', Buffer.from(withBoot(text, note), 'latin1'));
  if (isDamaged)
    message.warning(`${stateDirectory}/drill is damaged, and taken away: what was asked for is not known`);
  if (isDamaged || (request !== null && request.boot !== boot)) await deleteState(sysroot, 'drill');
  if (note.drill === 'met') message.info(`the drill was met: this boot is from ${member}`);
  if (note.drill === 'missed')
    message.error(`the drill was missed: ${note.asked} was asked for, and ${member} has booted`);
  await context.writeGroup(bootTable, [{ ...note }]);
  return note.drill !== 'missed';
}

async function generationOn(access: MemberAccess, booted: EspMember) {
  const { registry } = await readMemberContent(access, booted);
  return ownRegistry(registry, booted.partuuid)?.registry.generation ?? null;
}
