import t from 'tap';
import { changelogOf, isNewer } from '../src/package/changelog.ts';

t.test('a version follows an older one', async (t) => {
  const cases: readonly (readonly [version: string, before: string, is: boolean])[] = [
    ['0.1.1', '0.1.0', true],
    ['0.10.0', '0.9.9', true],
    ['1.0.0', '0.99.99', true],
    ['0.1.0', '0.1.0', true],
    ['0.1.0', '0.1.0-rc.1', true],
    ['0.1.0-rc.1', '0.1.0-rc.1', false],
    ['0.0.9', '0.1.0', false],
    ['0.1.0', '0.2.0-rc.1', false],
  ];
  for (const [version, before, is] of cases)
    t.equal(isNewer(version, before), is, `${version} after ${before}`);
  for (const wrong of ['', '1', '1.2', 'v1.2.3', '1.2.3.4', '1.2.3 ', '../1.2.3'])
    t.throws(() => isNewer(wrong, '0.1.0'), /not a version/, wrong);
});

const before = '# Changelog\n\nText.\n\n## [Unreleased]\n\nWill be 0.2.0.\n\n### Added\n\n- a thing\n';

t.test('what was not released becomes a version', async (t) => {
  const after = changelogOf(before, '0.2.0', '2026-12-01');
  t.equal(
    after,
    '# Changelog\n\nText.\n\n## [Unreleased]\n\n## [0.2.0] - 2026-12-01\n\n### Added\n\n- a thing\n',
  );
  const more = after.replace('## [Unreleased]\n', '## [Unreleased]\n\n### Fixed\n\n- it\n');
  const next = changelogOf(more, '0.2.1', '2026-12-02');
  t.match(
    next,
    /\[Unreleased\]\n\n## \[0\.2\.1\] - 2026-12-02\n\n### Fixed\n\n- it\n\n## \[0\.2\.0\] - 2026-12-01\n/,
  );
});

t.test('nothing is released twice, or without a word', async (t) => {
  const after = changelogOf(before, '0.2.0', '2026-12-01');
  t.throws(() => changelogOf(after, '0.2.0', '2026-12-01'), /already/);
  t.throws(() => changelogOf(after, '0.3.0', '2026-12-01'), /nothing/);
  t.throws(() => changelogOf('', '0.3.0', '2026-12-01'), /no \[Unreleased\]/);
});
