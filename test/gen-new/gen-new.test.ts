import t from 'tap';
import { testInNamespace } from '../support/mount-namespace.ts';
import { needs } from '../support/needs.ts';

t.setTimeout(600_000);
testInNamespace('gen-new/gen-new', 'gen-new on a real btrfs');
testInNamespace('gen-new/etc', 'gen-new on a machine whose /etc was changed');
testInNamespace('gen-new/init', 'gen-new --init on a real btrfs');
testInNamespace('gen-new/nested', 'gen-new and subvolumes inside of generations');

/** Where a package manager is, that one, too. */
function withManager(program: string): void {
  const title = `gen-new with ${program}`;
  const given = needs(program);
  if (given.skip === false) testInNamespace(`gen-new/${program}`, title);
  else t.test(title, given, async () => {});
}
withManager('pacman');
withManager('apt-get');
withManager('rpm');
testInNamespace('gen-new/command-lines', 'gen-new with the command lines of apk and dnf');
