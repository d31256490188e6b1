import t from 'tap';
import { isExcludedPath } from '../../src/decide/excluded-path.ts';

t.test('exclusions that name a path, or what is above it', async (t) => {
  for (const [exclude, expected] of [
    [['/boot/loader'], true],
    [['/boot/loader/'], true],
    [['/boot/***'], true],
    [['loader'], true],
    [['/boot/loader/entries'], true],
    [['/loader'], false],
    [['/boot/loader/entries/a.conf'], false],
    [[], false],
  ] as const)
    t.equal(isExcludedPath(exclude, '/boot/loader/entries'), expected, exclude.join());
});
