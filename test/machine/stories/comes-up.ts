import { BootError, type BootOptions } from '../guest/boot.ts';
import type { Machine } from '../guest/machine.ts';

/** Switches a machine on, and off again; whether it came to take commands. */
export async function comesUp(machine: Machine, options: BootOptions = {}): Promise<boolean> {
  try {
    await (await machine.boot(options)).powerOff();
    return true;
  } catch (error) {
    if (error instanceof BootError) return false;
    throw error;
  }
}
