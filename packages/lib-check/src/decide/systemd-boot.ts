import { foldPath } from '@twinroot/lib-fat';
import { waysIn } from './checks/firmware.ts';
import type { MachineFacts, MemberFacts } from './facts/machine-facts.ts';
import { fileOfMember, isSameFacts } from './member-tree.ts';

const ownPrograms = /^EFI\/SYSTEMD\/SYSTEMD-BOOT[^/]*\.EFI$/;

/**
 * Whether all that the firmware starts on a member is systemd-boot, by its path, its SBAT data, or as a copy of the one in EFI/systemd. Of
 * others (GRUB, rEFInd, what shim loads) it is not known which entries they pass over.
 *
 * Source: systemd src/boot/boot.c (DECLARE_SBAT), src/bootctl/bootctl-install.c (the copy at the removable path).
 */
export function startsSystemdBoot(
  facts: Pick<MachineFacts, 'host' | 'firmware'>,
  member: Pick<MemberFacts, 'files' | 'partuuid'>,
): boolean {
  const own = [...member.files].filter(([path]) => ownPrograms.test(foldPath(path)));
  const started = waysIn({ facts, member });
  return (
    started.length > 0 &&
    started.every((path) => {
      const file = fileOfMember(member, path);
      return (
        ownPrograms.test(foldPath(path)) ||
        /^systemd-boot,/m.test(file?.image?.sbat ?? '') ||
        own.some(([, one]) => isSameFacts(one, file))
      );
    })
  );
}
