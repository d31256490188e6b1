import { appendFileSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Day, Happening } from './day.ts';
import type { Machine } from './machine.ts';
import { shell } from './shell.ts';
import type { Volume } from './volume.ts';

// What goes on beside kernels. Paths are those of the machine.

/** A log that grows where it counts: below this item. */
export function growing(item: string, path: string): Happening['act'] {
  return (day) => day.change(item, () => append(day, path));
}

/** A log, or a cache, that grows in an excluded directory: no change. */
export function growingAside(path: string): Happening['act'] {
  return (day) => append(day, path);
}

function append({ machine }: Day, path: string): void {
  const file = join(machine.root, path);
  mkdirSync(dirname(file), { recursive: true });
  appendFileSync(file, 'a line of a log, as long as such lines are, with a number and a time\n'.repeat(20));
}

/** An editor saves: a new file, renamed into place. */
export function saving(item: string, path: string): Happening['act'] {
  return (day) =>
    day.change(item, () => {
      const file = join(day.machine.root, path);
      writeFileSync(`${file}~`, `saved at ${performance.now()}\n`.repeat(500));
      renameSync(`${file}~`, file);
    });
}

/** logrotate in a directory that counts. */
export function rotating(item: string, path: string): Happening['act'] {
  return (day) =>
    day.change(item, () => {
      const file = join(day.machine.root, path);
      if (existsSync(file)) renameSync(file, `${file}.1`);
      writeFileSync(file, '');
    });
}

/** A checkout of something: many small files come, and go. */
export function checkout(item: string, path: string): Happening['act'] {
  return (day) =>
    day.change(item, () => {
      const directory = join(day.machine.root, path);
      for (let number = 0; number < 300; number += 1) {
        mkdirSync(join(directory, `d${number % 20}`), { recursive: true });
        writeFileSync(join(directory, `d${number % 20}/file-${number}`), `content ${number}\n`);
      }
      rmSync(join(directory, 'd0'), { recursive: true });
    });
}

/** A backup reads every file, so that access times change: no change. */
export async function backup({ machine }: Day): Promise<void> {
  for (const place of placesOf(machine))
    await shell('find "$1" -xdev -type f -exec cat {} + >/dev/null', place);
}

/** updatedb, or a curious user: no change. */
export async function listing({ machine }: Day): Promise<void> {
  for (const place of placesOf(machine)) await shell('ls -lR "$1" >/dev/null', place);
}

function placesOf({ root, esp, trees }: Machine): readonly string[] {
  return [esp.place, ...trees.map(({ source }) => join(root, source))];
}

/** An automount that is idle is unmounted, and mounted again an hour later when somebody looks: no change. */
export function idleUnmount(choose: (machine: Machine) => Volume, times: readonly [string, string]) {
  return [
    { time: times[0], act: (day: Day) => day.unmountIdle(choose(day.machine)).then(() => undefined) },
    {
      time: times[1],
      act: (day: Day) => choose(day.machine).mount(),
    },
  ];
}

/** All disks of one kind that mirrors are on go away. */
export function away(kind: 'esp' | 'trees'): Happening['act'] {
  return async ({ machine }) => {
    for (const disks of machine.mirrors.values()) {
      // Who writes just now is waited for; a disk that is pulled out would not.
      if (!(await disks[kind].unmount(10))) throw new Error(`${disks[kind].place} is in use`);
    }
  };
}

/** They are back. */
export function back(kind: 'esp' | 'trees'): Happening['act'] {
  return async ({ machine }) => {
    for (const disks of machine.mirrors.values()) await disks[kind].mount();
  };
}
