import { failureText } from '@twinroot/lib-failure';
import { exitStatus } from '../decide/command-error.ts';
import { failureStatus } from '../decide/failure-status.ts';
import { ReaderGone } from '../decide/interruption.ts';
import type { Surroundings } from '../gather/surroundings.ts';
import { messagesFor } from './messages-for.ts';
import { writeText } from './write-group.ts';

/**
 * Writes the text that a multi-call binary itself answers with, null for none, and gives its status; a failure is one line on
 * standard error, under this name. It never throws.
 */
export async function writeAnswer(
  name: string,
  surroundings: Surroundings,
  answer: () => Promise<string | null>,
): Promise<number> {
  const { stdout } = surroundings;
  try {
    const text = await answer();
    if (text === null) return exitStatus.done;
    stdout.on('error', () => undefined); // each write reports its own error
    await writeText(stdout, text);
    return exitStatus.done;
  } catch (error) {
    if (!(error instanceof ReaderGone)) messagesFor(name, surroundings, new Map()).error(failureText(error));
    return failureStatus(error);
  }
}
