import { failureText } from '@twinroot/lib-failure';
import { ToolError } from '@twinroot/lib-tool';

/** Takes down what could not be found out, and why. */
export type Unknown = (topic: string, why: string) => void;

/**
 * Does something that may fail, in which case what it was to find out is not known.
 *
 * @returns null when it failed
 * @throws {ToolError} ABORT
 */
export async function attempt<T>(unknown: Unknown, topic: string, work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ToolError && error.code === 'ABORT') throw error;
    unknown(topic, failureText(error));
    return null;
  }
}
