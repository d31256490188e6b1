import t from 'tap';
import { brokenLinks, siteLink, sitePath } from '../../src/site/links.ts';

t.test('where files are', async (t) => {
  const places: readonly (readonly [string, string])[] = [
    ['README.md', 'index.html'],
    ['docs/design.md', 'docs/design.html'],
    ['docs/man/esp-bind.8', 'docs/man/esp-bind.8.html'],
    ['docs/writes.svg', 'docs/writes.svg'],
  ];
  for (const [path, place] of places) t.equal(sitePath(path), place);
});

t.test('links of a page', async (t) => {
  const files = new Set(['README.md', 'docs/design.md', 'docs/guides/raid.md', 'docs/writes.svg']);
  const lists = new Set(['docs/guides']);
  const links: readonly (readonly [from: string, href: string, link: string | null])[] = [
    ['README.md', 'docs/design.md', 'docs/design.html'],
    ['docs/guides/raid.md', '../../README.md#others', '../../index.html#others'],
    ['docs/guides/raid.md', '#here', '#here'],
    ['docs/design.md', 'guides/raid.md', 'guides/raid.html'],
    ['docs/design.md', 'guides', '../index.html#docs-guides'],
    ['docs/design.md', 'guides/', '../index.html#docs-guides'],
    ['README.md', 'docs/writes.svg', 'docs/writes.svg'],
    ['README.md', 'https://example.org/a.md', 'https://example.org/a.md'],
    ['README.md', 'packages/twinroot', null],
    ['docs/design.md', '../gone.md', null],
  ];
  for (const [from, href, link] of links)
    t.equal(siteLink(from, href, files, lists), link, `${from} ${href}`);
});

t.test('links that lead nowhere', async (t) => {
  const page = (html: string) => brokenLinks([{ path: 'a/b.html', html }, { path: 'c.svg' }, other]);
  const other = { path: 'a/d.html', html: '<h1 id="top">' };
  t.strictSame(page('<a href="d.html"> <a href="d.html#top"> <img src="../c.svg"> <a href="mailto:x">'), []);
  t.strictSame(page('<a id="x" href="#x"> <a href="">'), []);
  t.strictSame(page('<a href="e.html"> <a href="d.html#bottom"> <img src="c.svg"> <a href="#y">'), [
    'a/b.html: e.html',
    'a/b.html: d.html#bottom',
    'a/b.html: c.svg',
    'a/b.html: #y',
  ]);
});
