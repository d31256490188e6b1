import { verdicts } from '../stories/verdicts.ts';

const loaders = 'EFI/BOOT/BOOTX64.EFI';
/** The number of the boot option of a disk. */
const option = (disk: string) => `$(efibootmgr | sed -n 's/^Boot\\(....\\)[* ].*Guest ${disk}.*/\\1/p')`;

export const scenario = verdicts('what esp-check says of the way in, and what the firmware then does', [
  {
    what: 'the mirror has neither a boot option nor the removable path',
    script: `rm /efi1/${loaders}; efibootmgr --quiet --bootnum ${option('disk1')} --delete-bootnum`,
    alone: { disk0: null, disk1: 'way-in' },
  },
  {
    what: 'the mirror has a boot option only',
    script: `rm /efi1/${loaders}`,
    alone: { disk1: null },
  },
  {
    what: 'the mirror has the removable path only',
    script: `efibootmgr --quiet --bootnum ${option('disk1')} --delete-bootnum`,
    alone: { disk1: null },
  },
  {
    what: 'BootOrder has the other disk only',
    script: `efibootmgr --quiet --bootorder ${option('disk0')}`,
    alone: { disk1: null },
  },
  {
    what: 'BootOrder has the other disk only, and the removable path is gone',
    script: `rm /efi1/${loaders}; efibootmgr --quiet --bootorder ${option('disk0')}`,
    alone: { disk1: 'way-in' },
  },
  {
    what: "the mirror's boot option is switched off, and the removable path is gone",
    // By hand: efibootmgr 17 finds no option that the firmware has made anew, and the guest has no chattr (FS_IOC_SETFLAGS).
    script: `rm /efi1/${loaders}; cd /sys/firmware/efi/efivars; option=Boot${option('disk1')}-*
perl -e 'open F, "<", shift or die; my $none = pack "l", 0; ioctl F, 0x40086602, $none or die $!' $option; { head -c 4 $option; printf '\\0'; cat $option | tail -c +6; } >/tmp/option; cat /tmp/option >$(echo $option)`,
    alone: { disk1: 'way-in' },
  },
  {
    what: "the mirror's boot option names a loader that is gone",
    script: 'rm /efi1/EFI/systemd/systemd-bootx64.efi',
    alone: { disk1: null },
  },
  {
    what: "the mirror's partition has another type",
    script:
      'sfdisk --quiet --no-reread --no-tell-kernel --part-type /dev/vdb 1 0FC63DAF-8483-4772-8E79-3D69D8477DE4; partx --update --nr 1 /dev/vdb; udevadm settle',
    // No ESP by its type is no member: the firmware starts what is on it all the same.
    alone: { disk1: 'unknown' },
  },
]);
