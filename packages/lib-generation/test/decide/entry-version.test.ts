import { compareVersions } from '@twinroot/lib-bls';
import t from 'tap';
import { entryVersion, stampOfVersion } from '../../src/decide/entry-version.ts';

t.test('the stamp in a version', async (t) => {
  for (const release of [null, '6.12.5-arch1-1', '6.6.58-1-lts', '20260102030405-6'])
    t.equal(stampOfVersion(entryVersion('20260102030405', release)), '20260102030405');
  for (const version of ['6.12.0-1-amd64', '', '2026010203040-6', '202601020304056-6', '20260102030405'])
    t.equal(stampOfVersion(version), version);
});

t.test('as boot menus sort them: generations before kernels', async (t) => {
  const versions = [
    entryVersion('20260103000000', null),
    entryVersion('20260102000000', '6.12.5-arch1-1'),
    entryVersion('20260102000000', '6.6.58-1-lts'),
    entryVersion('20260101000000', '6.13.0'),
    entryVersion('00000000000000', '7.0.0'),
  ];
  t.strictSame(
    versions.toReversed().toSorted((a, b) => compareVersions(b, a)),
    versions,
  );
});
