import t from 'tap';
import { pacmanVersionOf, versionLines, withVersion } from '../src/package/pacman-version.ts';

t.test('a version as pacman has it', async (t) => {
  for (const [version, expected] of [
    ['0.2.0', '0.2.0'],
    ['0.2.0-rc.1', '0.2.0rc.1'],
  ] as const)
    t.equal(pacmanVersionOf(version), expected);
});

t.test('another version is in the PKGBUILD, and all else is as it was', async (t) => {
  const text = `pkgbase=twinroot\n${versionLines('0.1.0')}pkgrel=1\n`;
  t.equal(withVersion(text, '0.1.0'), text);
  t.equal(
    withVersion(text, '0.2.0-rc.1'),
    'pkgbase=twinroot\npkgver=0.2.0rc.1\n_tag=v0.2.0-rc.1\npkgrel=1\n',
  );
  for (const damaged of ['', 'pkgver=1\n', 'pkgver=1\npkgrel=1\n_tag=v1\n'])
    t.throws(() => withVersion(damaged, '0.2.0'));
});
