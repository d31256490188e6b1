// Links of documents as they are installed: beside each other, without the rest of the checkout.
import { posix } from 'node:path';
import { homepage } from './package/family.ts';

/**
 * A document of the checkout with links for its place on an installed machine: to documents that are installed, and to the project for
 * all else.
 *
 * @param from its path in the checkout
 * @param places where documents are installed, by their paths in the checkout: paths below the directory of all documents
 * @throws {Error} when the document itself is not among them
 */
export function withInstalledLinks(text: string, from: string, places: ReadonlyMap<string, string>): string {
  const own = places.get(from);
  if (own === undefined) throw new Error(`${from} is not installed`);
  return text.replaceAll(/(\]\()([^()\s]+)(?=\))/g, (_, before: string, href: string) => {
    if (/^(?:[a-z][a-z0-9+.-]*:|\/|#)/i.test(href)) return `${before}${href}`;
    const [path = '', anchor] = href.split('#');
    const target = posix.join(posix.dirname(from), path).replace(/\/$/, '');
    const place = places.get(target);
    const to = place === undefined ? projectLink(target) : posix.relative(posix.dirname(own), place);
    return `${before}${to}${anchor === undefined ? '' : `#${anchor}`}`;
  });
}

/** A file or directory of the project, as GitHub shows it; of a picture, itself. */
function projectLink(path: string): string {
  return `${homepage}/${path.endsWith('.svg') ? 'raw' : 'blob'}/HEAD/${path}`;
}
