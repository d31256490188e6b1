// npm run site [DIR]: all documentation as HTML, in dist/site or DIR: README and guides by marked, man pages by mandoc. It fails when a
// link within it leads nowhere.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { execaSync } from 'execa';
import { Marked } from 'marked';
import { gfmHeadingId } from 'marked-gfm-heading-id';
import { brokenLinks, type SiteFile, siteLink, sitePath } from './site/links.ts';
import { type Group, groupsHtml, type Page, pageHtml } from './site/page-html.ts';
import { workspaceRoot } from './workspace.mjs';

const usage = `Usage: npm run site [-- DIR]\n\nWrites all documentation as HTML, into dist/site or DIR, which is not there, or is empty, or has an earlier site.`;

const groups = [
  ['docs/guides', 'Guides'],
  ['docs/man', 'Man pages'],
  ['docs', 'About it'],
  ['docs/design', 'Design, a page per command'],
  ['docs/decisions', 'Decisions'],
  ['docs/schema', 'Schemas of records'],
] as const;
const lists: ReadonlySet<string> = new Set(groups.map(([directory]) => directory));
/** What pages lead to, and is no page. */
const others = /^(?:LICENSE|docs\/.*\.(?:svg|json|yml|yaml|j2|bash|fish)|docs\/.*\/_[a-z-]+)$/;

/** The files of the project that are documentation, below its root. */
function documents(): readonly string[] {
  const below = readdirSync(join(workspaceRoot, 'docs'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(workspaceRoot.length + 1));
  return ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'LICENSE', ...below.toSorted()];
}

function markdownPage(path: string, files: ReadonlySet<string>): Page {
  const text = readFileSync(join(workspaceRoot, path), 'utf8');
  const linkOf = (href: string) => siteLink(path, href, files, lists);
  const marked = new Marked(gfmHeadingId(), {
    walkTokens: (token) => {
      if (token.type === 'image') token['href'] = linkOf(token['href']) ?? token['href'];
    },
    renderer: {
      // What is in the project and not on the site is named, and no link.
      link({ href, tokens }) {
        const place = linkOf(href);
        const text = this.parser.parseInline(tokens);
        return place === null
          ? text
          : `<a href="${place.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}">${text}</a>`;
      },
    },
  });
  const title = /^# (.*)$/m.exec(text)?.[1] ?? path;
  return {
    path: sitePath(path),
    title: title.replaceAll('`', ''),
    body: marked.parse(text, { async: false }),
  };
}

/** @param names of the man pages that there are: another one is no link */
function manPage(path: string, names: ReadonlySet<string>): Page {
  const { stdout } = execaSync('mandoc', [
    '-T',
    'html',
    '-O',
    'fragment,man=%N.%S.html',
    join(workspaceRoot, path),
  ]);
  const body = stdout.replace(/<a class="Xr" href="([^"]*)\.html">([^<]*)<\/a>/g, (link, name, text) =>
    names.has(name) ? link : text,
  );
  const summary = /<span class="Nd">([^<]*)<\/span>/.exec(stdout)?.[1]?.replace(/\s+/g, ' ');
  const name = path.replace(/.*\//, '').replace(/\.([0-9])$/, '($1)');
  return { path: sitePath(path), title: summary === undefined ? name : `${name}: ${summary}`, body };
}

/** A file that says that a directory is a site of ours, and may be written anew. */
const mark = '.twinroot-site';

/**
 * Makes the directory of the site, empty but for its mark.
 *
 * @throws {Error} when there is anything else than a site
 */
function makePlace(directory: string): void {
  const names = existsSync(directory) ? readdirSync(directory) : null;
  if (names !== null && names.length > 0 && !names.includes(mark))
    throw new Error(`${directory} is not empty, and no site`);
  for (const name of names ?? []) rmSync(join(directory, name), { recursive: true });
  // Not recursive: below /proc that would never end.
  if (names === null) mkdirSync(directory);
  writeFileSync(join(directory, mark), '');
}

function writeSite(directory: string): void {
  const paths = documents();
  const known = new Set(paths);
  const manNames = new Set(paths.filter((path) => path.startsWith('docs/man/')).map((path) => path.slice(9)));
  const pages = paths.flatMap((path) => {
    if (path.endsWith('.md')) return [markdownPage(path, known)];
    return path.startsWith('docs/man/') ? [manPage(path, manNames)] : [];
  });
  const inDirectory = groups.map(([directory, title]): Group => {
    const rest = paths.filter((path) => dirname(path) === directory && path.endsWith('.json'));
    const own = pages.filter(({ path }) => dirname(path) === directory);
    return { directory, title, pages: [...own, ...rest.map((path) => ({ path, title: basename(path) }))] };
  });
  const framed = pages.map((page): SiteFile => {
    const body = page.path === 'index.html' ? page.body + groupsHtml(inDirectory) : page.body;
    return { path: page.path, html: pageHtml({ ...page, body }) };
  });
  const files = [...framed, ...paths.filter((path) => others.test(path)).map((path) => ({ path }))];
  const broken = brokenLinks(files);
  if (broken.length > 0) throw new Error(`links that lead nowhere:\n${broken.join('\n')}`);
  makePlace(directory);
  for (const { path, html } of files as readonly SiteFile[]) {
    const target = join(directory, path);
    mkdirSync(dirname(target), { recursive: true });
    if (html === undefined) cpSync(join(workspaceRoot, path), target);
    else writeFileSync(target, html);
  }
  console.info(`${files.length} files in ${directory}: its first page is index.html`);
}

try {
  const { values, positionals } = parseArgs({
    options: { help: { type: 'boolean', short: 'h' } },
    allowPositionals: true,
  });
  const [wanted, ...more] = positionals;
  if (more.length > 0 || wanted === '') throw new Error('at most one directory is expected');
  if (values.help) console.info(usage);
  else {
    if (wanted === undefined) mkdirSync(join(workspaceRoot, 'dist'), { recursive: true });
    writeSite(resolve(wanted ?? join(workspaceRoot, 'dist/site')));
  }
} catch (error) {
  console.error(`site: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
