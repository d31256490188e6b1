// Where a package expects things, as directories of the installed machine.
import { execaSync } from 'execa';

/** A variable of pkg-config(1); undefined where it, or the package, is not there. */
function fromPkgConfig(name: string, variable: string): string | undefined {
  const { exitCode, stdout } = execaSync('pkg-config', [`--variable=${variable}`, name], { reject: false });
  const value = exitCode === 0 ? stdout.trim() : '';
  return value === '' ? undefined : value;
}

/** Directories of the installed machine. */
export interface Layout {
  readonly bin: string;
  readonly lib: string;
  readonly doc: string;
  readonly man: string;
  readonly units: string;
  readonly udev: string;
  readonly bash: string;
  readonly fish: string;
  readonly zsh: string;
  readonly alpm: string;
  readonly mkinitcpio: string;
  readonly initramfsTools: string;
  readonly kernelInstall: string;
}

/**
 * The directories below a prefix. With /usr they are those of the distribution's packages, as pkg-config has them. Hooks
 * are looked for by their package managers in one vendor's and one administrator's directory each (alpm-hooks(5),
 * kernel-install(8), mkinitcpio(8), udev(7)): the first is for packages, whose prefix is /usr, and the second for all else.
 */
export function layoutOf({ prefix, unitdir }: { prefix: string; unitdir: string | undefined }): Layout {
  return layoutWith({ prefix, unitdir, ask: fromPkgConfig });
}

/** The same for another machine than this one: directories as they are upstream, whatever pkg-config says here. */
export function layoutElsewhere(prefix: string): Layout {
  return layoutWith({ prefix, unitdir: `${prefix}/lib/systemd/system`, ask: () => undefined });
}

interface Asked {
  readonly prefix: string;
  readonly unitdir: string | undefined;
  ask(name: string, variable: string): string | undefined;
}

function layoutWith({ prefix, unitdir, ask }: Asked): Layout {
  const isPackage = prefix === '/usr';
  const known = (name: string, variable: string) => (isPackage ? ask(name, variable) : undefined);
  const vendorOr = (vendor: string, administrator: string) => (isPackage ? vendor : administrator);
  return {
    bin: `${prefix}/bin`,
    lib: `${prefix}/lib/twinroot`,
    doc: `${prefix}/share/doc/twinroot`,
    man: `${prefix}/share/man`,
    units: unitdir ?? known('systemd', 'systemdsystemunitdir') ?? `${prefix}/lib/systemd/system`,
    udev: vendorOr('/usr/lib/udev/rules.d', '/etc/udev/rules.d'),
    bash: known('bash-completion', 'completionsdir') ?? `${prefix}/share/bash-completion/completions`,
    fish: known('fish', 'completionsdir') ?? `${prefix}/share/fish/vendor_completions.d`,
    zsh: `${prefix}/share/zsh/site-functions`,
    alpm: vendorOr('/usr/share/libalpm/hooks', '/etc/pacman.d/hooks'),
    mkinitcpio: vendorOr('/usr/lib/initcpio', '/etc/initcpio'),
    initramfsTools: vendorOr('/usr/share/initramfs-tools', '/etc/initramfs-tools'),
    kernelInstall: vendorOr('/usr/lib/kernel/install.d', '/etc/kernel/install.d'),
  };
}
