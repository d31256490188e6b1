import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { emptyUdev, removePartition, removeRoot, sh } from '../../fixtures/esp-machine.ts';
import {
  type Disk,
  espType,
  linuxType,
  membersOf,
  newDisk,
  newFormatMachine,
  partition,
  removeDisk,
  rowsOf,
} from '../../fixtures/format-machine.ts';

// All that is written is written by tools. Scripts in their place kill esp-format before or behind the tool that is called as
// the Nth; `lost` is a power cut: the tool does not run either.

t.setTimeout(900_000);
emptyUdev();
const machine = newFormatMachine();
const place = mkdtempSync(join(tmpdir(), 'tools-'));
const count = join(place, 'count');
const order = join(place, 'order');

for (const tool of ['sfdisk', 'addpart', 'mkfs.fat', 'dd', 'blockdev', 'wipefs', 'fsck.fat']) {
  const real = sh('PATH=/usr/sbin:/usr/bin:/sbin:/bin; command -v "$1"', tool);
  const script = join(place, tool);
  writeFileSync(
    script,
    `#!/bin/sh
[ -e ${order} ] || exec ${real} "$@"
read -r when how <${order}
echo ${tool} >>${count}
[ "$(wc -l <${count})" = "$when" ] || exec ${real} "$@"
case $how in
  lost) kill -KILL $PPID ;;
  before) kill -KILL $PPID; exec ${real} "$@" ;;
  behind) ${real} "$@"; kill -KILL $PPID ;;
esac
`,
  );
  chmodSync(script, 0o755);
}
sh('mkdir -p /usr/local/sbin; mount --bind "$1" /usr/local/sbin', place);

/** A run that is killed at the Nth tool; whether there was one. */
async function killedAt(when: number, how: string, args: readonly string[]): Promise<boolean> {
  rmSync(count, { force: true });
  writeFileSync(order, `${when} ${how}\n`);
  const { signal } = await machine.esp(args);
  rmSync(order);
  // What it started runs on, and holds the disk.
  sh(
    'for i in $(seq 100); do pgrep -f "^(/bin/sh )?[^ ]*(sfdisk|mkfs.fat|dd) .*/(loop|image)" >/dev/null || break; sleep 0.05; done',
  );
  return signal === 'SIGKILL';
}

/** What must be so in the end, whatever came before. */
async function isFinished(
  test: Pick<typeof t, 'equal' | 'match' | 'same'>,
  disk: Disk,
  operand: string,
  force: boolean,
): Promise<void> {
  const others = rowsOf(disk).filter(({ type }) => type !== espType);
  const answer = await machine.esp([...(force ? ['--force'] : []), operand]);
  test.equal(answer.status, 0, answer.err);
  const rows = rowsOf(disk);
  const made = rows.filter(({ type }) => type === espType);
  test.equal(made.length, 1, 'one ESP');
  test.same(
    rows.filter(({ type }) => type !== espType),
    others,
  );
  const [, member] = membersOf(answer);
  test.match(member, { partuuid: made[0]?.uuid.toLowerCase(), path: made[0]?.node });
  sh('fsck.fat -n "$1"', member?.path ?? '');
  test.equal(sh('blkid -p -s VERSION -o value "$1"', member?.path ?? ''), 'FAT32');
}

for (const how of ['before', 'behind', 'lost'])
  t.test(`killed ${how} each tool`, async (t) => {
    let hit = 0;
    for (let when = 1; ; when += 1) {
      const disk = newDisk(120);
      partition(disk, `start=2048, size=20480, type=${linuxType}, name="data"`);
      const wasHit = await killedAt(when, how, [disk.device]);
      await isFinished(t, disk, disk.device, false);
      removeDisk(disk);
      if (!wasHit) break;
      hit += 1;
    }
    t.ok(
      hit >= 8,
      `${hit} times; ${existsSync(count) ? readFileSync(count, 'utf8').split('\n').join(' ') : ''}`,
    );
  });

t.test('killed while what was there is destroyed', async (t) => {
  for (let when = 1; ; when += 1) {
    const disk = newDisk(120);
    partition(disk);
    sh('mkfs.ext4 -q -F -E offset=1048576 "$1" 100M', disk.device);
    const wasHit = await killedAt(when, 'behind', ['--force', disk.device]);
    await isFinished(t, disk, disk.device, true);
    removeDisk(disk);
    if (!wasHit) break;
  }
});

t.teardown(() => {
  sh('umount /usr/local/sbin');
  rmSync(place, { recursive: true });
  removePartition(machine.booted);
  removeRoot(machine.root);
});
