import t from 'tap';
import { withInstalledLinks } from '../src/installed-links.ts';
import { homepage } from '../src/package/family.ts';

const places = new Map([
  ['README.md', 'README.md'],
  ['docs/guides/raid.md', 'guides/raid.md'],
  ['docs/guides/units.md', 'guides/units.md'],
]);

t.test('links lead to what is installed, or to the project', async (t) => {
  for (const [from, href, expected] of [
    ['README.md', 'docs/guides/raid.md', 'guides/raid.md'],
    ['README.md', 'docs/guides/raid.md#at-boot', 'guides/raid.md#at-boot'],
    ['README.md', '#below', '#below'],
    ['README.md', 'LICENSE', `${homepage}/blob/HEAD/LICENSE`],
    ['README.md', 'docs/design', `${homepage}/blob/HEAD/docs/design`],
    ['README.md', 'docs/design/', `${homepage}/blob/HEAD/docs/design`],
    ['README.md', 'docs/terminal.svg', `${homepage}/raw/HEAD/docs/terminal.svg`],
    ['docs/guides/raid.md', 'units.md', 'units.md'],
    ['docs/guides/raid.md', '../../README.md#a', '../README.md#a'],
    ['docs/guides/raid.md', '../design/esp-wait.md#b', `${homepage}/blob/HEAD/docs/design/esp-wait.md#b`],
    ['docs/guides/raid.md', '../../units/selinux', `${homepage}/blob/HEAD/units/selinux`],
    ['docs/guides/raid.md', 'https://example.org/x.md', 'https://example.org/x.md'],
    ['docs/guides/raid.md', 'mailto:a@example.org', 'mailto:a@example.org'],
    ['docs/guides/raid.md', '/etc/fstab', '/etc/fstab'],
  ] as const) {
    const line = (link: string) => `See [one\n(two)](${link}), ![and](${link}) (docs/guides/raid.md).\n`;
    t.equal(withInstalledLinks(line(href), from, places), line(expected), `${from}: ${href}`);
  }
});

t.test('a document without links is as it was, and one that is not installed has no place', async (t) => {
  for (const text of ['', 'a](b c)\n', '[a]()']) t.equal(withInstalledLinks(text, 'README.md', places), text);
  t.throws(() => withInstalledLinks('', 'docs/design.md', places));
});
