import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Guest } from '../guest/boot.ts';
import type { Change } from '../guest/changes.ts';
import { partuuids } from '../guest/disk-spec.ts';
import { listTree } from '../guest/esp.ts';
import { extractEsp } from '../guest/inspect.ts';
import type { Machine } from '../guest/machine.ts';
import type { Stage } from '../scenario.ts';
import { markScript, type RecordedRun, runsOf } from './record.ts';
import { imageOf, type SectorStore } from './sectors.ts';

/** A way to bring a mirror up to date. */
export interface Tool {
  readonly name: string;
  /** A script for the guest: the booted ESP is on /efi0, the mirror on /efi1 if `isMounted`. */
  readonly script: string;
  readonly isMounted: boolean;
  /** Whether the mirror is to be equal then. */
  readonly isExact: boolean;
}

/** The disk that is recorded. */
export const disk = 'disk1';
const device = `/dev/disk/by-partuuid/${partuuids[1]}`;
const mount = `mount -t vfat -o umask=0077,nodev,nosuid,noexec ${device} /efi1`;
/** In sectors: the ESP begins at 1 MiB and has 300; behind the last partition there is room for marks. */
const places = { start: 2048, length: 300 * 2048, mark: 1150 * 2048 };

/** Makes each change on a machine's booted ESP and mirrors it by its tool, and gives what was written to the mirror. `image`: of other commands. */
export async function recordRuns(
  machine: Machine,
  pairs: readonly { readonly change: Change; readonly tool: Tool }[],
  store: SectorStore,
  stage: Stage,
  image?: string,
): Promise<readonly RecordedRun[]> {
  const log = join(machine.directory, 'writes.log');
  const before = await extractEsp(machine, disk);
  const esp = imageOf(readFileSync(before), store);
  rmSync(before);
  const guest = await machine.boot({
    record: { disk, file: log },
    ...(image === undefined ? {} : { tools: image }),
  });
  await guest.must('esp-which >/run/set.mounted');
  await guest.must('systemctl mask --runtime --quiet efi1.mount; umount /efi1');
  await guest.must(`esp-which PARTUUID=${partuuids[1]} >/run/set.unmounted`);
  for (const { change, tool } of pairs) await runOne(guest, change, tool, stage);
  await guest.powerOff();
  const runs = runsOf(log, esp, places, store);
  rmSync(log);
  stage.same('every run is in the recording', runs.length, pairs.length);
  return runs;
}

async function runOne(guest: Guest, change: Change, tool: Tool, { check }: Stage): Promise<void> {
  const title = `${change.name}: ${tool.name}`;
  await guest.must(change.old);
  const fill = change.mirror ?? 'cp -a /efi0/. /efi1/';
  await guest.must(`mkfs.vfat -F 32 -i 6B7EA831 ${device} && ${mount} && { ${fill}; umount /efi1; }`);
  await guest.must(change.now);
  if (tool.isMounted) await guest.must(mount);
  await guest.must(`sync; ${markScript(`begin ${title}`, disk, places)}`);
  const answer = await guest.run(tool.script);
  if (tool.isMounted) await guest.must('umount /efi1');
  await guest.must(markScript('end', disk, places));
  const look = `mount -r -t vfat ${device} /efi1 && { ${listTree('/efi1')}; cd /; umount /efi1; }`;
  const isWanted = (line: string) => !/ \.\/EFI\/vendor\//.test(line);
  const mirrored = (await guest.must(look)).split('\n').filter(isWanted).join('\n');
  const isSame = mirrored === (await guest.must(listTree('/efi0')));
  check(`${title}: comes to its end`, !tool.isExact || (answer.status === 0 && isSame), answer);
}
