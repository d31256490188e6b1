// Packages of rpm, by rpmbuild: one of a flavour, and one with the module for SELinux.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { execaSync } from 'execa';
import type { Entry } from '../install-plan.ts';
import { workspaceRoot } from '../workspace.mjs';
import { configurationOf, enabledUnitsOf, licensedContentsOf } from './contents.ts';
import {
  description,
  homepage,
  licenceOf,
  maintainer,
  nameOf,
  others,
  type Package,
  packageVersion,
  processorOf,
  summary,
} from './family.ts';
import { type Scriptlets, scriptletsOf } from './scriptlets.ts';
import { stage } from './stage.ts';

const module = '/usr/share/selinux/packages/twinroot.pp';

/** Directories that are ours alone: those with our name, and what is in them. */
function ownDirectories(entries: readonly Entry[]): readonly string[] {
  const above = entries.flatMap(({ path }) => {
    const parts = path.split('/').slice(0, -1);
    return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
  });
  return [...new Set(above)].filter((path) => /twinroot/.test(path)).sort();
}

/** The module for SELinux, compiled in a directory. */
function policy(work: string): Entry {
  const source = join(workspaceRoot, 'units/selinux');
  for (const name of ['twinroot.te', 'twinroot.fc']) copyFileSync(join(source, name), join(work, name));
  const options = { cwd: work } as const;
  execaSync('checkmodule', ['-M', '-m', '-o', 'twinroot.mod', 'twinroot.te'], options);
  execaSync('semodule_package', ['-o', 'twinroot.pp', '-m', 'twinroot.mod', '-f', 'twinroot.fc'], options);
  return { path: module, mode: 0o644, bytes: () => readFileSync(join(work, 'twinroot.pp')) };
}

function fileLines(entries: readonly Entry[]): string {
  const configured = new Set(configurationOf(entries));
  const kind = (path: string) => {
    if (configured.has(path)) return '%config(noreplace) ';
    if (path.startsWith('/usr/share/licenses/')) return '%license ';
    return path.startsWith('/usr/share/doc/') ? '%doc ' : '';
  };
  return [
    ...ownDirectories(entries).map((path) => `%dir "${path}"`),
    ...entries.map(({ path }) => `${kind(path)}"${path}"`),
  ].join('\n');
}

/**
 * Scriptlets get how many versions there will be: 0 at removal, 2 in an upgrade (rpm-scriptlets(7)). Where the other flavour takes its
 * place, that is 0, too. rpm removes when all is installed (addQ() in its lib/order.c): what is in /usr/bin is then the other's.
 */
function scriptletLines({ installed, removing, removed, purged }: Scriptlets, isNode: boolean): string {
  const program = '/usr/bin/twinroot';
  const isReplaced = isNode ? `[ -e ${program} ] && [ ! -L ${program} ]` : `[ -L ${program} ]`;
  return `
%post
${installed}

%preun
if [ "$1" -eq 0 ] && ! { ${isReplaced}; }; then
${removing}
fi

%postun
if [ "$1" -eq 0 ]; then
${removed}
${purged}
fi
`;
}

/** What both specs begin with: our files are as they are to be, and nothing is stripped, compressed or changed on the way. */
const head = (name: string, about: string, licence: string) => `%global __os_install_post %{nil}
%global debug_package %{nil}
%global _build_id_links none
Name: ${name}
Version: ${packageVersion}
Release: 1
Summary: ${about}
License: ${licence}
URL: ${homepage}
Packager: ${maintainer}
AutoReqProv: no
`;

/** Of its own, so that it has the same bytes beside each flavour. */
const selinuxSpec = (
  tree: string,
) => `${head('twinroot-selinux', 'SELinux module for the services of twinroot', 'MIT')}BuildArch: noarch
Requires: policycoreutils
Requires: selinux-policy-targeted

%description
The domain of twinroot's services on machines with the targeted policy.

%install
mkdir -p %{buildroot}
cp -a "${tree}/." %{buildroot}/

%post
if command -v semodule >/dev/null; then semodule -n -X 200 -s targeted -i ${module} || :; fi
if selinuxenabled 2>/dev/null; then
  load_policy || :
  restorecon -R /usr/bin/twinroot /usr/lib/twinroot || :
fi

%postun
if [ "$1" -eq 0 ]; then
  if command -v semodule >/dev/null; then semodule -n -X 200 -s targeted -r twinroot || :; fi
  if selinuxenabled 2>/dev/null; then
    load_policy || :
    restorecon -R /usr/bin/twinroot /usr/lib/twinroot 2>/dev/null || :
  fi
fi

%files
%defattr(-,root,root,-)
${module}
`;

function spec(one: Package, entries: readonly Entry[], tree: string): string {
  const name = nameOf(one);
  const isNode = one.flavour === 'node';
  const requires = isNode ? ['/usr/bin/node', 'nodejs(engine) >= 20'] : [];
  return `${head(name, summary, licenceOf(one))}${isNode ? 'BuildArch: noarch\nProvides: twinroot = %{version}-%{release}\n' : ''}${[...requires, 'coreutils', 'util-linux >= 2.33'].map((one) => `Requires: ${one}`).join('\n')}
${isNode ? '' : 'Requires: libc.so.6(GLIBC_2.28)(64bit)\nRequires: libstdc++.so.6(GLIBCXX_3.4.21)(64bit)\nRequires: libgcc_s.so.1()(64bit)\n'}Recommends: dosfstools
Recommends: rsync >= 3.2
Recommends: (twinroot-selinux if selinux-policy-targeted)
${[...others, isNode ? '' : 'twinroot-node']
  .filter((other) => other !== '')
  .map((other) => `Conflicts: ${other}`)
  .join('\n')}

%description
${description}

%install
mkdir -p %{buildroot}
cp -a "${tree}/." %{buildroot}/
${scriptletLines(scriptletsOf(enabledUnitsOf(entries)), isNode)}
%files
%defattr(-,root,root,-)
${fileLines(entries)}
`;
}

/** Runs rpmbuild on a spec, in a directory that is there and empty; the packages that it made. */
function build(text: string, target: string, { epoch, isFast }: Package, top: string): readonly string[] {
  const file = join(top, 'twinroot.spec');
  writeFileSync(file, text);
  const defines = {
    _topdir: top,
    _rpmdir: join(top, 'made'),
    _rpmfilename: '%%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm',
    _buildhost: 'localhost',
    _dbpath: join(top, 'db'),
    _binary_payload: `w${isFast ? 1 : 19}.zstdio`,
    use_source_date_epoch_as_buildtime: '1',
    clamp_mtime_to_source_date_epoch: '1',
  };
  const args = Object.entries(defines).flatMap(([key, value]) => ['--define', `${key} ${value}`]);
  execaSync('rpmbuild', ['-bb', '--target', `${target}-linux`, ...args, file], {
    env: { SOURCE_DATE_EPOCH: String(epoch), HOME: top },
  });
  return readdirSync(join(top, 'made'))
    .sort()
    .map((name) => join(top, 'made', name));
}

/** Makes the packages in a directory, and gives their files; `work` is a directory that is there and empty. */
export function makeRpm(one: Package, output: string, work: string): readonly string[] {
  const entries = licensedContentsOf(one);
  const place = (name: string) => {
    const directory = join(work, name);
    mkdirSync(directory);
    return directory;
  };
  const [tree, moduleTree] = [join(work, 'root'), join(work, 'module')];
  stage(entries, tree, one.epoch);
  stage([policy(place('policy'))], moduleTree, one.epoch);
  const target = one.flavour === 'node' ? 'noarch' : processorOf(one);
  const made = [
    ...build(spec(one, entries, tree), target, one, place('main')),
    ...build(selinuxSpec(moduleTree), 'noarch', one, place('selinux')),
  ];
  return made.map((file) => {
    const copy = join(output, basename(file));
    copyFileSync(file, copy);
    return copy;
  });
}
