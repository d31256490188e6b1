import fc from 'fast-check';
import t from 'tap';
import { compareReleases, parseRelease } from '../src/kernel-release.ts';

const cases: readonly (readonly [text: string, base: string, flavour: string])[] = [
  ['6.12.5-arch1-1', '6.12.5', 'arch'],
  ['6.6.63-1-lts', '6.6.63', 'lts'],
  ['6.12.1-zen1-1-zen', '6.12.1', 'zen'],
  ['6.1.0-28-amd64', '6.1.0', 'amd'],
  ['6.16', '6.16.0', ''],
  ['6.16.0-rc7+', '6.16.0~rc7', ''],
  ['6.16.0-061600rc7-generic', '6.16.0~rc7', 'generic'],
  ['6.16.0-0.rc7.20250718git.53.fc43.x86_64', '6.16.0~rc7', 'fc x'],
  ['6.16.0-rc6-next-20250718', '6.16.0~rc6', ''],
  ['6.16.0-next-20250718', '6.16.0~next', ''],
  ['6.12.0-g0123456789ab-dirty', '6.12.0', ''],
];

t.test('releases taken apart', async (t) => {
  for (const [text, base, flavour] of cases) t.match(parseRelease(text), { text, base, flavour }, text);
});

t.test('an order: what is before it is after the other', async () => {
  const release = fc
    .tuple(
      fc.constantFrom('6', '6.1', '6.1.2'),
      fc.constantFrom('', '-rc1', '-arch1-1', '-2-lts', '-0600rc2-x', '+'),
    )
    .map((parts) => parseRelease(parts.join('')));
  fc.assert(
    fc.property(
      release,
      release,
      (a, b) => Math.sign(compareReleases(a, b)) === -Math.sign(compareReleases(b, a)),
    ),
  );
});
