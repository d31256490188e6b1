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

t.test('a version is what its candidate was', async (t) => {
  const text = '# Changelog\n\n## [Unreleased]\n\n## [0.2.0-rc.1] - 2026-01-01\n\n- new\n';
  const fresh = changelogOf(text, '0.2.0', '2026-02-01');
  t.ok(fresh.includes('## [0.2.0] - 2026-02-01\n\nAs 0.2.0-rc.1.\n'), fresh);
  t.throws(() => changelogOf(text, '0.3.0', '2026-02-01'), /nothing is in/);
});

t.test('what is no version', async (t) => {
  for (const version of ['00.5.0', '0.05.0', '0.99999999999999999999.0', '1.0', '1.0.0-', '1.0.0-a..b'])
    t.throws(() => isNewer(version, '0.1.0'), /not a version/);
});
