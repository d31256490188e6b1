import t from 'tap';
import { found } from '../../findings-of.ts';
import {
  entry,
  entryPath,
  type files as files_,
  firmware,
  initrdPath,
  kernelPath,
  loaderPath,
  machine,
  machineId,
  member,
  program,
  release,
  removable,
  text,
} from '../../machine-fixture.ts';

const old = `loader/entries/${machineId}-6.1.0.conf`;
const oldEntry = text(
  `title old\nversion 6.1.0\nlinux /old/linux\ninitrd /${initrdPath}\noptions root=/dev/sda2\n`,
);
const b = (changed: Readonly<Record<string, (typeof files_)[string] | null>>) =>
  machine({
    members: [
      member('a'),
      member('b', { files: { [old]: oldEntry, 'old/linux': program(14_000_000), ...changed } }),
    ],
  });

t.test('what systemd-boot does not list is at most a warning', async (t) => {
  const facts = b({ [kernelPath]: null });
  t.match(found(facts, 'b', 'entries'), /^warn: .*linux, which does not exist: it is not in the menu$/);
  t.match(found(facts, 'b', 'default'), /^ok: .*-6\.1\.0\.conf \(first of the menu\)$/);
});

t.test('what it lists, and cannot start, is a no', async (t) => {
  for (const [what, changed] of [
    ['no initrd', { [initrdPath]: null }],
    ['a kernel that is cut', { [kernelPath]: program(5, { isCut: true }) }],
    ['a kernel that is empty', { [kernelPath]: program(0) }],
    ['a directory in place of the kernel', { [kernelPath]: null, [`${kernelPath}/file`]: text('x') }],
  ] as const)
    t.match(found(b(changed), 'b', 'entries'), /^fail: /, what);
});

t.test('of all that it has nothing is listed', async (t) => {
  const facts = b({ [kernelPath]: null, 'old/linux': null });
  t.match(found(facts, 'b', 'entries'), /^fail: .*linux, which does not exist: no entry is listed$/);
});

t.test('which entries others list is not known: what comes first has to be complete', async (t) => {
  for (const changed of [
    { [removable]: program(130_000) },
    { [loaderPath]: null, [removable]: program(120_000) },
  ])
    t.match(found(b({ [kernelPath]: null, ...changed }), 'b', 'entries'), /^fail: .*does not exist$/);
});

t.test('a default that is there, and not in the menu', async (t) => {
  const conf = { 'loader/loader.conf': text(`default ${machineId}-6.12*\n`) };
  t.match(found(b(conf), 'b', 'default'), /^ok: .*default of loader\.conf/);
  t.match(
    found(b({ ...conf, [kernelPath]: null }), 'b', 'default'),
    /^warn: default of loader\.conf is .*, which the menu of \/efi2 does not have: .*-6\.1\.0\.conf is booted$/,
  );
});

t.test('a directory in the place of loader.conf', async (t) => {
  const facts = machine({
    members: [
      member('a'),
      member('b', { notFiles: ['loader/loader.conf'], files: { 'loader/loader.conf': null } }),
    ],
  });
  t.match(found(facts, 'b', 'default'), /^warn: loader\/loader\.conf is a directory/);
});

t.test('a kernel for another architecture', async (t) => {
  const of = (machineType: number, more: Parameters<typeof machine>[0] = {}) =>
    found(
      machine({
        members: [
          member('a'),
          member('b', { files: { [kernelPath]: program(14_000_000, { machine: machineType }) } }),
        ],
        ...more,
      }),
      'b',
      'entries',
    );
  t.match(of(0xaa64), /^fail: .*linux, which is for aa64, and this machine is x64$/);
  t.match(of(0x14c), /^fail/);
  t.match(of(0x8664), /^ok/);
  for (const type of [0x8664, 0x14c]) t.match(of(type, { firmware: firmware({ bits: 32 }) }), /^ok/);
});

t.test('an image for another architecture is not listed', async (t) => {
  const image = program(40_000_000, { machine: 0xaa64, sorting: { key: 'z', version: null } });
  t.match(found(b({ 'EFI/Linux/z.efi': image }), 'b', 'entries'), /^warn: z\.efi is for aa64/);
});

t.test(
  'a default by a name without its boot counter: which version of systemd-boot it is decides',
  async (t) => {
    const counted = entryPath.replace('.conf', '+3.conf');
    const files = (other: (typeof files_)[string]) => ({
      'loader/loader.conf': text(`default ${machineId}-${release}.conf\n`),
      [entryPath]: null,
      [counted]: entry(),
      [`loader/entries/9.conf`]: other,
    });
    const of = (other: (typeof files_)[string]) => found(b(files(other)), 'b', 'default');
    t.match(
      of(entry()),
      /^warn: default of loader\.conf is .*\+3\.conf for recent versions of systemd-boot, and 9\.conf/,
    );
    t.match(of(entry('root=/dev/sdx9')), /^unknown: /, 'it has another root');
    t.match(of(entry(undefined, kernelPath, 'none')), /^unknown: /, 'it is not complete');
  },
);
