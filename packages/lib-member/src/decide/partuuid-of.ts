import { type Partuuid, parsePartuuid } from '@twinroot/lib-blockdev';
import type { EspMember } from '@twinroot/lib-record';

/**
 * The PARTUUID of a member, as other libraries take it.
 *
 * @throws {Error} when its record has none, which toEspMembers refuses
 */
export function partuuidOf({ partuuid }: Pick<EspMember, 'partuuid'>): Partuuid {
  const parsed = parsePartuuid(partuuid);
  if (parsed === null) throw new Error(`${partuuid} is not a PARTUUID`);
  return parsed;
}
