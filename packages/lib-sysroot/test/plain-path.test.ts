import { plainPath } from '@twinroot/lib-sysroot';
import t from 'tap';

const cases: readonly (readonly [path: string, plain: string])[] = [
  ['/', '/'],
  ['//', '/'],
  ['/efi/', '/efi'],
  ['//efi//./EFI/', '/efi/EFI'],
  ['/efi/../boot', '/boot'],
  ['/..', '/'],
  ['relative/', 'relative'],
];
for (const [path, plain] of cases)
  t.test(`${path} is ${plain}`, async (t) => t.equal(plainPath(path), plain));
