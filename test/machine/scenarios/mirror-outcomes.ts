import type { Guest } from '../guest/boot.ts';
import { partuuids, twoDisks } from '../guest/disk-spec.ts';
import { installVersion, listTree, removeVersion } from '../guest/esp.ts';
import type { Scenario, Stage } from '../scenario.ts';

const [, second] = partuuids;
const device = `/dev/disk/by-partuuid/${second}`;
const options = 'umask=0077,nodev,nosuid,noexec';

/** The root file system without what is mounted on it. */
const rootAlone =
  'mkdir -p /run/root /run/look && mount --bind / /run/root && mount --make-private /run/root';

/** One state of the mirror, and what is to come of a run then. */
interface Case {
  readonly name: string;
  /** Brings the mirror, which is not mounted, into that state. */
  readonly prepare: string;
  readonly state: 'same' | 'mirrored' | 'failed' | 'missing';
  readonly status: 0 | 1;
  /** Whether a message is due. */
  readonly isSaid: boolean;
}

const mountWith = (more: string) => `mount -t vfat -o ${options}${more} ${device} /efi1`;
const mount = mountWith('');
const cases: readonly Case[] = [
  { name: 'not mounted', prepare: 'true', state: 'mirrored', status: 0, isSaid: false },
  { name: 'mounted', prepare: mount, state: 'mirrored', status: 0, isSaid: false },
  { name: 'read-only', prepare: mountWith(',ro'), state: 'failed', status: 1, isSaid: true },
  {
    name: 'full',
    // A vendor's directory that the source lacks is another system's, and stays.
    prepare: `${mount}; mkdir -p /efi1/EFI/vendor; dd if=/dev/zero of=/efi1/EFI/vendor/filler bs=1M status=none; sync; true`,
    state: 'failed',
    status: 1,
    isSaid: true,
  },
  {
    name: 'blank',
    prepare: `mkfs.vfat -F 32 -i 6B7EA831 ${device}`,
    state: 'mirrored',
    status: 0,
    isSaid: false,
  },
  {
    name: 'of FAT16',
    prepare: `mkfs.vfat -F 16 -s 16 -i 6B7EA831 ${device}`,
    state: 'mirrored',
    status: 0,
    isSaid: false,
  },
  {
    name: 'with a dirty flag',
    // Microsoft's FAT specification, BS_Reserved1; Linux sets bit 0 while it is mounted (fs/fat/inode.c, fat_set_state).
    prepare: `mkfs.vfat -F 32 -i 6B7EA831 ${device} && printf '\\001' | dd of=${device} bs=1 seek=65 conv=notrunc status=none`,
    state: 'mirrored',
    status: 0,
    isSaid: true,
  },
  {
    name: 'of btrfs',
    prepare: `wipefs -a ${device} && mkfs.btrfs -q -f ${device}`,
    state: 'failed',
    status: 1,
    isSaid: true,
  },
  { name: 'wiped', prepare: `wipefs -a ${device}`, state: 'failed', status: 1, isSaid: true },
];

export const scenario: Scenario = {
  title: 'a mirror that is not mounted, read-only, full, blank, of another kind, missing',
  async play(stage) {
    const two = await stage.machine(twoDisks());
    const guest = await two.boot();
    await guest.must(rootAlone);
    await guest.must('esp-which >/run/set.mounted');
    await guest.must('systemctl mask --runtime --quiet efi1.mount; umount /efi1');
    const found = await guest.run(`esp-which PARTUUID=${second} >/run/set.unmounted; cat /run/set.unmounted`);
    stage.check(
      'esp-which names the mirror that is not mounted',
      found.stdout.includes(`unmounted ${second}`),
      found,
    );
    for (const [index, one] of cases.entries()) await playCase(guest, one, index, stage);
    await guest.powerOff();

    const alone = await two.boot({ disks: ['disk0'] });
    await alone.must(rootAlone);
    const set = await alone.run(`esp-which PARTUUID=${second}`);
    stage.check('esp-which names the missing mirror', set.stdout.includes(` missing `), set);
    const missing = await alone.run(
      `esp-which PARTUUID=${second} | esp-mirror --no-header --output mirror,state`,
    );
    stage.same(
      'missing: status and state',
      [missing.status, missing.stdout.trim().split(/\s+/)[1]],
      [0, 'missing'],
    );
    await rootIsEmpty(alone, 'missing', stage);
    await alone.powerOff();
  },
};

async function playCase(guest: Guest, one: Case, index: number, stage: Stage): Promise<void> {
  const { name, prepare, state, status, isSaid } = one;
  const { same, check, say } = stage;
  const version = `6.13.${index}`;
  await guest.must(prepare);
  await guest.must(installVersion('/efi0', version));
  if (index > 0) await guest.must(removeVersion('/efi0', `6.13.${index - 1}`));
  const isMounted = (await guest.run('mountpoint -q /efi1')).status === 0;
  const before = await contentOf(guest, isMounted);
  const set = isMounted ? '/run/set.mounted' : '/run/set.unmounted';
  const answer = await guest.run(`esp-mirror --json <${set}`);
  const [outcome] = outcomesOf(answer.stdout);
  same(`${name}: status and state`, [answer.status, outcome?.state], [status, state]);
  check(`${name}: ${isSaid ? 'says why' : 'says nothing'}`, (answer.stderr !== '') === isSaid, answer);
  say(`${name}: ${JSON.stringify(outcome)} ${answer.stderr.trim()}`);
  const after = await contentOf(guest, isMounted);
  if (state === 'failed') same(`${name}: nothing is written`, after, before);
  else {
    same(`${name}: the mirror is equal`, after, await guest.must(listTree('/efi0')));
    const again = await guest.run(`esp-mirror --json <${set}`);
    same(`${name}: the second run does nothing`, outcomesOf(again.stdout)[0]?.state, 'same');
  }
  if (!isMounted && state === 'mirrored') {
    const fsck = await guest.run(`fsck.vfat -n ${device}`);
    const isClean = fsck.status === 0 && !/dirty/i.test(fsck.stdout);
    // Linux leaves the flag of a volume that was dirty when it was mounted.
    if (name !== 'with a dirty flag') check(`${name}: the FAT is clean after the run`, isClean, fsck);
  }
  same(
    `${name}: no mount is left`,
    (await guest.run('findmnt --noheadings --source '.concat(device, ' | wc -l'))).stdout.trim(),
    isMounted ? '1' : '0',
  );
  await rootIsEmpty(guest, name, stage);
  if (isMounted) {
    if (name === 'full') await guest.must('rm -r /efi1/EFI/vendor');
    await guest.must('umount /efi1');
  }
  const left = await guest.run('ls -A /run/twinroot/mnt 2>/dev/null');
  same(`${name}: no mount point is left`, left.stdout, '');
}

async function rootIsEmpty(guest: Guest, name: string, { same }: Stage): Promise<void> {
  same(`${name}: /efi1 of the root file system is empty`, await guest.must('ls -A /run/root/efi1'), '');
}

/** The files of the mirror, where it has a file system. */
async function contentOf(guest: Guest, isMounted: boolean): Promise<string> {
  if (isMounted) return guest.must(listTree('/efi1'));
  const look = `mount -r -t vfat ${device} /run/look && { ${listTree('/run/look')}; cd /; umount /run/look; }`;
  return (await guest.run(look)).stdout;
}

function outcomesOf(stdout: string): readonly { readonly state: string }[] {
  if (stdout.trim() === '') return [];
  const group: { mirrors?: readonly { state: string }[]; outcomes?: readonly { state: string }[] } =
    JSON.parse(stdout);
  return group.mirrors ?? group.outcomes ?? [];
}
