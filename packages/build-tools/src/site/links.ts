import { posix } from 'node:path';

/** A page of the site, or another file of it. */
export interface SiteFile {
  /** Path below the root of the site, with slashes. */
  readonly path: string;
  /** Absent: no HTML. */
  readonly html?: string;
}

/** Where a file of the project is on the site: a page is its .html, README.md the first one. */
export function sitePath(path: string): string {
  if (path === 'README.md') return 'index.html';
  if (/^docs\/man\/[^/]+\.[0-9]$/.test(path)) return `${path}.html`;
  return path.replace(/\.md$/, '.html');
}

/**
 * A link of a page of the project as it is on the site. One that leads out of it is as it was; a directory is the place on the first
 * page that lists what is in it. Null: there is no such place.
 *
 * @param from path of the page in the project
 * @param lists directories that the first page lists
 */
export function siteLink(
  from: string,
  href: string,
  files: ReadonlySet<string>,
  lists: ReadonlySet<string>,
): string | null {
  if (isElsewhere(href) || href.startsWith('#')) return href;
  const [path = '', anchor] = href.split('#');
  const target = posix.normalize(posix.join(posix.dirname(from), path)).replace(/\/$/, '');
  const to = (place: string) => posix.relative(posix.dirname(sitePath(from)), place);
  if (lists.has(target)) return `${to('index.html')}#${listId(target)}`;
  if (!files.has(target)) return null;
  return `${to(sitePath(target))}${anchor === undefined ? '' : `#${anchor}`}`;
}

/** The id of the list of a directory, on the first page. */
export function listId(directory: string): string {
  return directory.replaceAll('/', '-');
}

/** Whether a link leads out of the site. */
export function isElsewhere(href: string): boolean {
  return /^[a-z][a-z0-9+.-]*:/i.test(href) || href.startsWith('//');
}

/** A link that leads nowhere: `PAGE: HREF`. */
export function brokenLinks(files: readonly SiteFile[]): readonly string[] {
  const anchors = new Map(files.map(({ path, html }) => [path, html === undefined ? null : idsIn(html)]));
  return files.flatMap(({ path, html }) =>
    [...(html ?? '').matchAll(/\b(?:href|src)="([^"]*)"/g)].flatMap(([, link = '']) => {
      const href = link.replaceAll('&amp;', '&');
      if (isElsewhere(href)) return [];
      const [file = '', anchor] = href.split('#');
      const target =
        file === '' ? path : posix.normalize(posix.join(posix.dirname(path), decodeURIComponent(file)));
      const ids = anchors.get(target);
      const isThere =
        ids !== undefined && (anchor === undefined || ids === null || ids.has(decodeURIComponent(anchor)));
      return isThere ? [] : [`${path}: ${href}`];
    }),
  );
}

function idsIn(html: string): ReadonlySet<string> {
  return new Set([...html.matchAll(/\bid="([^"]*)"/g)].map(([, id = '']) => id));
}
