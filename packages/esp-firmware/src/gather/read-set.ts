import { type Context, failed, no } from '@twinroot/lib-command';
import { lookUpEspSet, questionOf } from '@twinroot/lib-esp-set';
import { type EspMember, espSetTable, toEspMembers } from '@twinroot/lib-record';
import type { spec } from '../spec.ts';

/** The set on standard input, or, where nobody may write there, as the machine has it. */
export async function readSet(context: Context<typeof spec>): Promise<readonly EspMember[]> {
  const { sysroot, signal, message } = context;
  if (context.inputIsConnected()) return toEspMembers(await context.readOneGroup(espSetTable));
  const question = questionOf({ pattern: [], source: undefined, removable: false, force: false }, []);
  if (question.kind === 'refused') throw failed(question.reason);
  const found = await lookUpEspSet(sysroot, question, signal);
  for (const warning of found.warnings) message.warning(warning);
  if (found.kind === 'none') throw found.isAnswer ? no(found.reason) : failed(found.reason);
  return found.members;
}
