import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { debianMirror } from './debian.ts';
import { run } from './run.ts';

/** apt on lists of its own: the host's configuration stays as it is. */
export interface Apt {
  /** Downloads packages into a directory, each by its name or as NAME/SUITE. */
  download(target: string, ...names: readonly string[]): Promise<void>;
  /** Downloads packages, and unpacks them into `root` of the directory of the lists. */
  unpack(...names: readonly string[]): Promise<void>;
}

/** By which apt trusts Debian's archive. */
const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

/**
 * Opens suites of Debian, with lists in a directory.
 *
 * @throws {RunError} when they cannot be downloaded
 */
export async function openApt(directory: string, ...suites: readonly string[]): Promise<Apt> {
  const sources = join(directory, 'sources.list');
  const mirror = await debianMirror();
  writeFileSync(
    sources,
    suites.map((suite) => `deb [signed-by=${keyring}] ${mirror} ${suite} main\n`).join(''),
  );
  for (const name of ['lists/partial', 'cache']) mkdirSync(join(directory, name), { recursive: true });
  const options = [
    `Dir::Etc::sourcelist=${sources}`,
    'Dir::Etc::sourceparts=/dev/null',
    `Dir::State::lists=${join(directory, 'lists')}`,
    `Dir::Cache=${join(directory, 'cache')}`,
    'APT::Sandbox::User=root',
  ].flatMap((option) => ['-o', option]);
  await run('apt-get', [...options, '--quiet', 'update'], { seconds: 300 });
  const download: Apt['download'] = async (target, ...names) => {
    mkdirSync(target, { recursive: true });
    await run('apt-get', [...options, 'download', ...names], { seconds: 300, cwd: target });
  };
  return {
    download,
    unpack: async (...names) => {
      const [target, root] = [join(directory, 'packages'), join(directory, 'root')];
      await download(target, ...names);
      mkdirSync(root);
      for (const name of readdirSync(target)) await run('dpkg-deb', ['--extract', join(target, name), root]);
    },
  };
}
