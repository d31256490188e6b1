// A package of dpkg, by dpkg-deb.
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execaSync } from 'execa';
import type { Entry } from '../install-plan.ts';
import { compressed, configurationOf, contentsOf, enabledUnitsOf, licencesOf, textFile } from './contents.ts';
import {
  description,
  type Flavour,
  homepage,
  maintainer,
  nameOf,
  others,
  type Package,
  packageVersion,
  processorOf,
  summary,
} from './family.ts';
import { notedOf, scriptletsOf, unitsNote } from './scriptlets.ts';
import { bytesOf, setTimes, stage } from './stage.ts';

/** With the number of the packaging, which is 1: for each version it is made once. */
const debianVersion = `${packageVersion}-1`;

/** Tags of lintian that do not apply, each with the reason. */
const overrides: readonly (readonly [why: string, tag: string, only?: Flavour])[] = [
  ['It is made by its own project, and not uploaded.', 'initial-upload-closes-no-bugs *'],
  [
    'systemctl is called only where systemd runs. Units are disabled when the package is removed: deb-systemd-helper would keep them\n# enabled for a program that is gone.',
    'maintainer-script-calls-systemctl *',
  ],
  [
    '/boot is mounted before anything is that needs local file systems.',
    'systemd-service-file-refers-to-unusual-wantedby-target local-fs.target *',
  ],
  [
    'What is good is known when systemd says so, and is said by it.',
    'systemd-service-file-refers-to-unusual-wantedby-target systemd-bless-boot.service *',
  ],
  ["gen-new looks which generation's database is newer, and reads neither.", 'uses-dpkg-database-directly *'],
  [
    "Node's own licence file has it, and is shipped as it is.",
    'old-fsf-address-in-copyright-file',
    'standalone',
  ],
];

function overridesOf(one: Package): string {
  return overrides
    .filter(([, , only]) => only === undefined || only === one.flavour)
    .map(([why, tag]) => `# ${why}\n${nameOf(one)}: ${tag}\n`)
    .join('\n');
}

function documents(one: Package): readonly Entry[] {
  const doc = `/usr/share/doc/${nameOf(one)}`;
  const date = new Date(one.epoch * 1000).toUTCString().replace('GMT', '+0000');
  const changes = `${nameOf(one)} (${debianVersion}) unstable; urgency=medium\n\n  * See changelog.gz.\n\n -- ${maintainer}  ${date}\n`;
  return [
    textFile(`${doc}/copyright`, copyright(one)),
    textFile(`${doc}/changelog.Debian.gz`, compressed(Buffer.from(changes))),
    textFile(`/usr/share/lintian/overrides/${nameOf(one)}`, overridesOf(one)),
  ];
}

/** Debian has the text of the Apache License on every machine. */
function copyright(one: Package): string {
  const origin = `This package is made by its own project: ${homepage}\n\nCopyright of each part, and its licence, which permits to copy it:\n\n\n`;
  const apache =
    /^ *Apache License\n +Version 2\.0, January 2004\n[\s\S]*?(?:END OF TERMS AND CONDITIONS\n[\s\S]*?limitations under the License\.|(?=\n\n\n))/gm;
  return (
    origin +
    licencesOf(one).replace(
      apache,
      'Apache License, Version 2.0: on Debian systems in /usr/share/common-licenses/Apache-2.0.',
    )
  );
}

function control(one: Package, entries: readonly Entry[]): string {
  const other = one.flavour === 'node' ? 'twinroot' : 'twinroot-node';
  const needed = one.flavour === 'node' ? 'nodejs (>= 20)' : 'libc6 (>= 2.28), libgcc-s1, libstdc++6 (>= 6)';
  const conflicts = [...others, other].join(', ');
  const fields: readonly (readonly [string, string])[] = [
    ['Package', nameOf(one)],
    ['Version', debianVersion],
    ['Architecture', processorOf(one)],
    ['Maintainer', maintainer],
    ['Installed-Size', String(Math.ceil(bytesOf(entries) / 1024))],
    ['Depends', `${needed}, fdisk, mount, util-linux (>= 2.33)`],
    ['Recommends', 'dosfstools, rsync (>= 3.2)'],
    ['Suggests', 'attr, btrfs-progs, inotify-tools, systemd-boot'],
    ['Provides', one.flavour === 'node' ? `twinroot (= ${debianVersion})` : ''],
    ['Conflicts', conflicts],
    ['Replaces', conflicts],
    ['Section', 'admin'],
    ['Priority', 'optional'],
    ['Homepage', homepage],
    [
      'Description',
      `${summary}\n${description
        .split('\n')
        .map((line) => ` ${line || '.'}`)
        .join('\n')}`,
    ],
  ];
  return fields.flatMap(([key, value]) => (value === '' ? [] : [`${key}: ${value}\n`])).join('');
}

/** Maintainer scripts, by their names (deb-postinst(5) and the pages that it names). */
function scripts(entries: readonly Entry[]): ReadonlyMap<string, string> {
  const units = enabledUnitsOf(entries);
  const [does, noted] = [scriptletsOf(units), notedOf(units)];
  const script = (text: string) => `#!/bin/sh\nset -e\n\n${text}\n`;
  return new Map([
    ['postinst', script(`if [ "$1" = configure ]; then\n${noted.again}\nfi`)],
    // Where the other flavour takes its place, dpkg says so (in-favour), and units stay enabled; apt does not.
    [
      'prerm',
      script(`if [ "$1" = remove ] && [ "$2" != in-favour ]; then\n${noted.note}\n${does.removing}\nfi`),
    ],
    [
      'postrm',
      script(
        `if [ "$1" = remove ]; then\n${does.removed}\nelif [ "$1" = purge ]; then\n${does.purged}\nrm -f ${unitsNote}\nfi`,
      ),
    ],
  ]);
}

/** All that is in a package for Debian, by its path. */
export function debContentsOf(one: Package): readonly Entry[] {
  const placed = contentsOf(one).map((entry) =>
    'link' in entry || !entry.path.endsWith('/CHANGELOG.md')
      ? entry
      : {
          ...entry,
          path: entry.path.replace('CHANGELOG.md', 'changelog.gz'),
          bytes: () => compressed(entry.bytes()),
        },
  );
  return [...placed, ...documents(one)];
}

/** Makes a package in a directory, and gives its file; `work` is a directory that is there and empty. */
export function makeDeb(one: Package, output: string, work: string): string {
  const entries = debContentsOf(one);
  const root = join(work, 'root');
  stage(entries, root, one.epoch);
  const meta = join(root, 'DEBIAN');
  mkdirSync(meta);
  const sums = entries.flatMap((entry) =>
    'link' in entry
      ? []
      : [`${createHash('md5').update(entry.bytes()).digest('hex')}  ${entry.path.slice(1)}\n`],
  );
  writeFileSync(join(meta, 'control'), control(one, entries));
  writeFileSync(
    join(meta, 'conffiles'),
    configurationOf(entries)
      .map((path) => `${path}\n`)
      .join(''),
  );
  writeFileSync(join(meta, 'md5sums'), sums.join(''));
  for (const name of ['control', 'conffiles', 'md5sums']) chmodSync(join(meta, name), 0o644);
  for (const [name, text] of scripts(entries)) {
    writeFileSync(join(meta, name), text);
    chmodSync(join(meta, name), 0o755);
  }
  setTimes(root, one.epoch);
  const file = join(output, `${nameOf(one)}_${debianVersion}_${processorOf(one)}.deb`);
  // With more than one thread xz makes other blocks.
  const how = ['--root-owner-group', '--threads-max=1', '-Zxz', ...(one.isFast ? ['-z0'] : []), '--build'];
  execaSync('dpkg-deb', [...how, root, file], { env: { SOURCE_DATE_EPOCH: String(one.epoch) } });
  return file;
}
