import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.ts';

/** The packages that the host needs, as test/machine/packages lists them. */
export function neededPackages(): readonly string[] {
  const text = readFileSync(join(import.meta.dirname, '../packages'), 'utf8');
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

/**
 * Sees to it that the host has what the tests need: root on Debian installs it, anybody else is told.
 *
 * @throws {Error} naming the packages that are missing
 */
export async function preparePackages(): Promise<void> {
  if (!existsSync('/usr/bin/dpkg-query'))
    throw new Error(`not Debian: install ${neededPackages().join(' ')}`);
  const installed = await run('dpkg-query', ['--show', '--showformat', '${db:Status-Abbrev} ${Package}\n']);
  const there = new Set(
    installed
      .split('\n')
      .filter((line) => line.startsWith('ii'))
      .map((line) => line.split(/\s+/).at(-1)),
  );
  const missing = neededPackages().filter((name) => !there.has(name));
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0) throw new Error(`as root: apt-get install ${missing.join(' ')}`);
  console.info(`# installing ${missing.join(' ')}`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const install = ['install', '--yes', '--quiet', '--no-install-recommends', ...missing];
  try {
    await run('apt-get', install, { seconds: 600, env });
  } catch {
    // Package lists that were never fetched, or that have aged.
    await run('apt-get', ['update', '--quiet'], { seconds: 300, env });
    await run('apt-get', install, { seconds: 600, env });
  }
}

/**
 * The address from which this host's apt gets Debian.
 *
 * @throws {Error} when apt has none
 */
export async function debianMirror(): Promise<string> {
  const format = '$(ORIGIN) $(COMPONENT) $(CODENAME) $(REPO_URI)';
  const targets = await run('apt-get', ['indextargets', '--format', format, 'Created-By: Packages']);
  for (const line of targets.split('\n')) {
    const [origin, component, codename, address] = line.split(' ');
    if (origin === 'Debian' && component === 'main' && /^[a-z]+$/.test(codename ?? '') && address)
      return address;
  }
  throw new Error("apt's configuration has no Debian archive");
}

/** The code name of the host's release, or of another root's. */
export function releaseCodename(root = '/'): string {
  const text = readFileSync(join(root, 'etc/os-release'), 'utf8');
  const [, codename] = /^VERSION_CODENAME=(.+)$/m.exec(text) ?? [];
  return codename ?? 'unknown';
}
