// node --import @twinroot/build-tools/from-source FILE: packages of the workspace are imported from their sources, so that
// nothing has to be built before a change is tried. Child processes that inherit the environment do the same.
import { readFileSync } from 'node:fs';
import { enableCompileCache, registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readJson, workspaceRoot } from './workspace.mjs';

const packages = `${pathToFileURL(join(workspaceRoot, 'packages')).href}/`;

/** The source of a module that the compiler would write, as a URL; null: it is none of ours. */
function sourceOf(specifier: string): string | null {
  const [, name, subpath] = /^@twinroot\/([a-z0-9-]+)(\/.+)?$/.exec(specifier) ?? [];
  const file = name === undefined ? builtFile(specifier) : exportedFile(name, `.${subpath ?? ''}`);
  return file?.replace(/\/dist\/(.*)\.js$/, '/src/$1.ts') ?? null;
}

/** A compiled file that is named by its URL. */
function builtFile(specifier: string): string | null {
  return specifier.startsWith(packages) && /\/dist\/[^?]*\.js$/.test(specifier) ? specifier : null;
}

/** What a package exports under a subpath. */
function exportedFile(name: string, subpath: string): string | null {
  const { exports = {} } = JSON.parse(
    readFileSync(join(workspaceRoot, 'packages', name, 'package.json'), 'utf8'),
  );
  const target: unknown = exports[subpath]?.default;
  return typeof target === 'string' && target.startsWith('./dist/')
    ? new URL(`${name}/${target.slice(2)}`, packages).href
    : null;
}

registerHooks({
  resolve(specifier, context, nextResolve) {
    return nextResolve(sourceOf(specifier) ?? specifier, context);
  },
});
enableCompileCache(join(workspaceRoot, 'node_modules/.cache/twinroot/compiled'));
// What the build puts into a binary.
Object.assign(globalThis, { TWINROOT_VERSION: readJson('package.json').version });
// Who looks at a test that stands still does not want it to end.
process.env['TAP_TIMEOUT'] ??= '0';
const options = process.env['NODE_OPTIONS'] ?? '';
if (!options.includes(import.meta.url))
  process.env['NODE_OPTIONS'] = `${options} --import=${import.meta.url}`.trim();
