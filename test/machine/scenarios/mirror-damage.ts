import type { Guest } from '../guest/boot.ts';
import { machineId } from '../guest/configure.ts';
import { partuuids, twoDisks } from '../guest/disk-spec.ts';
import { bootedVersion, installVersion, listTree, removeVersion } from '../guest/esp.ts';
import type { Scenario, Stage } from '../scenario.ts';

const device = `/dev/disk/by-partuuid/${partuuids[1]}`;
const set = '/run/set.unmounted';

/** A script for the guest that writes an entry of both FATs of a FAT32. Source: Microsoft's FAT specification, BPB and FAT. */
const setFatEntry = (cluster: number, octal: string) =>
  [
    `start=$(od -An -tu2 -j14 -N2 ${device}) length=$(od -An -tu4 -j36 -N4 ${device})`,
    'for fat in 0 1; do',
    `  seek=$(((start + fat * length) * 512 + ${cluster} * 4))`,
    `  printf '${octal}' | dd of=${device} bs=1 seek=$seek conv=notrunc status=none`,
    'done',
    'sync',
  ].join('\n');

/** The files then lie one behind the other from the first cluster on. */
const fillAnew = `mkfs.vfat -F 32 -i 6B7EA831 ${device} && esp-mirror --quiet <${set}`;

const freeEntry = '\\000\\000\\000\\000';
const lastEntry = '\\370\\377\\377\\017';

const look = `mkdir -p /run/look && mount -r -t vfat ${device} /run/look && { ${listTree('/run/look')}; cd /; umount /run/look; }`;

/** Brings another version to the booted disk, and takes the one before it away. */
const replaceVersion = (before: string, version: string) =>
  `${installVersion('/efi0', version, `/efi0/${machineId}/${before}`)}\n${removeVersion('/efi0', before)}`;

export const scenario: Scenario = {
  title: 'a mirror of half the size, and mirrors whose FAT is damaged',
  async play(stage) {
    const { check, same, say } = stage;
    const machine = await stage.machine(twoDisks());
    const guest = await machine.boot();
    await guest.must('systemctl mask --runtime --quiet efi1.mount; umount /efi1');
    await guest.must(`esp-which PARTUUID=${partuuids[1]} >${set}`);

    say('the mirror has half the size');
    await guest.must(`mkfs.vfat -F 32 -i 6B7EA831 ${device} 153600`);
    await run(guest, 'half the size', { state: 'mirrored', status: 0, isSaid: false }, stage);
    await isEqual(guest, 'half the size', stage);
    const before = await guest.must(look);
    const big = `/efi0/${machineId}/6.12.1/big`;
    await guest.must(`head -c 180M /dev/zero >${big} && sync`);
    await run(
      guest,
      'half the size, too much on the source',
      { state: 'failed', status: 1, isSaid: true },
      stage,
    );
    same('nothing is written then', await guest.must(look), before);
    await guest.must(`rm ${big} && sync`);

    say('clusters that no file has');
    await guest.must(fillAnew);
    await guest.must(setFatEntry(50_000, lastEntry));
    check('fsck.vfat reports them', !(await isClean(guest)));
    await guest.must(replaceVersion('6.12.1', '6.13.1'));
    await run(guest, 'lost clusters', { state: 'mirrored', status: 0, isSaid: false }, stage);
    await isEqual(guest, 'lost clusters', stage);
    await guest.must(replaceVersion('6.13.1', '6.13.2'));
    await run(
      guest,
      'lost clusters, --fsck',
      { state: 'mirrored', status: 0, isSaid: true },
      stage,
      '--fsck',
    );
    await isEqual(guest, 'lost clusters, --fsck', stage);
    check('the FAT is clean after that', await isClean(guest));

    say('a kernel or an initrd whose chain of clusters is cut, and which is to be deleted');
    await guest.must(fillAnew);
    await guest.must(setFatEntry(2000, freeEntry));
    check('fsck.vfat reports it', !(await isClean(guest)));
    await guest.must(replaceVersion('6.13.2', '6.13.3'));
    await run(guest, 'a cut chain', { state: 'failed', status: 1, isSaid: true }, stage);
    await run(guest, 'a cut chain, --fsck', { state: 'mirrored', status: 0, isSaid: true }, stage, '--fsck');
    await isEqual(guest, 'a cut chain, --fsck', stage);
    check('the FAT is clean after that', await isClean(guest));

    say(
      'the same for the only file that is to be deleted: the kernel stops writing, but no system call fails',
    );
    await guest.must(`head -c 40M /dev/zero >/efi0/extra && sync && ${fillAnew}`);
    await guest.must(setFatEntry(6000, freeEntry));
    await guest.must('rm /efi0/extra && sync');
    await run(guest, 'a cut file', { state: 'failed', status: 1, isSaid: true }, stage);
    await run(guest, 'a cut file, --fsck', { state: 'mirrored', status: 0, isSaid: true }, stage, '--fsck');
    await isEqual(guest, 'a cut file, --fsck', stage);
    check('the FAT is clean after that', await isClean(guest));
    await guest.powerOff();

    const alone = await machine.boot({ disks: ['disk1'] });
    same('the mirror boots alone', await alone.must(bootedVersion), '6.13.3');
    await alone.powerOff();
  },
};

async function run(
  guest: Guest,
  name: string,
  wanted: { readonly state: string; readonly status: number; readonly isSaid: boolean },
  { same, say }: Stage,
  option = '',
): Promise<void> {
  const answer = await guest.run(`esp-mirror ${option} --no-header --output state,why <${set}`);
  const [state = ''] = answer.stdout.trim().split(/\s+/);
  const isSaid = answer.stderr !== '';
  same(`${name}: ${wanted.state}`, { state, status: answer.status, isSaid }, wanted);
  say(`${name}: ${answer.stdout.trim()} ${answer.stderr.trim()}`);
}

async function isEqual(guest: Guest, name: string, { same }: Stage): Promise<void> {
  same(`${name}: the mirror is equal`, await guest.must(look), await guest.must(listTree('/efi0')));
}

async function isClean(guest: Guest): Promise<boolean> {
  return (await guest.run(`fsck.vfat -n ${device}`)).status === 0;
}
