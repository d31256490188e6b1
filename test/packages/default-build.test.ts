// What the tools of distributions do by default to a program on its way into a package. makepkg as its authors deliver it is in
// makepkg.test.ts, and as Arch has it here.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { binaries, workspace } from '../support/binaries.ts';
import { call } from '../support/call.ts';
import { giveAway, makepkg, whyNotMakepkg } from '../support/makepkg-call.ts';
import { needs } from '../support/needs.ts';

t.setTimeout(300_000);

const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' };
/** Scripts that run the sources are no binaries. */
const unpacked = process.env['TWINROOT_BIN'] === undefined ? false : 'TWINROOT_BIN names other commands';
const skipWithout = (...programs: readonly string[]) => ({ skip: unpacked || needs(...programs).skip });

/** How the binary is when packaging begins: most of these tools leave a program alone that has no symbols, as ours. */
const kinds = ['as it is built', 'with symbols'] as const;

async function putBinary(kind: (typeof kinds)[number], directory: string): Promise<string> {
  const program = join(directory, 'twinroot');
  mkdirSync(directory, { recursive: true });
  copyFileSync(join(binaries, 'twinroot'), program);
  if (kind === 'with symbols') {
    // Of a function, and of a source file: that one goes with debug information.
    const symbols = ['here=.text:0,function,global', 'here.c=0,file,local'];
    const added = symbols.flatMap((symbol) => ['--add-symbol', symbol]);
    const answer = await call('objcopy', [...added, program], { env });
    if (answer.status !== 0) throw new Error(answer.err);
  }
  return program;
}

/** That the program that a build left in a directory was changed, and is what it was. */
async function runs(t: Test, directory: string, before: string): Promise<void> {
  t.notOk(readFileSync(join(directory, 'twinroot')).equals(readFileSync(before)), 'it was written anew');
  const which = join(directory, 'esp-which');
  const version = await call(which, ['--version'], { env });
  t.match(version, { status: 0, out: 'esp-which ', err: '' });
  const args = ['--json', '--sysroot', join(workspace, 'test/roots/two-nvme')];
  t.same(await call(which, args, { env }), await call(join(binaries, 'esp-which'), args, { env }));
}

/**
 * rpm's own default, as Debian's rpm has it, and Fedora's with packages of debug information (redhat-rpm-config's macros): with a small
 * table of symbols in the program, and an error where there is no build ID. Fedora also has an index made for gdb, of debug
 * information, which we have none of; and it fails if there is nothing for that package, hence only with symbols.
 */
const fedora = { _include_minidebuginfo: '1', _missing_build_ids_terminate_build: '1' };
const rpmBuilds = [
  {
    name: 'without packages of debug information',
    head: '%global debug_package %{nil}',
    more: {},
    of: kinds,
  },
  { name: 'with them, as Fedora', head: '%debug_package', more: fedora, of: ['with symbols'] as const },
];

for (const { name, head, more, of } of rpmBuilds) {
  t.test(`rpmbuild, ${name}`, skipWithout('rpmbuild', 'find-debuginfo', 'objcopy'), async (t) => {
    for (const kind of of) {
      const top = t.testdir({});
      const program = await putBinary(kind, join(top, 'built'));
      const spec = `Name: twinroot
Version: 1
Release: 1
Summary: a packager's
License: MIT
${head}
%description
A packager's.
%install
install -D -m 755 ${program} %{buildroot}/usr/bin/twinroot
ln -s twinroot %{buildroot}/usr/bin/esp-which
%files
/usr/bin/*
`;
      writeFileSync(join(top, 'twinroot.spec'), spec);
      const defines = Object.entries({ _topdir: top, _dbpath: join(top, 'db'), ...more });
      const args = defines.flatMap(([key, value]) => ['--define', `${key} ${value}`]);
      const answer = await call('rpmbuild', ['-bi', ...args, 'twinroot.spec'], {
        cwd: top,
        env: { ...env, HOME: top },
      });
      t.match(answer, { status: 0 }, kind);
      for (const step of [
        'brp-strip',
        'brp-strip-comment-note',
        ...(more === fedora ? ['find-debuginfo'] : []),
      ])
        t.match(`${answer.out}${answer.err}`, new RegExp(`^\\+ \\S+/${step} `, 'm'), 'is what was run');
      const [built = ''] = readdirSync(join(top, 'BUILDROOT'));
      await runs(t, join(top, 'BUILDROOT', built, 'usr/bin'), program);
    }
  });
}

t.test('debhelper, with a package of debug symbols', skipWithout('dh_strip', 'dwz', 'objcopy'), async (t) => {
  for (const kind of kinds) {
    const source = t.testdir({
      debian: {
        control: `Source: twinroot
Maintainer: A <a@example.org>
Build-Depends: debhelper-compat (= 13)

Package: twinroot
Architecture: any
Description: a packager's
`,
        changelog:
          'twinroot (1-1) unstable; urgency=medium\n\n  * 1.\n\n -- A <a@example.org>  Mon, 30 Nov 2026 12:00:00 +0000\n',
      },
    });
    const bin = join(source, 'debian/twinroot/usr/bin');
    mkdirSync(bin, { recursive: true });
    copyFileSync(await putBinary(kind, join(source, 'built')), join(bin, 'twinroot'));
    symlinkSync('twinroot', join(bin, 'esp-which'));
    for (const step of ['dh_dwz', 'dh_strip']) {
      const answer = await call(`/usr/bin/${step}`, [], { cwd: source, env: { ...env, DH_VERBOSE: '1' } });
      t.match(answer, { status: 0 }, `${kind}: ${step}`);
      if (step === 'dh_strip') t.match(answer.out, /^\tstrip .*\/twinroot$/m, 'it was stripped');
    }
    await runs(t, bin, join(source, 'built/twinroot'));
  }
});

t.test(
  "makepkg with Arch's options: a package of debug symbols",
  { skip: await whyNotMakepkg() },
  async (t) => {
    for (const kind of kinds) {
      const directory = t.testdir({
        // pacman's package on Arch has this line in its makepkg.conf.
        conf: `. /etc/makepkg.conf
OPTIONS=(strip docs !libtool !staticlibs emptydirs zipman purge debug lto)
`,
        PKGBUILD: `pkgname=twinroot
pkgver=1
pkgrel=1
arch=(any)
license=(MIT)
package() {
  install -D -m 755 "$startdir/built/twinroot" "$pkgdir/usr/bin/twinroot"
  ln -s twinroot "$pkgdir/usr/bin/esp-which"
}
`,
      });
      giveAway(directory);
      const program = await putBinary(kind, join(directory, 'built'));
      const answer = await makepkg(directory, ['--config', join(directory, 'conf'), '--noarchive'], env);
      t.match(answer, { status: 0 }, `${kind}: ${answer.status === 0 ? '' : answer.err}`);
      t.ok(existsSync(join(directory, 'pkg/twinroot-debug/usr/lib/debug/usr/bin/twinroot.debug')), 'debug');
      await runs(t, join(directory, 'pkg/twinroot/usr/bin'), program);
    }
  },
);
