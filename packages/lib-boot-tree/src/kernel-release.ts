import { compareVersions } from '@twinroot/lib-bls';

/** A kernel's release, taken apart (uname(2): `6.16.0-rc7-arch1`). */
export interface KernelRelease {
  readonly text: string;
  /** What is built: at least three numbers, and `~rcN` or `~next` for what comes before them: `6.16.0~rc7`. Format: UAPI.10. */
  readonly base: string;
  /** How it is built, the words of its local suffix, without numbers: `arch`, `lts`, `amd generic`. */
  readonly flavour: string;
  /** The local suffix, without what the base has of it. */
  readonly suffix: string;
}

/**
 * Takes a release apart. A candidate is known wherever its `rcN` stands: `6.16.0-rc7`, `6.16~rc7`, `6.16.0-061600rc7-generic`,
 * `6.16.0-0.rc7.20250718git.53.fc43`.
 *
 * Source: Linux Makefile (KERNELRELEASE, EXTRAVERSION), scripts/setlocalversion (`-gCOMMIT`, `+`, `-dirty`).
 */
export function parseRelease(text: string): KernelRelease {
  const [numbers = ''] = /^\d+(?:\.\d+)*/.exec(text) ?? [];
  const parts = numbers.split('.');
  while (parts.length < 3) parts.push('0');
  const rest = text.slice(numbers.length).toLowerCase();
  const [candidate, number] = /rc(\d+)/.exec(rest) ?? [];
  const isNext = candidate === undefined && /\bnext\b/.test(rest);
  const before = candidate === undefined ? (isNext ? '~next' : '') : `~rc${number}`;
  const suffix = rest
    .replace(/rc\d+/, '')
    .replace(/\b(?:next|dirty|git)\b/g, '')
    // The commit says nothing of what is newer.
    .replace(/\bg[0-9a-f]{7,40}\b/g, '');
  const words = new Set(suffix.match(/[a-z]+/g) ?? []);
  return { text, base: parts.join('.') + before, flavour: [...words].join(' '), suffix };
}

/**
 * Compares two releases: negative when `a` is older. 0 where there is no verdict: they are the same, or differ in nothing but
 * how they are built.
 */
export function compareReleases(a: KernelRelease, b: KernelRelease): number {
  const order = compareVersions(a.base, b.base);
  return order !== 0 || a.flavour !== b.flavour ? order : compareVersions(a.suffix, b.suffix);
}
