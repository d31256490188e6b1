// Packages of rpm, by rpmbuild: one of a flavour, and one with the module for SELinux.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execaSync } from 'execa';
import type { Entry } from '../install-plan.ts';
import { workspaceRoot } from '../workspace.mjs';
import { configurationOf, contentsOf, enabledUnitsOf, licencesOf, textFile } from './contents.ts';
import {
  description,
  homepage,
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

/** Directories that are ours alone. */
const ownDirectories = (name: string) => [
  '/usr/lib/twinroot',
  `/usr/share/doc/${name}`,
  `/usr/share/licenses/${name}`,
];

/** The module for SELinux, compiled in a directory. */
function policy(work: string): Entry {
  const source = join(workspaceRoot, 'units/selinux');
  for (const name of ['twinroot.te', 'twinroot.fc']) copyFileSync(join(source, name), join(work, name));
  const options = { cwd: work } as const;
  execaSync('checkmodule', ['-M', '-m', '-o', 'twinroot.mod', 'twinroot.te'], options);
  execaSync('semodule_package', ['-o', 'twinroot.pp', '-m', 'twinroot.mod', '-f', 'twinroot.fc'], options);
  return { path: module, mode: 0o644, bytes: () => readFileSync(join(work, 'twinroot.pp')) };
}

function fileLines(name: string, entries: readonly Entry[]): string {
  const configured = new Set(configurationOf(entries));
  const kind = (path: string) => {
    if (configured.has(path)) return '%config(noreplace) ';
    if (path.startsWith('/usr/share/licenses/')) return '%license ';
    return path.startsWith('/usr/share/doc/') ? '%doc ' : '';
  };
  return [
    ...ownDirectories(name).map((path) => `%dir ${path}`),
    ...entries.map(({ path }) => `${kind(path)}"${path}"`),
  ].join('\n');
}

/** Scriptlets get how many versions there will be: 0 at removal, 2 in an upgrade (rpm-scriptlets(7)). */
function scriptletLines({ installed, upgraded, removing, removed, purged }: Scriptlets): string {
  return `
%post
if [ "$1" -gt 1 ]; then
${upgraded}
else
${installed}
fi

%preun
if [ "$1" -eq 0 ]; then
${removing}
fi

%postun
if [ "$1" -eq 0 ]; then
${removed}
${purged}
fi
`;
}

const selinux = `
%package -n twinroot-selinux
Summary: SELinux module for the services of twinroot
BuildArch: noarch
AutoReqProv: no
Requires: policycoreutils
Requires: selinux-policy-targeted

%description -n twinroot-selinux
The domain of twinroot's services on machines with the targeted policy.

%post -n twinroot-selinux
if command -v semodule >/dev/null; then semodule -n -X 200 -s targeted -i ${module} || :; fi
if selinuxenabled 2>/dev/null; then
  load_policy || :
  restorecon -R /usr/bin/twinroot /usr/lib/twinroot || :
fi

%postun -n twinroot-selinux
if [ "$1" -eq 0 ]; then
  if command -v semodule >/dev/null; then semodule -n -X 200 -s targeted -r twinroot || :; fi
  if selinuxenabled 2>/dev/null; then
    load_policy || :
    restorecon -R /usr/bin/twinroot /usr/lib/twinroot 2>/dev/null || :
  fi
fi

%files -n twinroot-selinux
${module}
`;

function spec(one: Package, entries: readonly Entry[], tree: string): string {
  const name = nameOf(one);
  const isNode = one.flavour === 'node';
  const requires = isNode ? ['/usr/bin/node', 'nodejs(engine) >= 20'] : [];
  return `# Our files are as they are to be: nothing is stripped, compressed or changed on the way.
%global __os_install_post %{nil}
%global debug_package %{nil}
%global _build_id_links none
%global _binary_payload w19.zstdio
Name: ${name}
Version: ${packageVersion}
Release: 1
Summary: ${summary}
License: MIT AND Apache-2.0 AND ISC
URL: ${homepage}
Packager: ${maintainer}
${isNode ? 'BuildArch: noarch\nProvides: twinroot = %{version}-%{release}\n' : ''}AutoReqProv: no
${[...requires, 'coreutils', 'util-linux >= 2.33'].map((one) => `Requires: ${one}`).join('\n')}
${isNode ? '' : 'Requires: libc.so.6(GLIBC_2.28)(64bit)\nRequires: libstdc++.so.6(GLIBCXX_3.4.21)(64bit)\nRequires: libgcc_s.so.1()(64bit)\n'}Recommends: dosfstools
Recommends: rsync >= 3.2
Recommends: (twinroot-selinux if selinux-policy-targeted)
${[...others, isNode ? '' : 'twinroot-node']
  .filter((other) => other !== '')
  .map((other) => `Conflicts: ${other}`)
  .join('\n')}

%description
${description}
${selinux}
%install
mkdir -p %{buildroot}
cp -a "${tree}/." %{buildroot}/
${scriptletLines(scriptletsOf(enabledUnitsOf(entries)))}
%files
%defattr(-,root,root,-)
${fileLines(name, entries)}
`;
}

/** Makes the packages in a directory, and gives their files; `work` is a directory that is there and empty. */
export function makeRpm(one: Package, output: string, work: string): readonly string[] {
  const licence = textFile(`/usr/share/licenses/${nameOf(one)}/LICENSE`, licencesOf(one));
  const entries = [...contentsOf(one), licence];
  const [tree, top] = [join(work, 'root'), join(work, 'rpmbuild')];
  stage([...entries, policy(work)], tree, one.epoch);
  mkdirSync(top);
  writeFileSync(join(top, 'twinroot.spec'), spec(one, entries, tree));
  const defines = {
    _topdir: top,
    _rpmdir: join(top, 'made'),
    _rpmfilename: '%%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm',
    _buildhost: 'localhost',
    _dbpath: join(top, 'db'),
    use_source_date_epoch_as_buildtime: '1',
    clamp_mtime_to_source_date_epoch: '1',
  };
  const target = `${one.flavour === 'node' ? 'noarch' : processorOf(one)}-linux`;
  const args = Object.entries(defines).flatMap(([key, value]) => ['--define', `${key} ${value}`]);
  execaSync('rpmbuild', ['-bb', '--target', target, ...args, join(top, 'twinroot.spec')], {
    env: { SOURCE_DATE_EPOCH: String(one.epoch), HOME: work },
  });
  return readdirSync(join(top, 'made'))
    .sort()
    .map((name) => {
      copyFileSync(join(top, 'made', name), join(output, name));
      return join(output, name);
    });
}
