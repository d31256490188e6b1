import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openApt } from '../host/apt.ts';
import { cached, sourceOf } from '../host/cache.ts';
import { releaseCodename } from '../host/debian.ts';
import { run } from '../host/run.ts';
import type { GuestBase } from './base.ts';

const metaPackage = 'linux-image-cloud-amd64';

/** Packages that a package depends on, and that come with the kernel. */
async function kernelPackagesOf(path: string): Promise<readonly string[]> {
  const depends = await run('dpkg-deb', ['--field', path, 'Pre-Depends', 'Depends']);
  return depends.split(/[,|:]/).flatMap((one) => /^\s*(linux-[\w.+-]+)/.exec(one)?.[1] ?? []);
}

/**
 * A repository for apt, as a directory: a newer kernel for a guest, out of its Debian's backports, with all that comes with it.
 *
 * @throws {RunError} when it cannot be downloaded
 */
export async function prepareUpgrades({ tree }: GuestBase): Promise<string> {
  const suite = releaseCodename(tree);
  const newer = `${suite}-backports`;
  const key = [suite, ...sourceOf('guest/upgrades.ts', 'host/apt.ts')];
  const directory = await cached('upgrades', key, async (target) => {
    const pool = join(target, 'pool');
    const apt = await openApt(target, suite, newer);
    const waiting = [metaPackage];
    const known = new Set(waiting);
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const before = new Set(filesIn(pool));
      // What is the same in both suites is in the guest already.
      const isNewer = await apt.download(pool, `${name}/${newer}`).then(
        () => true,
        () => false,
      );
      if (!isNewer) continue;
      for (const file of filesIn(pool).filter((one) => !before.has(one)))
        for (const each of await kernelPackagesOf(join(pool, file)))
          if (!known.has(each)) {
            known.add(each);
            waiting.push(each);
          }
    }
    const stanzas: string[] = [];
    for (const name of filesIn(pool)) {
      const path = join(pool, name);
      const control = await run('dpkg-deb', ['--field', path]);
      const digest = createHash('sha256').update(readFileSync(path)).digest('hex');
      stanzas.push(`${control}Filename: ./${name}\nSize: ${statSync(path).size}\nSHA256: ${digest}\n`);
    }
    if (stanzas.length === 0) throw new Error(`${newer} has no ${metaPackage}`);
    writeFileSync(join(pool, 'Packages'), stanzas.join('\n'));
    for (const name of ['lists', 'cache']) rmSync(join(target, name), { recursive: true });
  });
  return join(directory, 'pool');
}

function filesIn(pool: string): readonly string[] {
  try {
    return readdirSync(pool).toSorted();
  } catch {
    return [];
  }
}
