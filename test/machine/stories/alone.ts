import type { Guest } from '../guest/boot.ts';
import type { Machine } from '../guest/machine.ts';
import type { Stage } from '../scenario.ts';

/** Where the guides mount the other disk: its rows in fstab name it, and nothing waits for them. */
const peerRow = '/mnt/root1.*nofail';
/** The lines of crypttab that open the other disk's volume: nothing waits for them either. */
const peerVolume = '[, ]nofail';

/** What a root that was booted from one disk alone is asked. */
export interface AloneFacts {
  /** Ids of the disk that is away. */
  readonly others: readonly string[];
  /** Files that may name ids of a disk, beside fstab and crypttab, as words of a shell: what it is booted by. */
  readonly naming: string;
  /** What is mounted. */
  readonly mounted: readonly string[];
}

export const rootUuid = 'findmnt --noheadings --first-only --output UUID / | tr -d "\\n"';

/** Whether an answer of findmnt --verify has nothing to say. */
export function isClean({ status, stdout }: { readonly status: number; readonly stdout: string }): boolean {
  return status === 0 && /^Success/m.test(stdout);
}

/** How a root is that was booted from one disk alone. */
export async function standsAlone(
  guest: Guest,
  { others, naming, mounted }: AloneFacts,
  { same, check }: Stage,
): Promise<void> {
  // findmnt(8) knows `noauto`, and not `nofail`: rows of the disk that is away are errors to it.
  const verified = await guest.run(
    `grep -v '${peerRow}' /etc/fstab >/run/fstab; findmnt --verify --tab-file /run/fstab`,
  );
  check('findmnt --verify is clean, but for the rows of the other disk', isClean(verified), verified);
  const texts = `{ grep -v '${peerRow}' /etc/fstab; grep -v '${peerVolume}' /etc/crypttab; cat ${naming}; } 2>/dev/null`;
  const found = await guest.run(`${texts} | grep -iE '${others.join('|')}'`);
  same('nothing names the other disk but rows that may fail', [found.stdout, found.status], ['', 1]);
  const failed = await guest.must('systemctl list-units --failed --no-legend --plain');
  same('no unit has failed', failed.trim(), '');
  for (const path of mounted)
    check(`${path} is mounted`, (await guest.run(`mountpoint -q ${path}`)).status === 0);
}

/** A disk that is taken away, and how the machine is with the other one. */
export interface Pulled extends AloneFacts {
  /** Which disk is taken away, in a word, and the name of the one that stays. */
  readonly away: string;
  readonly stays: string;
  /** Ids of the disk that stays, its root's UUID among them. */
  readonly own: readonly string[];
  /** What else is to be seen. */
  readonly look?: (guest: Guest) => Promise<void>;
}

/** Boots a machine without one of its disks. */
export async function pullDisk(machine: Machine, pulled: Pulled, stage: Stage): Promise<void> {
  stage.say(`the ${pulled.away} disk is away`);
  const guest = await machine.boot({ disks: [pulled.stays] });
  const root = await guest.must(rootUuid);
  stage.check('the root is on the disk that is there', pulled.own.includes(root), root);
  await standsAlone(guest, pulled, stage);
  await pulled.look?.(guest);
  await guest.powerOff();
}

/**
 * A script for the guest that names each file below a mounted root that has an id of others, in bytes of any kind, but for the map,
 * the rows of fstab and crypttab for the other disk, and what grub-install leaves beside GRUB's modules, which nothing starts; and
 * each file in its initrds, which are unpacked.
 */
export function searchFor(others: readonly string[], root = '/mnt/root1'): string {
  const ids = others.map((id) => `-e '${id}'`).join(' ');
  return [
    'export LC_ALL=C',
    `grep -riaFl ${ids} ${root} | grep -vx -e ${root}/etc/fstab -e ${root}/etc/crypttab -e ${root}/etc/twinroot/spare.map -e '${root}/boot/grub/x86_64-efi/\\(core\\|grub\\).efi'`,
    `grep -v '${peerRow}' ${root}/etc/fstab | grep -iF ${ids}`,
    `grep -v '${peerVolume}' ${root}/etc/crypttab 2>/dev/null | grep -iF ${ids}`,
    'rm -rf /run/initrd',
    `for initrd in ${root}/boot/initrd.img-*; do`,
    '  unmkinitramfs "$initrd" /run/initrd >&2 || echo "$initrd is not unpacked"',
    `  grep -riaFl ${ids} /run/initrd && echo "of $initrd"`,
    '  rm -rf /run/initrd',
    'done',
    'true',
  ].join('\n');
}
