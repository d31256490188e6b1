// What package managers run around an installation, in sh. Nothing is enabled that was not, and nothing fails a transaction: what cannot
// be done is left to the administrator.

/** Texts of sh, each for one moment. */
export interface Scriptlets {
  /** After the files are there: the first ones, those of a newer version, or those of the other flavour. */
  readonly installed: string;
  /** Before the files go for good. Where the other flavour takes their place, this is not run. */
  readonly removing: string;
  /** After they went. */
  readonly removed: string;
  /** When nothing is to stay: what the commands wrote beside the ESPs. */
  readonly purged: string;
}

const running = '[ -d /run/systemd/system ]';
const reload = `if ${running}; then systemctl daemon-reload || :; fi`;

const watchersOf = (units: readonly string[]) => units.filter((unit) => unit.endsWith('-watch.service'));
const timersOf = (units: readonly string[]) => units.filter((unit) => unit.endsWith('.timer'));

/**
 * The scriptlets of a package.
 *
 * @param units those that can be enabled
 */
export function scriptletsOf(units: readonly string[]): Scriptlets {
  const stopped = [...timersOf(units), ...watchersOf(units)];
  return {
    // Of a first installation no watcher runs. One that does is of what was there before, and has pending changes mirrored before it
    // ends, which may take a while.
    installed: `if ${running}; then
  systemctl daemon-reload || :
  systemctl --no-block try-restart ${watchersOf(units).join(' ')} || :
fi`,
    // What is mounted on /boot by esp-bind.service stays there: it is in use.
    removing: `if command -v systemctl >/dev/null; then
  if ${running}; then systemctl stop ${stopped.join(' ')} || :; fi
  systemctl --quiet --no-reload disable ${units.join(' ')} 2>/dev/null || :
fi`,
    removed: reload,
    // Not what the administrator wrote into /etc/twinroot.
    purged: `if [ ! -e /usr/bin/twinroot ]; then
  rm -rf /var/lib/twinroot /var/cache/twinroot /run/twinroot
  rmdir /etc/twinroot 2>/dev/null || :
fi`,
  };
}

/** Where a removal notes which units were enabled, and which ran; it is gone with the next boot. */
export const unitsNote = '/run/twinroot-units';

/** What a removal and the installation after it say to each other. */
export interface Noted {
  /** Before {@link Scriptlets.removing}. */
  readonly note: string;
  /** In the place of {@link Scriptlets.installed}: units that a removal just before has noted are enabled, and started, again. */
  readonly again: string;
}

/**
 * For a package manager that removes one flavour before it has a word of the other: apt calls dpkg once to remove the one and once more
 * to install the other.
 *
 * @param units those that can be enabled
 */
export function notedOf(units: readonly string[]): Noted {
  const stopped = [...timersOf(units), ...watchersOf(units)];
  return {
    note: `if command -v systemctl >/dev/null; then
  rm -f ${unitsNote}
  for unit in ${units.join(' ')}; do
    if [ "$(systemctl is-enabled "$unit" 2>/dev/null)" = enabled ]; then echo "enabled $unit" >>${unitsNote} || :; fi
  done
  for unit in ${stopped.join(' ')}; do
    if ${running} && systemctl --quiet is-active "$unit"; then echo "active $unit" >>${unitsNote} || :; fi
  done
fi`,
    again: `if [ -e ${unitsNote} ]; then
  for unit in $(sed -n 's/^enabled //p' ${unitsNote}); do systemctl --quiet --no-reload enable "$unit" || :; done
fi
${scriptletsOf(units).installed}
if [ -e ${unitsNote} ]; then
  for unit in $(sed -n 's/^active //p' ${unitsNote}); do
    if ${running}; then systemctl --no-block start "$unit" || :; fi
  done
  rm -f ${unitsNote}
fi`,
  };
}
