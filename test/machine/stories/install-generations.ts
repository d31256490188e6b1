import { commandsFor } from '../../support/guide-commands.ts';
import type { Guest } from '../guest/boot.ts';
import { kernelOptions } from '../guest/entry.ts';
import { installation } from '../guest/installed.ts';
import type { Stage } from '../scenario.ts';

/** Seconds that a step may take: a root is copied. */
const patience = 1200;

/** What a guest does in the place of a command of the guide; null: that command as it is. */
function instead(command: string): string | null {
  // There is no network: what is installed is what runs, with its kernel and its initrd.
  if (command.startsWith('debootstrap '))
    return 'mkdir /run/live && mount --bind / /run/live && cp -a /run/live/. /mnt/current/0/@/ && umount /run/live && : >/mnt/current/0/@/etc/fstab';
  if (command.includes(' apt-get install ')) return 'ls /target/boot/vmlinuz-* /target/boot/initrd.img-*';
  if (command.startsWith('echo ')) return command.replace('quiet', kernelOptions);
  return command === 'reboot' ? 'sync' : null;
}

/**
 * Installs generations of the root from a live system, by the commands of the guide, on vda and vdb.
 *
 * @param loaders what installs a boot loader, in the place of what the guide has for systemd-boot; null: that
 * @returns the id of the first generation
 */
export async function installGenerations(
  live: Guest,
  { say }: Pick<Stage, 'say'>,
  loaders: readonly string[] | null = null,
): Promise<string> {
  await live.must(
    `${await installation('--hooks', 'debian')}
rm -rf /etc/apt/sources.list /etc/apt/sources.list.d/*; echo 'deb [trusted=yes] file:/var/cache/pool ./' >/etc/apt/sources.list`,
    patience,
  );
  // One shell, as at a terminal: a variable of one command is there in the next.
  const commands = commandsFor('scratch', 'generations.md').flatMap((command) => {
    if (loaders !== null && command.includes(' bootctl ')) return command.includes('/efi0') ? loaders : [];
    return [instead(command) ?? command.replaceAll(/\bsd(?=[a-z]\d*\b)/g, 'vd')];
  });
  for (const command of commands) say(command);
  return (
    await live
      .must(`set -e\n${commands.join('\n')}\necho "id $id" >&2; echo "$id" >/run/id`, patience)
      .then(() => live.must('cat /run/id'))
  ).trim();
}

/** What was booted, as a path below the top of the btrfs. */
export const bootedRoot = 'findmnt --noheadings --output FSROOT / | tr -d "\\n"';

/** What was booted is found good, as systemd-bless-boot(8) and esp-bless do where they run. */
export const blessBooted = `set -e
id=$(${bootedRoot} | sed 's#/snapshots/##; s#/@##')
for name in /efi?/loader/entries/*-gen-$id+*.conf /efi?/EFI/Linux/*-gen-$id+*.efi; do
  [ ! -e "$name" ] || mv "$name" "$(echo "$name" | sed 's/+[^.]*//')"
done
sync`;
