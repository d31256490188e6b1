import { lstatSync, readFileSync, statfsSync } from 'node:fs';
import { fatMagic } from '@twinroot/lib-fat';
import type { StepResult } from '../decide/step-result.ts';
import { writeText } from './write-text.ts';

/**
 * Writes a text of the source itself. What was read of it may be old by now, because copies take long: one that was changed or
 * removed meanwhile stays so, and is the next run's.
 *
 * @param text bytes, one character each
 * @param read a copy of the file as it was read
 * @throws {DurableError} with what went wrong; the file is as it was then
 */
export async function writeOwnText(path: string, text: string, read: string): Promise<StepResult> {
  const present = lstatSync(path, { throwIfNoEntry: false });
  const isAsRead = present?.isFile() === true && readFileSync(path).equals(readFileSync(read));
  if (!isAsRead) return { state: 'skipped', why: 'it was changed meanwhile: the next run writes it' };
  const isFat = statfsSync(path).type === fatMagic;
  return writeText({ path, text, like: read, keepsTime: false, isFat });
}
