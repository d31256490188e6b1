import type { Welcome, WelcomeAnswer } from '@twinroot/lib-command';

/** What `twinroot` says on a terminal: of each disk, whether the machine comes up from it alone, and what to do next. */
export const welcome: Welcome = {
  question: 'If one of its disks dies now, does this machine come up?',
  pipe: ['esp-which', ':', 'esp-check', '--summary'],
  next: (answer) =>
    `${words[answer]}  twinroot --help                      all commands; man twinroot has the whole\n`,
};

const words: Readonly<Record<WelcomeAnswer, string>> = {
  yes: `Yes. What you may do next:

  esp-which | esp-check --human        all that was looked at
  esp-which | esp-mirror --dry-run     what the mirrors would get now
  esp-which | esp-firmware --dry-run   boot options for each disk; with --next DISK, a drill: boot that one once
  systemctl enable --now esp-watch.service esp-mirror.timer
                                       mirror after each change, and compare once a day
`,
  no: `Not from each of them, or that is not sure. What stands behind "run:" mends it; then ask again.

  esp-which | esp-check --human        all that was looked at, and what mends each of it
`,
  none: `That cannot be told; the lines above say why. It takes a machine that was booted by UEFI, with an EFI System Partition on each
of its disks. "man esp-which" says how a second one is made known.

`,
  'not root': `Only root can look at that: sudo twinroot

`,
};
