import { copyFileSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { binaries, workspace } from '../support/binaries.ts';
import { call } from '../support/call.ts';
import { needs } from '../support/needs.ts';

/** Scripts that run the sources are no binaries. */
const unpacked = process.env['TWINROOT_BIN'] === undefined ? false : 'TWINROOT_BIN names other commands';

/** What the tools of packages do to a program: makepkg, rpmbuild, dh_strip, and what makes a package of its symbols. */
const ways: readonly (readonly string[])[] = [
  ['strip'],
  ['strip', '--strip-all'],
  ['strip', '--strip-unneeded'],
  ['strip', '--strip-debug'],
  ['strip', '--strip-unneeded', '--remove-section=.comment', '--remove-section=.note'],
  ['eu-strip'],
  ['eu-strip', '--strip-debug'],
  ['objcopy', '--compress-debug-sections'],
];

for (const [tool = '', ...options] of ways) {
  const { skip } = needs(tool);
  t.test(`the binary runs after ${[tool, ...options].join(' ')}`, { skip: unpacked || skip }, async (t) => {
    const directory = t.testdir();
    const [program, link] = [join(directory, 'twinroot'), join(directory, 'esp-which')];
    copyFileSync(join(binaries, 'twinroot'), program);
    symlinkSync('twinroot', link);
    // Twice: packages are made of packages.
    for (const _ of [1, 2]) {
      const env = { PATH: '/usr/bin:/bin' };
      t.match(await call(tool, [...options, program], { env }), { status: 0, err: '' });
    }
    const args = ['--sysroot', join(workspace, 'test/roots/two-nvme')];
    t.same(await call(link, args), await call(join(binaries, 'esp-which'), args));
    const env = { NODE_OPTIONS: '--require=/nonexistent.js', OPENSSL_CONF: '/nonexistent' };
    t.match(await call(link, ['--version'], { env }), { status: 0, err: '' }, 'it is as protected as before');
  });
}

t.test(
  'the binary runs without the symbols that were taken out into a file',
  { skip: unpacked || needs('objcopy').skip },
  async (t) => {
    const directory = t.testdir();
    const [program, symbols] = [join(directory, 'twinroot'), join(directory, 'symbols')];
    copyFileSync(join(binaries, 'twinroot'), program);
    t.match(await call('/usr/bin/objcopy', ['--only-keep-debug', program, symbols]), { status: 0 });
    const args = [`--add-gnu-debuglink=${symbols}`, program, `${program}.new`];
    t.match(await call('/usr/bin/objcopy', args), { status: 0 });
    renameSync(`${program}.new`, program);
    t.match(await call(program, ['esp-which', '--version']), { status: 0, out: 'esp-which ' });
  },
);
