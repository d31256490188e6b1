import t from 'tap';
import { obstacleText } from '../../src/decide/obstacle.ts';

t.test('what is in the place of a registry', async (t) => {
  const stat = (isDirectory: boolean, isSymbolicLink: boolean) => ({
    isDirectory: () => isDirectory,
    isSymbolicLink: () => isSymbolicLink,
  });
  const cases: [isDirectory: boolean, isSymlink: boolean, text: RegExp][] = [
    [true, false, /a directory: remove/],
    [false, true, /a symlink: remove/],
    [false, false, /no regular file: remove/],
  ];
  for (const [isDirectory, isSymlink, text] of cases)
    t.match(obstacleText(stat(isDirectory, isSymlink)), text);
});
