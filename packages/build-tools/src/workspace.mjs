// The workspace as its own tools see it.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The directory of the root package.json. */
export const workspaceRoot = resolve(import.meta.dirname, '../../..');

/** A JSON file, by its path below the root. */
export function readJson(path) {
  return JSON.parse(readFileSync(join(workspaceRoot, path), 'utf8'));
}

/** The names of all packages that are commands: those with a binary, but for the multi-call one. */
export function commandPackages() {
  return readdirSync(join(workspaceRoot, 'packages'))
    .filter((name) => existsSync(join(workspaceRoot, 'packages', name, 'package.json')))
    .filter((name) => 'bin' in readJson(`packages/${name}/package.json`) && name !== 'twinroot')
    .sort();
}
