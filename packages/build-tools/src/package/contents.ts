// What is in a package: the plan of install-files, with manual pages compressed, as all package managers have them, and with the
// licences of what is in the programs.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Layout, layoutElsewhere } from '../install-layout.ts';
import { built, type Entry, type Programs, planOf } from '../install-plan.ts';
import { workspaceRoot } from '../workspace.mjs';
import { bundled, licenceTexts, nodeLicence, softwareBill } from './bundled.ts';
import { hookSetsOf, nameOf, type Package } from './family.ts';

/** A file whose bytes are known. */
export function textFile(path: string, text: string | Uint8Array, mode = 0o644): Entry {
  return { path, mode, bytes: () => Buffer.from(text) };
}

/** The programs of a package. */
export function programsOf({ flavour, processor }: Package): Programs {
  if (flavour === 'node') return built.script;
  return processor === 'x64' ? built.binary : { kind: 'binary', file: `dist/${processor}/twinroot` };
}

/** The same bytes each time: without a name, and with no time. */
export function compressed(bytes: Uint8Array): Buffer {
  return gzipSync(bytes, { level: 9 });
}

function withCompressedPages(entries: readonly Entry[]): readonly Entry[] {
  return entries.map((entry) => {
    if ('link' in entry || !/\/man\/man\d\/[^/]+$/.test(entry.path)) return entry;
    return { ...entry, path: `${entry.path}.gz`, bytes: () => compressed(entry.bytes()) };
  });
}

/** The texts of all licences that a package is under. */
export function licencesOf({ flavour }: Package): string {
  return licenceTexts(bundled()) + (flavour === 'standalone' ? nodeLicence() : '');
}

/** What only a package has: a hook for its own removal. */
function ofManager({ family }: Package, { alpm }: Layout): readonly Entry[] {
  const name = 'twinroot-replaced.hook';
  const text = () => readFileSync(join(workspaceRoot, 'hooks/alpm', name));
  return family === 'arch' ? [{ path: `${alpm}/${name}`, mode: 0o644, bytes: text }] : [];
}

/** All that is in a package of a package manager, by its path. */
export function contentsOf(one: Package): readonly Entry[] {
  if (one.family === 'tar')
    throw new Error('an archive without a package manager has its files in another order');
  const layout = layoutElsewhere('/usr');
  const name = nameOf(one);
  const doc = `/usr/share/doc/${name}`;
  const plan = planOf({ ...layout, doc }, hookSetsOf[one.family], programsOf(one));
  const licence = `${doc}/LICENSE`;
  const own = plan.filter(({ path }) => path !== licence && !path.startsWith(`${doc}/selinux/`));
  const bill = textFile(`${doc}/sbom.cdx.json`, softwareBill(one));
  return [...withCompressedPages(own), bill, ...ofManager(one, layout)].sort((a, b) =>
    a.path < b.path ? -1 : 1,
  );
}

/** The same with the texts of the licences where all but Debian have them. */
export function licensedContentsOf(one: Package): readonly Entry[] {
  return [...contentsOf(one), textFile(`/usr/share/licenses/${nameOf(one)}/LICENSE`, licencesOf(one))];
}

/** The paths of configuration: what an administrator changes there stays when a package is upgraded. */
export function configurationOf(entries: readonly Entry[]): readonly string[] {
  return entries.map(({ path }) => path).filter((path) => path.startsWith('/etc/'));
}

/** The units of a package that can be enabled: those with an [Install] section. */
export function enabledUnitsOf(entries: readonly Entry[]): readonly string[] {
  return entries.flatMap((entry) => {
    const [, name] = /\/systemd\/system\/([^/@]+\.(?:service|timer))$/.exec(entry.path) ?? [];
    if (name === undefined || 'link' in entry) return [];
    return /^\[Install\]$/m.test(entry.bytes().toString()) ? [name] : [];
  });
}
