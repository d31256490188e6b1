import {
  type AnyRecord,
  type EspMember,
  espSetTable,
  type RecordTable,
  toEspMembers,
} from '@twinroot/lib-record';
import { type Asked, questionOf } from '../decide/question.ts';
import { lookUpEspSet, type NoLook } from './look-up.ts';

/** Through which a command reads its set, as the context of a command has it. */
export interface SetInput {
  readonly sysroot: string;
  readonly signal: AbortSignal;
  readonly message: { warning(text: string): void };
  /** Whether records may come on standard input. */
  inputIsConnected(): boolean;
  readOneGroup(table: RecordTable): Promise<readonly AnyRecord[]>;
}

/** A set, or why there is none. */
export type GivenSet =
  | { readonly kind: 'set'; readonly members: readonly EspMember[] }
  | Pick<NoLook, 'kind' | 'reason' | 'isAnswer'>;

/**
 * The set on standard input, or, where nobody may write there, as the machine has it.
 *
 * @param asked how it is looked up, and the members that are named
 * @throws {ToolError} ABORT, and what readMachine and readOneGroup throw
 */
export async function givenSet(
  input: SetInput,
  asked: Pick<Asked, 'removable'> & { readonly operands: readonly string[] } = {
    removable: false,
    operands: [],
  },
): Promise<GivenSet> {
  if (input.inputIsConnected())
    return { kind: 'set', members: toEspMembers(await input.readOneGroup(espSetTable)) };
  const { removable, operands } = asked;
  const question = questionOf({ pattern: [], source: undefined, removable, force: false }, operands);
  if (question.kind === 'refused') return { kind: 'none', reason: question.reason, isAnswer: false };
  const found = await lookUpEspSet(input.sysroot, question, input.signal);
  for (const warning of found.warnings) input.message.warning(warning);
  return found.kind === 'none' ? found : { kind: 'set', members: found.members };
}
