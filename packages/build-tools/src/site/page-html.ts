import { posix } from 'node:path';
import { listId } from './links.ts';

/** A page, before it has its frame. */
export interface Page {
  /** Path below the root of the site. */
  readonly path: string;
  readonly title: string;
  readonly body: string;
}

/** Pages of one kind, for the list that the first page ends with. */
export interface Group {
  /** The directory of the project that they are in. */
  readonly directory: string;
  readonly title: string;
  readonly pages: readonly Pick<Page, 'path' | 'title'>[];
}

const places = [
  ['index.html', 'twinroot'],
  ['index.html#docs-guides', 'Guides'],
  ['index.html#docs-man', 'Man pages'],
  ['docs/design.html', 'Design'],
  ['docs/reliability.html', 'Reliability'],
  ['docs/benchmarks.html', 'Benchmarks'],
] as const;

/** A page with its frame. It needs nothing from elsewhere, and no script. */
export function pageHtml({ path, title, body }: Page): string {
  const up = posix.relative(posix.dirname(path), '.');
  const to = (target: string) => (up === '' ? target : `${up}/${target}`);
  const links = places.map(([target, name]) => `<a href="${to(target)}">${name}</a>`);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${style}</style>
<nav>${links.join(' ')}</nav>
<main>
${body.trim()}
</main>
</html>
`;
}

/** The list of all pages. */
export function groupsHtml(groups: readonly Group[]): string {
  return groups
    .map(({ directory, title, pages }) => {
      const items = pages.map((page) => `<li><a href="${page.path}">${escaped(page.title)}</a></li>`);
      return `<h2 id="${listId(directory)}">${title}</h2>\n<ul>\n${items.join('\n')}\n</ul>\n`;
    })
    .join('');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

const style = `
:root { color-scheme: light dark }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif }
nav { padding: .6rem 1rem; border-bottom: 1px solid #8886; display: flex; flex-wrap: wrap; gap: 1rem }
main { max-width: 54rem; margin: 0 auto; padding: 1rem; overflow-wrap: break-word }
pre { overflow-x: auto; padding: .7rem; background: #8881; border-radius: 6px }
code, pre { font: 14px/1.45 ui-monospace, monospace }
table { border-collapse: collapse; display: block; overflow-x: auto }
th, td { border: 1px solid #8886; padding: .25rem .5rem; vertical-align: top; text-align: left }
.manual-text td, .head td, .foot td { border: 0 }
img { max-width: 100% }
`;
