import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Change } from './attribute.ts';
import type { Pace } from './candidate.ts';
import type { Machine, Tree } from './machine.ts';
import type { Volume } from './volume.ts';

/** A day while it goes by. */
export interface Day {
  readonly machine: Machine;
  readonly changes: readonly Change[];
  /** Times that a disk could not be unmounted, since somebody held it. */
  readonly busy: readonly string[];
  /** Looks at the mirrors while a boot file was being written, and those that found a torn one, by candidate. */
  readonly looks: ReadonlyMap<string, { readonly all: number; readonly torn: number }>;
  /** Does something that counts as a change of what these keys stand for. */
  change(keys: string | readonly string[], act: () => Promise<void> | void): Promise<void>;
  /** Looks at a file of all mirrors of the ESP: is it whole? */
  look(path: string, isWhole: (content: Buffer) => boolean): void;
  /** Unmounts a disk that nobody uses; false, and noted, when that fails. */
  unmountIdle(volume: Volume): Promise<boolean>;
}

/** Something that happens at a minute of the day. */
export interface Happening {
  readonly minute: number;
  readonly act: (day: Day) => Promise<void> | void;
}

/** What a machine is, and what happens there in 24 hours. */
export interface Scenario {
  readonly name: string;
  readonly trees: readonly Tree[];
  /** Where the disk is mounted that is not always there. */
  readonly dataPlace: string;
  /** Each list goes its own way: what takes long in one does not keep the others waiting. */
  readonly lists: readonly (readonly Happening[])[];
}

/** Something at a time of the day, `HH:MM`. */
export function at(time: string, act: Happening['act']): Happening {
  return { minute: minuteOf(time), act };
}

/** Something again and again from one time to another. */
export function every(
  minutes: number,
  from: string,
  to: string,
  act: Happening['act'],
): readonly Happening[] {
  const [first, last] = [minuteOf(from), minuteOf(to)];
  const count = Math.floor((last - first) / minutes) + 1;
  return Array.from({ length: count }, (_, index) => ({ minute: first + index * minutes, act }));
}

function minuteOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

/** A day in which nothing has happened. */
export function newDay(machine: Machine): Day {
  const changes: Change[] = [];
  const busy: string[] = [];
  const looks = new Map([...machine.mirrors.keys()].map((name) => [name, { all: 0, torn: 0 }]));
  return {
    machine,
    changes,
    busy,
    looks,
    async change(keys, act) {
      const begin = Date.now() / 1000;
      await act();
      const end = Date.now() / 1000;
      for (const key of [keys].flat()) changes.push({ key, begin, end });
    },
    look(path, isWhole) {
      for (const [name, disks] of machine.mirrors) {
        const file = join(disks.esp.place, 'esp', path);
        const seen = looks.get(name);
        if (seen === undefined || !existsSync(file)) continue;
        seen.all += 1;
        if (!isWhole(readFileSync(file))) seen.torn += 1;
      }
    },
    async unmountIdle(volume) {
      // A copy that is being made is no fault: it ends.
      const isFree = await volume.unmount(3);
      if (!isFree) busy.push(volume.place.slice(machine.root.length));
      return isFree;
    },
  };
}

/** Lets a day go by, from 0:00 to 24:00, and longer where something takes longer. */
export async function passDay(day: Day, { lists }: Scenario, pace: Pace): Promise<void> {
  const begin = Date.now() / 1000;
  const until = (minute: number) => sleep(Math.max(0, (begin + minute * pace.minute) * 1000 - Date.now()));
  const pass = async (list: readonly Happening[]) => {
    for (const { minute, act } of list.toSorted((one, other) => one.minute - other.minute)) {
      await until(minute);
      await act(day);
    }
  };
  await Promise.all(lists.map(pass));
  await until(24 * 60);
}
