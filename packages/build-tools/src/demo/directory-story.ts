// The commands at work on a machine in a directory: each step is told, shown and checked.
import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import { bootFrom, digests, makeMachine, partuuids, seedOf, upgrade } from './machine.ts';
import { binaries } from './prepare.mjs';
import { differs, same, stageIn } from './stage.ts';
import { say } from './tell.mjs';

const which = 'esp-which --sysroot machine';
const mirror = 'esp-mirror --sysroot machine';
const report = '-o STATE,COPIED,COPIED-BYTES,DELETED,KEPT,SECONDS';

/** Tells the story of a machine in a directory. Throws when something is not as told. */
export function play(directory: string): void {
  const machine = join(directory, 'machine');
  const [efi0, efi1] = [join(machine, 'efi0'), join(machine, 'efi1')];
  const { step, run } = stageIn(directory);
  makeMachine(machine);
  const seeds = [efi0, efi1].map(seedOf);
  const foreign = digests(efi1);
  say(`The machine is ${machine}, and PATH begins with ${binaries}`);
  say('Without --sysroot the commands look at the machine that they run on.');

  step('Which ESP was booted?', 'The EFI variables tell; nothing is guessed from what is mounted.');
  const set = run(which);
  same(rolesIn(set), { booted: partuuids[0], mirror: partuuids[1] }, 'booted from the first disk');

  step(
    'What would go on /boot?',
    'esp-bind puts the booted ESP there, so that updates reach it; -n only tells.',
  );
  run(`${which} | esp-bind --sysroot machine -n`);

  step('What would the mirror get?', 'The plan in its order: files first, then the entries that name them.');
  const before = digests(efi1);
  run(`${which} | ${mirror} -n`);
  same(digests(efi1), before, 'a dry run wrote nothing');

  step('Mirror.', 'What another system keeps on the second ESP stays there, and is said.');
  run(`${which} | ${mirror} ${report}`);
  same(digests(efi1), { ...digests(efi0), ...foreign }, 'the mirror boots what the booted ESP boots');

  step('Mirror again.', 'What is equal is not written, so hooks and timers may run it at any time.');
  const again = run(`${which} | ${mirror} --no-header -o STATE,COPIED`);
  same(again.trim().split('\n').at(-1), 'same 0', 'nothing was written');

  step('A new kernel.', 'It has the old names, so the entry is pointed to copies while both files change.');
  upgrade(machine, '6.19.5-arch1-1');
  differs(digests(efi1)['vmlinuz-linux'], digests(efi0)['vmlinuz-linux'], 'the kernel is new');
  run(`${which} | ${mirror} -n -o PHASE,OPERATION,PATH,BYTES`);
  run(`${which} | ${mirror} ${report}`);
  same(
    digests(efi1),
    { ...digests(efi0), ...foreign },
    'kernel and initrd are the new ones, no copy is left',
  );

  step('An initrd is lost.', 'The mirror keeps its whole one, and status 1 makes it heard.');
  const whole = digests(efi1);
  truncateSync(join(efi0, 'initramfs-linux.img'));
  run(`${which} | ${mirror} ${report}`, 1);
  same(digests(efi1), whole, 'the damage did not spread');

  step('Nothing on the source would boot.', 'Then nothing at all is mirrored.');
  truncateSync(join(efi0, 'vmlinuz-linux-lts'));
  const refusal = run(`${which} | ${mirror} -o MIRROR,STATE`, 1);
  same(/ refused$/m.test(refusal), true, 'refused');
  same(digests(efi1), whole, 'the mirror is as it was');

  step('The firmware boots the other disk.', 'Now that one is the source: no member is primary.');
  bootFrom(machine, 1);
  const swapped = run(which);
  same(rolesIn(swapped), { booted: partuuids[1], mirror: partuuids[0] }, 'the roles are exchanged');
  run(`${which} | ${mirror} ${report}`);
  same(digests(efi0), whole, 'the first disk boots again');
  same([efi0, efi1].map(seedOf), seeds, 'each ESP still has its own random seed');
}

/** PARTUUID by role, from the table that esp-which writes. */
function rolesIn(table: string): Readonly<Record<string, string>> {
  const rows = table.split('\n').filter((line) => /^(booted|mirror) /.test(line));
  return Object.fromEntries(rows.map((row) => row.split(/ +/)).map((fields) => [fields[0], fields[3]]));
}
