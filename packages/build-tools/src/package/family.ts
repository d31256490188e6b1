// What packages say of themselves, and what differs from one distribution's to another's.
import { readJson } from '../workspace.mjs';
import { packageVersionOf } from './file-names.ts';
import { nodeLicences } from './node-licences.ts';

/** How the commands are run: by a node that is in the binary, or by the distribution's. */
export type Flavour = 'standalone' | 'node';

/** Processors, as npm has them. */
export type Processor = 'x64' | 'arm64';

/** A package manager, or none. */
export type Family = 'deb' | 'rpm' | 'arch' | 'tar';

export const families: readonly Family[] = ['deb', 'rpm', 'arch', 'tar'];
export const flavours: readonly Flavour[] = ['standalone', 'node'];

/** The hooks of each: what makes initrds there, and who installs kernels. They do nothing where that is not installed. */
export const hookSetsOf: Readonly<Record<Exclude<Family, 'tar'>, readonly string[]>> = {
  deb: ['debian', 'dracut', 'kernel-install'],
  rpm: ['dracut', 'kernel-install'],
  arch: ['arch', 'dracut', 'kernel-install'],
};

/** How each names processors; what runs on all of them is the last. */
export const processorNames: Readonly<Record<Family, Readonly<Record<Processor | 'all', string>>>> = {
  deb: { x64: 'amd64', arm64: 'arm64', all: 'all' },
  rpm: { x64: 'x86_64', arm64: 'aarch64', all: 'noarch' },
  arch: { x64: 'x86_64', arm64: 'aarch64', all: 'any' },
  tar: { x64: 'x64', arm64: 'arm64', all: 'node' },
};

/** A package that is to be made. */
export interface Package {
  readonly family: Family;
  readonly flavour: Flavour;
  /** Of the binary; a script runs on all. */
  readonly processor: Processor;
  /** Seconds since 1970: of all files, and of the package. */
  readonly epoch: number;
  /** Compressed as fast as possible: to be tried out, and not to be given to others. */
  readonly isFast: boolean;
}

/** The name of a package: both flavours may be in one archive, but not on one machine. */
export function nameOf({ flavour }: Pick<Package, 'flavour'>): string {
  return flavour === 'node' ? 'twinroot-node' : 'twinroot';
}

/** The name of the processor that a package is for, as its family has it. */
export function processorOf({ family, flavour, processor }: Package): string {
  return processorNames[family][flavour === 'node' ? 'all' : processor];
}

/** The only place that has the version. */
export const version: string = readJson('package.json').version;

export const packageVersion = packageVersionOf(version);

export const summary = 'keep a Linux machine with two root disks bootable from either';
export const homepage = 'https://github.com/twinroot/twinroot';
/** Of this project and of what is in its bundle. */
const bundleLicences = ['MIT', 'Apache-2.0', 'ISC'];

/** Of all that is in a package, as an SPDX expression: rpm and pacman are told it. */
export function licenceOf({ flavour }: Pick<Package, 'flavour'>): string {
  const all = flavour === 'node' ? bundleLicences : [...bundleLicences, ...nodeLicences()];
  return [...new Set(all)].join(' AND ');
}
export const maintainer = 'the twinroot maintainers <maintainers@twinroot.example>';
export const description = `A machine with two disks, each with an EFI System Partition (ESP) of its own,
is to boot from either of them. These commands find out which ESP was booted,
make the others boot the same, at every instant, and say of each disk whether
the machine would come up from it alone.

No service is enabled by the installation: see esp-which(8) and the guides.`;

/** What does the same work: two of them at once would write each other's mirrors. */
export const others = ['dual-root', 'bootsync'];
