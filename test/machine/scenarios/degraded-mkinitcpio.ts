import { mkinitcpioSource } from '../guest/initrds.ts';
import type { Scenario } from '../scenario.ts';
import { degradedRoots } from '../stories/degraded.ts';

const played = degradedRoots('RAID1 roots with initrds of mkinitcpio, each disk away or slow', [
  { kind: 'btrfs', maker: 'mkinitcpio' },
  { kind: 'btrfs', maker: 'mkinitcpio-systemd' },
  { kind: 'md', maker: 'mkinitcpio' },
  { kind: 'md', maker: 'mkinitcpio-systemd', comesUpAnyway: true },
]);

export const scenario: Scenario = {
  ...played,
  ...(mkinitcpioSource === undefined && {
    unfinished: 'Debian has no mkinitcpio; TWINROOT_MKINITCPIO=DIRECTORY names its source',
  }),
};
