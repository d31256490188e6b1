import type { Guest } from '../guest/boot.ts';
import { type DiskSpec, type MachineSpec, partuuids, rootOf } from '../guest/disk-spec.ts';
import { bootedEsp, bootedVersion, installVersion, listTree } from '../guest/esp.ts';
import type { Scenario, Stage } from '../scenario.ts';

const ids = [...partuuids, '1f4b9a1d-2d3e-4c6f-9a01-b2c3d4e5f607'] as const;
const root = '5d0e6a14-9c7b-4f28-8a36-e1b2c3d4f5a6';

const esp = (index: 0 | 1 | 2): DiskSpec => ({
  name: `disk${index}`,
  mebibytes: 320,
  partitions: [
    {
      type: 'esp',
      partuuid: ids[index],
      mebibytes: 300,
      fat: 32,
      volumeId: `6B7EA83${index}`,
      mountpoint: `/efi${index}`,
      content: 'loader',
    },
  ],
});

/** Three disks with ESPs, and the root on a fourth: each ESP can be used without the others, and the root is one. */
const spec: MachineSpec = {
  name: 'three-and-a-root',
  disks: [
    esp(0),
    esp(1),
    esp(2),
    {
      name: 'root',
      mebibytes: 900,
      partitions: [
        {
          type: 'root',
          partuuid: 'c0ffee03-1111-4222-8333-444455556666',
          mebibytes: 800,
          fileSystem: { kind: 'ext4', uuid: root },
        },
      ],
    },
  ],
};

const install = (index: number, version: string) =>
  installVersion(`/efi${index}`, version, undefined, rootOf(spec));
const mirror = (...options: readonly string[]) =>
  `esp-which | esp-mirror --no-header -o mirror,state ${options.join(' ')}`;

/** The state of each mirror that a run reported, by its PARTUUID. */
const statesOf = (stdout: string) =>
  Object.fromEntries(stdout.split('\n').flatMap((line) => (line === '' ? [] : [line.trim().split(/ +/)])));

/** The ESPs, what is below them, and their registries. */
const everything =
  '{ cat /efi?/loader/esp-sync; find /efi? -type f -exec sha256sum {} +; } | sort | sha256sum';

/** Compares the digests of a manifest with the files, by other programs than ours, and prints how many there are. */
const digests = (index: number) => `cd /efi${index}
sed -n 's/^file  *\\([0-9a-f]*\\) [0-9]* [0-9]* /\\1  /p' loader/esp-sync >/tmp/sums
sha256sum --check --quiet --strict /tmp/sums && wc -l </tmp/sums`;

/** The script that has firmware boot from a disk from now on. */
const bootFrom = (index: number) =>
  `order=$(efibootmgr | sed -n 's/^BootOrder: //p')
first=$(efibootmgr -v | sed -n 's/^Boot\\(....\\)[* ].*${ids[index]}.*/\\1/p' | head -n 1)
efibootmgr --quiet --bootorder "$first,$(tr , '\\n' <<<"$order" | grep -vx "$first" | paste -sd ,)"`;

export const scenario: Scenario = {
  title: 'who is newer, who has gone another way, and what is rotten',
  async play(stage) {
    const { same, check, say } = stage;
    const machine = await stage.machine(spec);
    const first = await machine.boot();
    await inStep(first, [1, 2], stage, 'the set is made');
    await machine.ask(first, 'disk1', 'disk2');
    await first.powerOff();

    say('each of two disks is used without the other, and gets a kernel');
    const one = await machine.boot({ disks: ['disk0', 'root'] });
    await one.must(install(0, '6.12.2'));
    same('the others are missing', statesOf(await one.must(mirror())), {
      [ids[1]]: 'missing',
      [ids[2]]: 'missing',
    });
    await one.powerOff();
    const other = await machine.boot({ disks: ['disk1', 'root'] });
    same('the second one has booted', await other.must(bootedEsp), ids[1]);
    await other.must(install(1, '6.12.3'));
    await other.run(mirror());
    await other.powerOff();

    const apart = await machine.boot();
    const second = everything.replaceAll('/efi?', '/efi1');
    const before = await apart.must(second);
    const refused = await apart.run(mirror());
    same('the one that went another way is refused, the older one is not', statesOf(refused.stdout), {
      [ids[1]]: 'refused',
      [ids[2]]: 'mirrored',
    });
    check(
      'what differs is named, and the way out',
      refused.status === 1 && /6\.12\.3/.test(refused.stderr) && /--force/.test(refused.stderr),
      refused,
    );
    same('nothing is written on it', await apart.must(second), before);
    say(refused.stderr.trim());
    same('--force settles it', statesOf(await apart.must(mirror('--force'))), {
      [ids[1]]: 'mirrored',
      [ids[2]]: 'same',
    });
    await allEqual(apart, stage);

    say('the second leaves, misses a kernel, and joins again');
    await apart.must(`esp-leave PARTUUID=${ids[1]} </dev/null`);
    await apart.must(install(0, '6.12.4'));
    const left = await apart.must(`sha256sum </dev/disk/by-partuuid/${ids[1]}`);
    same('it is not mirrored any more', statesOf(await apart.must(mirror())), { [ids[2]]: 'mirrored' });
    same('nor written', await apart.must(`sha256sum </dev/disk/by-partuuid/${ids[1]}`), left);
    const joined = await apart.run('esp-join /efi1 </dev/null | esp-mirror --no-header -o mirror,state');
    same('it joins, and is mirrored', [joined.status, statesOf(joined.stdout)[ids[1]]], [0, 'mirrored']);
    await inStep(apart, [1, 2], stage, 'all are in step');
    // Its boot option has left with it.
    await apart.must('esp-which | esp-firmware');

    say('rot: a byte changes under the mount');
    await rot(apart, 2, 'mirror', stage);
    await rot(apart, 0, 'source', stage);
    await apart.powerOff();

    say('the first gets a kernel while the second is away; then the second is booted, which is stale');
    const alone = await machine.boot({ disks: ['disk0', 'disk2', 'root'] });
    await alone.must(install(0, '6.12.5'));
    same('the third follows', statesOf(await alone.must(mirror())), {
      [ids[1]]: 'missing',
      [ids[2]]: 'mirrored',
    });
    await alone.must(bootFrom(0));
    await alone.powerOff();
    const turned = await machine.boot({ disks: ['disk1', 'root'] });
    await turned.must(bootFrom(1));
    await turned.powerOff();
    const stale = await machine.boot();
    same('the stale one has booted', await stale.must(bootedEsp), ids[1]);
    const kept = await stale.must(everything);
    const newer = await stale.run(mirror());
    same('both others are newer', statesOf(newer.stdout), { [ids[0]]: 'refused', [ids[2]]: 'refused' });
    check('it is said', newer.status === 1 && /a stale disk was booted/.test(newer.stderr), newer);
    same('nothing is written', await stale.must(everything), kept);
    await stale.must(bootFrom(0));
    await stale.powerOff();

    const back = await machine.boot();
    same(
      'the first one has booted, with its kernel',
      [await back.must(bootedEsp), await back.must(bootedVersion)],
      [ids[0], '6.12.5'],
    );
    same('who was away is brought in step', statesOf(await back.must(mirror())), {
      [ids[1]]: 'mirrored',
      [ids[2]]: 'same',
    });
    await allEqual(back, stage);
    for (const index of [0, 1, 2]) {
      const { status, stdout, stderr } = await back.run(digests(index));
      check(
        `sha256sum agrees with the registry of /efi${index}`,
        status === 0 && Number(stdout) > 8,
        stdout + stderr,
      );
    }
    await back.powerOff();
  },
};

async function inStep(guest: Guest, mirrors: readonly (0 | 1 | 2)[], stage: Stage, what: string) {
  const { status, stdout, stderr } = await guest.run(mirror());
  stage.check(`${what}: status`, status === 0, stdout + stderr);
  stage.same(what, Object.keys(statesOf(stdout)).sort(), mirrors.map((index) => ids[index]).sort());
  await allEqual(guest, stage);
}

async function allEqual(guest: Guest, { same }: Stage) {
  const trees = new Set<string>();
  for (const index of [0, 1, 2]) trees.add(await guest.must(listTree(`/efi${index}`)));
  same('all three hold the same', trees.size, 1);
}

/** A byte of the initrd of 6.12.4 changes on the disk, its size and time do not; it is found, and mended from another member. */
async function rot(guest: Guest, index: 0 | 2, where: 'source' | 'mirror', { same, check, say }: Stage) {
  const device = `/dev/disk/by-partuuid/${ids[index]}`;
  // What printf put at the end of the kernel is there once in each file system.
  await guest.must(`set -e; sync; umount /efi${index}
at=$(LC_ALL=C grep --text --byte-offset --only-matching -m 1 'kernel 6\\.12\\.4' ${device} | head -n 1 | cut -d: -f1)
printf K | dd of=${device} bs=1 seek="$at" conv=notrunc status=none
sync; mount /efi${index}; grep -c 'Kernel 6\\.12\\.4' /efi${index}/*/6.12.4/linux`);
  const plain = await guest.run(mirror());
  same(`on the ${where}: without --checksum nobody reads it`, plain.status, 0);
  const found = await guest.run(mirror('--checksum'));
  say(found.stderr.trim());
  if (where === 'source') {
    check('it is found, and not mirrored', found.status === 1 && /rotten/.test(found.stderr), found);
    same(
      'the others are whole',
      (await guest.run("grep -c 'Kernel 6.12.4' /efi1/*/6.12.4/linux")).stdout.trim(),
      '0',
    );
    const healed = await guest.run(mirror('--heal'));
    check('--heal takes a whole one from a mirror', healed.status === 0, healed);
  } else same('it is found, and mended from the source', statesOf(found.stdout)[ids[index]], 'mirrored');
  await allEqual(guest, { same } as Stage);
  same('and all is well', (await guest.run(mirror('--checksum'))).status, 0);
}
