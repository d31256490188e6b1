import t from 'tap';
import { installText, packageOf } from '../../src/decide/tool-package.ts';

t.test('the package of a tool', async (t) => {
  const cases: readonly (readonly [tool: string, due: string | null])[] = [
    ['flock', 'util-linux'],
    ['sync', 'coreutils'],
    ['fsck.vfat', 'dosfstools'],
    ['mkfs.fat', 'dosfstools'],
    ['sfdisk', 'util-linux, on Debian fdisk'],
    ['wipefs', 'util-linux'],
    ['/usr/bin/rsync', 'rsync'],
    ['inotifywait', 'inotify-tools'],
    ['toString', null],
    ['', null],
  ];
  for (const [tool, due] of cases) {
    t.equal(packageOf(tool), due, tool);
    t.match(installText(tool), due ?? 'install');
  }
});
