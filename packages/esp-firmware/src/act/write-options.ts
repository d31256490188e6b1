import { EfivarError } from '@twinroot/lib-efivar';
import { failureText } from '@twinroot/lib-failure';
import {
  countDumps,
  createBootOption,
  type Deed,
  deleteBootOption,
  type NewOption,
  readState,
  withDeed,
  writeBootOrder,
  writeState,
} from '@twinroot/lib-firmware';
import { noRoomText } from '../decide/words.ts';

/** What is to be written, and how it is noted. */
export interface OptionWrites {
  readonly sysroot: string;
  readonly make: readonly NewOption[];
  /** BootOrder, of the options that were made; null: it stays. */
  readonly orderWith: (made: ReadonlySet<string>) => readonly string[] | null;
  /** Options that are there, and are put into the order. */
  readonly ordered: readonly { readonly partuuid: string; readonly number: string }[];
  readonly remove: readonly string[];
  /** The file of all of them, as firmware names it. */
  readonly file: string;
  /** Id of this boot; null: not known. */
  readonly boot: string | null;
  readonly warn: (text: string) => void;
}

/** What went wrong, by the numbers of options. */
export type WriteFailures = ReadonlyMap<string, string>;

/**
 * Writes boot options, then BootOrder, then takes out what it no longer names: cut off anywhere, firmware has what it had, and
 * options that are in no order yet.
 *
 * @throws {Error} when it is something else than writing that fails
 */
export async function writeOptions(writes: OptionWrites): Promise<WriteFailures> {
  const { sysroot, make, orderWith, ordered, remove } = writes;
  const failures = new Map<string, string>();
  const made = new Set<string>();
  for (const option of make) {
    const deed = { did: 'made', partuuid: option.partuuid, number: option.number } as const;
    const why = await noted(writes, [deed], () => createBootOption(sysroot, option));
    if (why === null) made.add(option.number);
    else failures.set(option.number, why);
  }
  const order = orderWith(made);
  if (order !== null) {
    const deeds = ordered.map((each) => ({ did: 'ordered' as const, ...each }));
    const why = await noted(writes, deeds, () => writeBootOrder(sysroot, order));
    if (why !== null) {
      for (const number of [...made, ...ordered.map((each) => each.number), ...remove])
        failures.set(number, why);
      return failures;
    }
  }
  for (const number of remove) {
    const why = whyFailed(sysroot, () => deleteBootOption(sysroot, number));
    if (why !== null) failures.set(number, why);
  }
  return failures;
}

/**
 * Does something that is noted before: whoever is cut off between the two has noted once too often, and does not write for ever
 * what is dropped for ever. What fails is not noted.
 *
 * @returns why it failed; null when it did not
 */
async function noted(
  { sysroot, file, boot, warn }: OptionWrites,
  deeds: readonly Pick<Deed, 'did' | 'partuuid' | 'number'>[],
  write: () => void,
): Promise<string | null> {
  const before = readState(sysroot, 'boot-options');
  const time = Math.floor(Date.now() / 1000);
  const after = deeds.reduce((text, deed) => withDeed(text, { ...deed, time, boot, file }), before);
  const note = async (text: string) => {
    if (deeds.length === 0) return;
    await writeState(sysroot, 'boot-options', text).catch((error: unknown) => {
      warn(`what is written to the firmware cannot be noted: ${failureText(error)}, ignoring`);
    });
  };
  await note(after);
  const why = whyFailed(sysroot, write);
  if (why !== null) await note(before);
  return why;
}

function whyFailed(sysroot: string, write: () => void): string | null {
  try {
    write();
    return null;
  } catch (error) {
    if (!(error instanceof EfivarError)) throw error;
    return error.code === 'NO_ROOM' ? noRoomText(countDumps(sysroot)) : failureText(error);
  }
}
