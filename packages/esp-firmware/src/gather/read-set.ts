import { type Context, failed, no } from '@twinroot/lib-command';
import { givenSet } from '@twinroot/lib-esp-set';
import type { EspMember } from '@twinroot/lib-record';
import type { spec } from '../spec.ts';

/** The set on standard input, or, where nobody may write there, as the machine has it. */
export async function readSet(context: Context<typeof spec>): Promise<readonly EspMember[]> {
  const found = await givenSet(context);
  if (found.kind === 'none') throw found.isAnswer ? no(found.reason) : failed(found.reason);
  return found.members;
}
