import { questionOf } from '../decide/question.ts';
import { type EspSetLook, lookUpEspSet } from './look-up.ts';

/**
 * Looks up the set of a machine as esp-which does without options and operands.
 *
 * @throws {ToolError} ABORT, and what readMachine throws
 */
export async function lookUpUsualSet(sysroot: string, signal: AbortSignal): Promise<EspSetLook> {
  const question = questionOf({ pattern: [], source: undefined, removable: false, force: false }, []);
  // Only what is given can be refused.
  if (question.kind === 'refused') throw new Error(question.reason);
  return lookUpEspSet(sysroot, question, signal);
}
