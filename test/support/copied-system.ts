import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type t from 'tap';
import { type Answer, call } from './call.ts';

// Copies of this system, which are file systems over it, for package managers to write to. To be used in a mount namespace that is
// thrown away (mount-namespace.ts).

const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root', LC_ALL: 'C' };
const mount = (...args: readonly string[]) => execFileSync('mount', args, { env });

/** What package managers themselves write, and what they have others write. */
const theirs = /^\/(?:var\/(?:lib\/(?:dpkg|rpm|pacman)|log|cache|tmp)|etc\/ld\.so\.cache$)(?:\/|$)/;

/** A copy of this system. */
export interface CopiedSystem {
  readonly root: string;
  /** Runs a program in it. */
  run(program: string, ...args: readonly string[]): Promise<Answer>;
  /** The paths in which it differs from this system, but for what is of package managers; of what is deleted, too. */
  changed(): readonly string[];
}

/** A directory in memory for copies, which is unmounted with all that is mounted in it when the test is over. */
export function placeOfSystems(test: Pick<typeof t, 'teardown'>): string {
  // Mounted on, it is not removed by tap.
  const systems = mkdtempSync(join(tmpdir(), 'twinroot-systems-'));
  mount('-t', 'tmpfs', 'none', systems);
  test.teardown(() => {
    execFileSync('umount', ['--recursive', systems], { env });
    rmdirSync(systems);
  });
  return systems;
}

/** A copy in a directory that is not there yet. */
export function newCopiedSystem(directory: string): CopiedSystem {
  const [upper, work, root] = [join(directory, 'upper'), join(directory, 'work'), join(directory, 'root')];
  for (const path of [upper, work, root]) mkdirSync(path, { recursive: true });
  mount('-t', 'overlay', '-o', `lowerdir=/,upperdir=${upper},workdir=${work}`, 'none', root);
  for (const path of ['/dev', '/proc']) mount('--bind', path, join(root, path));
  mount('-t', 'tmpfs', 'none', join(root, 'run'));
  return {
    root,
    run: (program, ...args) => call('/usr/sbin/chroot', [root, program, ...args], { env }),
    changed: () =>
      readdirSync(upper, { recursive: true, withFileTypes: true })
        .filter((entry) => !entry.isDirectory())
        .map((entry) => join(entry.parentPath, entry.name).slice(upper.length))
        .filter((path) => /^\/(?:etc|usr|var|boot|opt|lib|s?bin)\//.test(path) && !theirs.test(path))
        .sort(),
  };
}

/** Runs pacman on a copy, without signatures and repositories; it asks nothing, and answers its own questions by their defaults. */
export function pacmanOf({ root }: CopiedSystem): (...args: readonly string[]) => Promise<Answer> {
  const configuration = join(root, 'run/pacman.conf');
  writeFileSync(configuration, '[options]\nArchitecture = auto\nSigLevel = Never\n');
  mkdirSync(join(root, 'var/lib/pacman'), { recursive: true });
  return (...args) =>
    call('/usr/bin/pacman', ['--config', configuration, '--root', root, '--noconfirm', ...args], { env });
}
