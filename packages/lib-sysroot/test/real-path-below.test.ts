import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { realPathBelow } from '@twinroot/lib-sysroot';
import t from 'tap';

function makeMachine(base: string): string {
  for (const path of ['efi0/EFI', 'boot', 'mnt/deep/er'])
    mkdirSync(`${base}/root/${path}`, { recursive: true });
  writeFileSync(`${base}/root/file`, '');
  for (const [path, target] of [
    ['efi', '/efi0'],
    ['boot/efi', '../efi0'],
    ['up', '../../../../../../../../../..'],
    ['mnt/out', '/mnt/../../../../efi0/EFI'],
    ['dangling', '/efi0/missing/there'],
    ['circle', 'circle'],
    ['twice', '/efi'],
  ] as const)
    symlinkSync(target, `${base}/root/${path}`);
  symlinkSync('root', `${base}/linked`);
  return base;
}

const cases: readonly (readonly [path: string, real: string, exists: boolean])[] = [
  ['/', '/', true],
  ['/efi0', '/efi0', true],
  ['//efi0//./EFI/', '/efi0/EFI', true],
  ['/efi', '/efi0', true],
  ['/efi/EFI', '/efi0/EFI', true],
  ['/twice/EFI', '/efi0/EFI', true],
  ['/boot/efi', '/efi0', true],
  ['/boot/../efi', '/efi0', true],
  ['/boot/efi/..', '/', true],
  ['/up', '/', true],
  ['/up/efi', '/efi0', true],
  ['/mnt/out', '/efi0/EFI', true],
  ['/../../efi', '/efi0', true],
  ['/efi/new', '/efi0/new', false],
  ['/efi/new/newer', '/efi0/new/newer', false],
  ['/efi/new/../newer', '/efi0/newer', false],
  ['/file/below', '/file/below', false],
  ['/dangling', '/efi0/missing/there', false],
];
t.test('below a sysroot, itself a symlink or not', async (t) => {
  const base = makeMachine(t.testdir({}));
  for (const sysroot of [`${base}/root`, `${base}/linked`]) {
    for (const [path, real, exists] of cases)
      t.strictSame(realPathBelow(sysroot, path), { path: real, exists }, path);
    t.throws(() => realPathBelow(sysroot, '/circle/x'), { code: 'ELOOP' });
  }
});

t.test('at / it is what realpath(3) says', async (t) => {
  const base = makeMachine(t.testdir({}));
  for (const path of ['root/boot/efi', 'linked/boot/efi/EFI/..', 'root/efi0/EFI', 'root/up']) {
    t.strictSame(realPathBelow('/', `${base}/${path}`), {
      path: realpathSync(`${base}/${path}`),
      exists: true,
    });
  }
  t.strictSame(realPathBelow('/', '/'), { path: '/', exists: true });
});
