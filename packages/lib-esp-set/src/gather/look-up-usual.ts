import { questionOf } from '../decide/question.ts';
import { type EspSetLook, lookUpEspSet } from './look-up.ts';

/**
 * Looks up the set of a machine as esp-which does without operands.
 *
 * @param given its option --source
 * @throws {ToolError} ABORT, and what readMachine throws
 */
export async function lookUpUsualSet(
  sysroot: string,
  signal: AbortSignal,
  given?: string,
): Promise<EspSetLook> {
  const question = questionOf({ pattern: [], source: given, removable: false, force: false }, []);
  if (question.kind === 'refused')
    return { kind: 'none', reason: question.reason, isAnswer: false, mayChange: false, warnings: [] };
  return lookUpEspSet(sysroot, question, signal);
}
