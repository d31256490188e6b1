// What a packager of Arch Linux needs, as text: a PKGBUILD for both flavours (PKGBUILD(5), PACKAGE SPLITTING), and the scriptlets beside it.
// It is said once, in arch.ts and the plan, what pacman is told.
import { layoutElsewhere } from '../install-layout.ts';
import { planWithoutPrograms } from '../install-plan.ts';
import { installScript, type Relations, relationsOf } from './arch.ts';
import { configurationOf, enabledUnitsOf } from './contents.ts';
import {
  type Flavour,
  flavours,
  homepage,
  hookSetsOf,
  licenceOf,
  maintainer,
  nameOf,
  summary,
  version,
} from './family.ts';
import { pacmanVersionOf, versionLines } from './pacman-version.ts';

const entries = () => planWithoutPrograms(layoutElsewhere('/usr'), hookSetsOf.arch);

/** The arrays of a PKGBUILD, by the keys that .PKGINFO has for their members. */
const arrays: readonly (readonly [keyof Relations, string])[] = [
  ['depend', 'depends'],
  ['optdepend', 'optdepends'],
  ['conflict', 'conflicts'],
  ['provides', 'provides'],
];

function word(text: string): string {
  const own = `${pacmanVersionOf(version)}-1`;
  return text.includes(own) ? `"${text.replace(own, '$pkgver-$pkgrel')}"` : `'${text}'`;
}

function array(name: string, members: readonly string[]): string {
  if (members.length === 0) return '';
  const words = members.map(word);
  const isLong = words.join(' ').length > 90;
  return isLong
    ? `  ${name}=(\n${words.map((one) => `    ${one}\n`).join('')}  )\n`
    : `  ${name}=(${words.join(' ')})\n`;
}

function packageFunction(flavour: Flavour): string {
  const relations = relationsOf(flavour);
  const backup = configurationOf(entries()).map((path) => path.slice(1));
  return `
package_${nameOf({ flavour })}() {
${flavour === 'node' ? '  arch=(any)\n' : `  license=('${licenceOf({ flavour })}')\n`}${arrays.map(([key, name]) => array(name, relations[key])).join('')}${array('backup', backup)}  install=twinroot.install
  cd twinroot
  npm run --silent package -- --destdir "$pkgdir" --flavour ${flavour} arch
}
`;
}

/** The PKGBUILD. */
export function pkgbuild(): string {
  return `# Maintainer: ${maintainer}
# Written by \`npm run docs\` of twinroot; docs/packaging.md says how to use it.
pkgbase=twinroot
pkgname=(${flavours.map((flavour) => nameOf({ flavour })).join(' ')})
${versionLines(version)}pkgrel=1
pkgdesc='${summary}'
arch=(x86_64)
url='${homepage}'
license=('${licenceOf({ flavour: 'node' })}')
makedepends=(git npm)
# There are no debug symbols to be packaged.
options=(!debug)
source=("git+$url.git#tag=$_tag")
sha256sums=(SKIP)

prepare() {
  cd twinroot
  npm ci --no-audit --no-fund
}

build() {
  cd twinroot
  npm run --silent build
  dist/bin/twinroot --version
}
${flavours.map(packageFunction).join('')}`;
}

/** The scriptlets, which both flavours have. */
export function pkgbuildScriptlets(): string {
  return installScript(enabledUnitsOf(entries()));
}
