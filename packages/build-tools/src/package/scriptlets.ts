// What package managers run around an installation, in sh. Nothing is enabled, and nothing fails a transaction: what cannot be done is
// left to the administrator.

/** Texts of sh, each for one moment. */
export interface Scriptlets {
  /** After the files are there. */
  readonly installed: string;
  /** After the files of a newer version are there. */
  readonly upgraded: string;
  /** Before the files go for good. */
  readonly removing: string;
  /** After they went. */
  readonly removed: string;
  /** When nothing is to stay: what the commands wrote beside the ESPs. */
  readonly purged: string;
}

const running = '[ -d /run/systemd/system ]';
const reload = `if ${running}; then systemctl daemon-reload || :; fi`;

/**
 * The scriptlets of a package.
 *
 * @param units those that can be enabled
 */
export function scriptletsOf(units: readonly string[]): Scriptlets {
  const watchers = units.filter((unit) => unit.endsWith('-watch.service'));
  const timers = units.filter((unit) => unit.endsWith('.timer'));
  return {
    installed: reload,
    // A watcher has pending changes mirrored before it ends, which may take a while.
    upgraded: `if ${running}; then
  systemctl daemon-reload || :
  systemctl --no-block try-restart ${watchers.join(' ')} || :
fi`,
    // What is mounted on /boot by esp-bind.service stays there: it is in use.
    removing: `if command -v systemctl >/dev/null; then
  if ${running}; then systemctl stop ${[...timers, ...watchers].join(' ')} || :; fi
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
