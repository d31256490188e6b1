import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cached, sourceOf } from '../host/cache.ts';
import { debianMirror, releaseCodename } from '../host/debian.ts';
import { run } from '../host/run.ts';
import type { GuestBase } from './base.ts';

/** Programs for firmware beside systemd-boot. */
export interface Loaders {
  /** systemd-stub, the head of a UKI. */
  readonly stub: string;
  readonly refind: string;
}

/** Unpacked from the packages of the guest's Debian, which it need not have installed. */
export async function prepareLoaders({ tree }: GuestBase): Promise<Loaders> {
  const suite = releaseCodename(tree);
  const key = [suite, ...sourceOf('guest/loaders.ts')];
  const directory = await cached('loaders', key, (target) => unpack(suite, target));
  return {
    stub: join(directory, 'root/usr/lib/systemd/boot/efi/linuxx64.efi.stub'),
    refind: join(directory, 'root/usr/share/refind/refind/refind_x64.efi'),
  };
}

/** With apt's own tools, on lists that are ours alone: the host's configuration stays as it is. */
async function unpack(suite: string, directory: string): Promise<void> {
  const sources = join(directory, 'sources.list');
  const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
  writeFileSync(sources, `deb [signed-by=${keyring}] ${await debianMirror()} ${suite} main\n`);
  for (const name of ['lists/partial', 'cache', 'packages', 'root'])
    mkdirSync(join(directory, name), { recursive: true });
  const options = [
    `Dir::Etc::sourcelist=${sources}`,
    'Dir::Etc::sourceparts=/dev/null',
    `Dir::State::lists=${join(directory, 'lists')}`,
    `Dir::Cache=${join(directory, 'cache')}`,
    'APT::Sandbox::User=root',
  ].flatMap((option) => ['-o', option]);
  await run('apt-get', [...options, '--quiet', 'update'], { seconds: 300 });
  const target = join(directory, 'packages');
  const download = ['download', 'systemd-boot-efi', 'refind'];
  await run('sh', ['-c', 'cd "$0" && exec apt-get "$@"', target, ...options, ...download], { seconds: 300 });
  for (const name of readdirSync(target))
    await run('dpkg-deb', ['--extract', join(target, name), join(directory, 'root')]);
}
