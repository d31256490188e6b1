import t from 'tap';
import { fieldBelow, normalMountPoint } from '../src/mount-point.ts';

const normal: readonly (readonly [path: string, normal: string])[] = [
  ['/', '/'],
  ['//', '/'],
  ['/boot', '/boot'],
  ['/boot/', '/boot'],
  ['//boot//efi/', '/boot/efi'],
  ['none', 'none'],
  ['swap//', 'swap//'],
];
for (const [path, expected] of normal)
  t.test(`${path} is ${expected}`, async (t) => t.equal(normalMountPoint(path), expected));

const below: readonly (readonly [directory: string, field: string, expected: string])[] = [
  ['/mnt', '/', '/mnt'],
  ['/mnt', '///', '/mnt'],
  ['/mnt', '/boot', '/mnt/boot'],
  ['/mnt', '//boot/', '/mnt/boot/'],
  ['/a\\040b', '/c\\040d', '/a\\040b/c\\040d'],
];
for (const [directory, field, expected] of below)
  t.test(`${field} below ${directory}`, async (t) => t.equal(fieldBelow(directory, field), expected));
