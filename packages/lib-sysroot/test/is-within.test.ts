import { isWithin } from '@twinroot/lib-sysroot';
import t from 'tap';

const cases: readonly (readonly [path: string, directory: string, expected: boolean])[] = [
  ['/boot', '/boot', true],
  ['/boot/efi', '/boot', true],
  ['/boot2', '/boot', false],
  ['/boot', '/boot/efi', false],
  ['/boot', '/', true],
  ['/', '/', true],
  ['/', '/boot', false],
];
for (const [path, directory, expected] of cases) {
  t.test(`${path} is ${expected ? '' : 'not '}within ${directory}`, async (t) => {
    t.equal(isWithin(path, directory), expected);
  });
}
