import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { encodeFacts, judge } from '@twinroot/lib-check';
import { formatTable, machineTable } from '@twinroot/lib-record';
import t, { type Test } from 'tap';
import { espA, espB, machine } from '../../packages/lib-check/test/machine-fixture.ts';
import { type Expected, situations } from '../../packages/lib-check/test/situations.ts';
import { writeTree } from '../fixtures/boot-tree.ts';
import { newFirmware } from '../fixtures/efi-variables.ts';
import { version } from '../fixtures/esp-registry.ts';
import { binaryOf, workspace } from '../support/binaries.ts';
import { call, quote } from '../support/call.ts';
import { withFullEsps } from './captured-machine.ts';

const espCheck = (args: readonly string[], input?: string) =>
  call(binaryOf('esp-check'), args, input === undefined ? {} : { input });

/** The checks of the set of a captured machine, as JSON. */
async function checkSet(root: string, ...args: readonly string[]) {
  const { out: set } = await call(binaryOf('esp-which'), ['--json', '--sysroot', root]);
  return espCheck(['--sysroot', root, '--json', ...args], set);
}

/** The situation whose name begins so. */
function situationOf(beginning: string) {
  const found = situations.find(({ name }) => name.startsWith(beginning));
  if (found === undefined) throw new Error(beginning);
  return found;
}

interface Check {
  readonly member: string;
  readonly check: string;
  readonly state: string;
  readonly why: string;
  readonly fix: string | null;
}

/** The checks in the JSON that esp-check wrote. */
function checksIn(out: string): readonly Check[] {
  return JSON.parse(out).checks;
}

/** What esp-check wrote of a machine below a directory, with fixes as they are on that machine. */
function runElsewhere(out: string, root: string): string {
  return out.replaceAll(` --sysroot ${root}`, '').replaceAll(root, '');
}

/** A file with a machine in it. */
function fileOf(t: Test, facts = machine()): string {
  const path = join(t.testdir({}), 'machine.txt');
  writeFileSync(path, formatTable(machineTable, encodeFacts(facts)));
  return path;
}

function statusOf(expected: readonly Expected[]): number {
  if (expected.some((one) => one.startsWith('fail'))) return 32;
  return expected.some((one) => one.startsWith('unknown')) ? 1 : 0;
}

for (const { name, facts, a, b } of situations) {
  t.test(`a machine in a file: ${name}`, async (t) => {
    const { status, out, err } = await espCheck(['--from', fileOf(t, facts), '--json']);
    const isThere = (partuuid: string) => facts.members.some((member) => member.partuuid === partuuid);
    t.equal(status, statusOf(isThere(espB) ? [a, b] : [a]), err);
    const verdicts = checksIn(out).filter(
      ({ check, member }) => check === 'verdict' && [espA, espB].includes(member),
    );
    t.same(
      verdicts.map(({ member, state }) => [member, state]),
      [
        [espA, a],
        [espB, b],
      ]
        .filter(([member = '']) => isThere(member))
        .map(([member, expected]) => [member, expected?.split(':')[0]]),
    );
  });
}

t.test('what mends something is a command that can be run, or a guide that is there', async (t) => {
  const ours = readdirSync(join(workspace, 'packages'));
  const others = ['efibootmgr', 'bootctl', 'systemd-cryptenroll', 'rm'];
  const fixes = situations.flatMap(({ facts }) =>
    judge(facts, null).flatMap(({ findings }) => findings.flatMap(({ fix }) => fix ?? [])),
  );
  t.ok(fixes.length > 40);
  for (const fix of new Set(fixes)) {
    const [, guide] = /^guide: (.+)$/.exec(fix) ?? [];
    if (guide !== undefined) t.ok(existsSync(join(workspace, `docs/guides/${guide}.md`)), fix);
    else t.ok([...ours, ...others].includes(fix.split(' ')[0] ?? ''), fix);
  }
});

t.test('more than 40 situations, half of which would not boot', async (t) => {
  t.ok(situations.length >= 40);
  const dead = situations.filter(({ a, b }) => statusOf([a, b]) !== 0);
  t.ok(dead.length * 2 >= situations.length - 2, `${dead.length} of ${situations.length}`);
});

t.test('what was gathered is judged alike here and elsewhere, and has no secrets', async (t) => {
  const root = withFullEsps(join(t.testdir({}), 'root'));
  const { out: set } = await call(binaryOf('esp-which'), ['--json', '--sysroot', root]);
  const here = await espCheck(['--sysroot', root, '--json'], set);
  const before = readdirSync(root, { recursive: true }).toString();
  for (const form of [[], ['--json']]) {
    const gathered = await espCheck(['--sysroot', root, '--gather', ...form], set);
    t.equal(gathered.status, 0, gathered.err);
    t.notMatch(gathered.out, 'geheim');
    t.notMatch(gathered.out, 'ssssssss', 'no seed is written');
    const elsewhere = await espCheck(['--from', '-', '--json'], gathered.out);
    // Others write to the disk of this machine meanwhile; and what mends it is run elsewhere.
    const plain = (out: string) => runElsewhere(out, root).replaceAll(/\d+ MiB are free/g, 'room');
    t.same([elsewhere.status, plain(elsewhere.out)], [here.status, plain(here.out)]);
  }
  t.equal(readdirSync(root, { recursive: true }).toString(), before, 'nothing is written');
  const states = new Map(checksIn(here.out).map(({ member, check, state }) => [`${member} ${check}`, state]));
  const [first, second] = [...new Set(checksIn(here.out).map(({ member }) => member))];
  t.equal(states.get(`${first} verdict`), 'ok');
  t.equal(states.get(`${second} root`), 'fail', 'the root is on the first disk alone');
  t.equal(here.status, 32);
});

t.test('what mends a machine below a directory mends that one, when it is run as printed', async (t) => {
  const root = withFullEsps(join(t.testdir({}), 'the root'));
  const stateOf = async (check: string) =>
    checksIn((await checkSet(root)).out).flatMap((one) =>
      one.check === check ? [`${one.state} ${one.fix}`] : [],
    );
  const [, lineage = ''] = await stateOf('lineage');
  t.match(lineage, /^unknown esp-which --sysroot '.*the root' \| esp-mirror --sysroot /);
  const fix = lineage.slice('unknown '.length);
  const path = `${dirname(binaryOf('esp-which'))}:${process.env['PATH']}`;
  t.match(await call('/bin/sh', ['-c', fix], { env: { PATH: path } }), { status: 0 });
  t.match(await stateOf('lineage'), [/^ok/, /^ok/]);
});

t.test(
  'an entry that is not listed leaves the choice to others, and one that cannot be started does not',
  async (t) => {
    const root = withFullEsps(join(t.testdir({}), 'root'));
    const esp = join(root, 'efi0');
    const entries = async () => {
      const found = checksIn((await checkSet(root)).out).find(({ check }) => check === 'entries');
      return `${found?.state}: ${found?.why}`;
    };
    writeFileSync(
      join(esp, 'loader/entries/b.conf'),
      'title b\nlinux /none\noptions root=/dev/nvme0n1p2 rw\n',
    );
    t.match(await entries(), /^warn: b\.conf names none, which does not exist/);
    mkdirSync(join(esp, 'none'));
    t.match(await entries(), /^fail: b\.conf names none/, 'a directory is found by its name');
  },
);

t.test('directories under names that are known: a sentence, and the verdict stays', async (t) => {
  for (const [path, check, state] of [
    ['loader/random-seed', 'seed', 'warn'],
    ['loader/esp-sync', 'lineage', 'unknown'],
    ['loader/loader.conf', 'default', 'warn'],
  ] as const) {
    const root = withFullEsps(join(t.testdir({}), 'root'));
    rmSync(join(root, 'efi1', path), { force: true });
    mkdirSync(join(root, 'efi1', path));
    const checks = checksIn((await checkSet(root)).out);
    t.match(
      checks.find((one) => one.check === check && one.why.startsWith(path)),
      { state, why: `${path} is a directory` },
      path,
    );
    t.notOk(
      checks.some(({ why }) => /EISDIR/.test(why)),
      'no code of the system',
    );
    t.match(
      checks.filter((one) => one.check === 'present').map((one) => one.state),
      ['ok', 'ok'],
    );
  }
});

t.test('a crypttab that is a directory is not taken for none', async (t) => {
  const root = withFullEsps(join(t.testdir({}), 'root'));
  mkdirSync(join(root, 'etc/crypttab'));
  const found = checksIn((await checkSet(root)).out).filter(({ check }) => check === 'encryption');
  t.match(found, [{ state: 'unknown', why: /^crypttab cannot be read/ }, { state: 'unknown' }]);
});

t.test('programs for another architecture than the one that runs', async (t) => {
  const root = withFullEsps(join(t.testdir({}), 'root'));
  const path = (name: string) => join(root, 'efi0', name);
  const [own, other] = process.arch === 'x64' ? [0x8664, 0xaa64] : [0xaa64, 0x8664];
  const setMachine = (name: string, type: number) => {
    const bytes = readFileSync(path(name));
    bytes.writeUInt16LE(type, 0x44);
    writeFileSync(path(name), bytes);
  };
  const stateOf = async (check: string) =>
    checksIn((await checkSet(root)).out).find((one) => one.check === check)?.state;
  for (const [name, check] of [
    ['linux', 'entries'],
    ['EFI/systemd/systemd-bootx64.efi', 'loader'],
    ['EFI/BOOT/BOOTX64.EFI', 'loader'],
  ] as const) {
    setMachine(name, other);
    t.equal(await stateOf(check), 'fail', name);
    t.equal(await stateOf('verdict'), 'fail', name);
    setMachine(name, own);
    t.equal(await stateOf(check), 'ok', name);
  }
});

t.test('two ESPs with one seed', async (t) => {
  const root = withFullEsps(join(t.testdir({}), 'root'));
  const seed = readFileSync(join(root, 'efi0/loader/random-seed'));
  writeFileSync(join(root, 'efi1/loader/random-seed'), seed);
  const { out } = await checkSet(root);
  t.same(
    checksIn(out).flatMap(({ check, state, why }) => (check === 'seed' ? [`${state}: ${why}`] : [])),
    ['warn: its random seed is also that of /efi1', 'warn: its random seed is also that of /efi0'],
  );
});

t.test(
  '--scrub finds a byte that is not what was recorded; without it nobody reads a large file',
  async (t) => {
    const root = withFullEsps(join(t.testdir({}), 'root'));
    const large = Buffer.alloc(300_000, 1);
    for (const esp of ['efi0', 'efi1']) writeFileSync(join(root, esp, 'initrd'), large);
    const mirrored = await call(binaryOf('esp-mirror'), ['--sysroot', root], {
      input: (await call(binaryOf('esp-which'), ['--sysroot', root])).out,
    });
    t.equal(mirrored.status, 0, mirrored.err);
    const path = join(root, 'efi1/initrd');
    const { mtime, atime } = statSync(path);
    large[200_000] = 2;
    writeFileSync(path, large);
    utimesSync(path, atime, mtime);
    const manifest = (out: string) =>
      checksIn(out)
        .filter(({ check }) => check === 'manifest')
        .map(({ state }) => state);
    t.same(manifest((await checkSet(root)).out), ['ok', 'ok']);
    const { out } = await checkSet(root, '--scrub');
    t.same(manifest(out), ['ok', 'warn']);
    t.match(out, /INITRD/);
  },
);

t.test('questions: one disk, one member, for people', async (t) => {
  const path = fileOf(t);
  const from = ['--from', path];
  const without = await espCheck([...from, '--without', '/dev/sdb', '--json']);
  t.equal(without.status, 0);
  t.same([...new Set(checksIn(without.out).map(({ member }) => member))], [espA]);
  const member = await espCheck([...from, '--member', '/efi2', '--json']);
  t.same([...new Set(checksIn(member.out).map(({ member: one }) => one))], [espB]);
  const summary = await espCheck([...from, '--summary']);
  t.equal(summary.out, '/efi (/dev/sda1) boots alone\n/efi2 (/dev/sdb1) boots alone\n');
  const verdicts = await espCheck([...from, '--summary', '--json']);
  t.same(
    checksIn(verdicts.out).map(({ check, state }) => [check, state]),
    [
      ['verdict', 'ok'],
      ['verdict', 'ok'],
    ],
  );
  const both = await espCheck([...from, '--without', 'sda', '--without', 'sdb', '--summary']);
  t.match(both, { status: 32, out: /^WOULD NOT boot without \/dev\/sda, \/dev\/sdb: .*\n$/ });
  const motd = join(dirname(path), 'motd');
  const told = await espCheck([...from, '--without', 'sda', '--without', 'sdb', '--summary', '--motd', motd]);
  t.match([told.status, readFileSync(motd, 'utf8')], [32, both.out]);
});

t.test('strict: what is not known is a no', async (t) => {
  const { facts } = situationOf('btrfs, and what lies where');
  const from = ['--from', fileOf(t, facts), '--summary'];
  t.equal((await espCheck(from)).status, 1);
  t.equal((await espCheck([...from, '--strict'])).status, 32);
});

t.test('a wrong call, or a file that is no machine, is told and nothing is judged', async (t) => {
  const from = ['--from', fileOf(t)];
  const broken = join(t.testdir({}), 'broken.txt');
  writeFileSync(broken, readFileSync(fileOf(t), 'utf8').replace('firmware', 'weather '));
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [[...from, '--without', '/dev/sdz'], /no such disk; there are \/dev\/sda, \/dev\/sdb/],
    [[...from, '--without', '/dev/sda1'], /not a disk, but on \/dev\/sda/],
    [[...from, '--member', '/nowhere'], /not a member of the set/],
    [[...from, '--scrub'], /--scrub/],
    [['--from', broken], /firmware/],
    [['--from', join(workspace, 'README.md')], /README/],
    [['--from', '-'], /there is no fact|no records|empty/],
  ];
  for (const [args, message] of cases) {
    const { status, out, err } = await espCheck(args, '');
    t.same([status, out], [2, ''], args.join(' '));
    t.match(err, message);
  }
  const missing = await espCheck(['--from', '/nowhere/machine.txt']);
  t.same([missing.status, missing.out], [1, '']);
});

t.test('a machine that was cut, at the end of a line or within the last one, is refused', async (t) => {
  const path = fileOf(t, machine({ unknown: new Map([['pools', 'no zpool']]) }));
  const whole = readFileSync(path, 'utf8');
  const lines = whole.split('\n');
  const cuts = [
    ...[2, 7, lines.length - 3, lines.length - 2].map((count) => `${lines.slice(0, count).join('\n')}\n`),
    whole.slice(0, -2),
    whole.slice(0, -3),
  ];
  for (const cut of cuts) {
    t.ok(cut.length < whole.length);
    const { status, out, err } = await espCheck(['--from', '-'], cut);
    t.same([status, out], [2, ''], `${cut.length} of ${whole.length}`);
    t.match(err, /truncated|there is no fact|2 fields for 3 columns/);
  }
  t.equal((await espCheck(['--from', '-'], whole)).status, 0);
  t.equal((await espCheck(['--from', '-'], whole.slice(0, -1))).status, 0, 'the last end of a line');
});

t.test('metrics and the message of the day: written whole, and taken away when all is well', async (t) => {
  // Not below the directory of the test, which each file that is made in it empties.
  const directory = mkdtempSync(join(tmpdir(), 'reports-'));
  t.teardown(() => rmSync(directory, { recursive: true }));
  const [metrics, motd] = [join(directory, 'collector/twinroot.prom'), join(directory, 'motd.d/twinroot')];
  const { facts } = situationOf('data single');
  const ask = (path: string) => espCheck(['--from', path, '--summary', '--metrics', metrics, '--motd', motd]);
  const bad = await ask(fileOf(t, facts));
  t.equal(bad.status, 32);
  t.match(readFileSync(metrics, 'utf8'), /^twinroot_member_boots_alone\{member="0e3a8f0c[^}]*\} 0$/m);
  t.equal(readFileSync(motd, 'utf8'), bad.out);
  const well = await espCheck(['--from', fileOf(t), '--summary', '--metrics', metrics, '--motd', motd]);
  t.equal(well.status, 0);
  t.match(readFileSync(metrics, 'utf8'), /\} 1$/m);
  t.notOk(existsSync(motd));
  t.equal((await ask(fileOf(t))).status, 0, 'twice in a row');
  t.same(readdirSync(join(directory, 'collector')), ['twinroot.prom'], 'nothing half-written is left');
  const full = await espCheck(['--from', fileOf(t), '--metrics', '/proc/none/x.prom']);
  t.equal(full.status, 1);
  const both = ['--summary', '--metrics', '/proc/none/x.prom', '--motd', motd];
  const half = await espCheck(['--from', fileOf(t, facts), ...both]);
  t.same([half.status, half.out], [1, bad.out], 'the answer is given all the same');
  t.equal(readFileSync(motd, 'utf8'), bad.out, 'and the other report is written');
  rmSync(motd);
  symlinkSync('elsewhere', motd);
  for (const given of [machine(), facts])
    t.match(await ask(fileOf(t, given)), {
      status: 1,
      err: /motd\.d\/twinroot is no regular file, and is left as it is/,
    });
  t.equal(readlinkSync(motd), 'elsewhere');
});

t.test('what was made for a report can be read by all, whatever the umask', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'reports-'));
  t.teardown(() => rmSync(directory, { recursive: true }));
  const metrics = join(directory, 'collector/twinroot.prom');
  const words = quote(binaryOf('esp-check'), '--from', fileOf(t), '--metrics', metrics);
  t.match(await call('/bin/sh', ['-c', `umask 077; exec ${words}`]), { status: 0 });
  const modes = [dirname(metrics), metrics].map((path) => statSync(path).mode & 0o777);
  t.same(modes, [0o755, 0o644]);
});

t.test('the message of the day and the metrics say what the summary says', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'reports-'));
  t.teardown(() => rmSync(directory, { recursive: true }));
  const [metrics, motd] = [join(directory, 'twinroot.prom'), join(directory, 'motd')];
  for (const [name, value] of [
    ['the kernel of the default entry is missing, and another', 1],
    ['the initrd of the default entry is missing, and another', 0],
    ['the only unified kernel image has no os-release', 0],
    ['kernel and boot loader are for another architecture', 0],
    ['md RAID1, of which the kernel does not tell', -1],
  ] as const) {
    const from = ['--from', fileOf(t, situationOf(name).facts), '--summary'];
    const { status, out } = await espCheck([...from, '--metrics', metrics, '--motd', motd]);
    t.equal(status, { 1: 0, 0: 32, [-1]: 1 }[value], name);
    t.match(readFileSync(metrics, 'utf8'), `\ntwinroot_machine_boots ${value}\n`, name);
    t.equal(existsSync(motd) ? readFileSync(motd, 'utf8') : null, value === 1 ? null : out, name);
  }
});

t.test('a machine of more than 1 MiB in one line, through a pipe and from a file', async (t) => {
  const root = newFirmware(t);
  const entries = Array.from({ length: 200 }, (_, number) => version(`6.6.${number}`));
  const vendor = Array.from({ length: 5000 }, (_, number) => [
    `EFI/vendor/${number}-${'x'.repeat(60)}.dat`,
    'data',
  ]);
  for (const esp of ['efi0', 'efi1'])
    writeTree(join(root, esp), Object.assign({}, ...entries, Object.fromEntries(vendor)));
  // How much is free changes meanwhile: the directory is this host's.
  const judged = (out: string) => checksIn(runElsewhere(out, root)).filter(({ check }) => check !== 'room');
  const direct = judged((await checkSet(root)).out);
  const { out: set } = await call(binaryOf('esp-which'), ['--json', '--sysroot', root]);
  for (const form of [['--json'], []]) {
    const { status, out, err } = await espCheck(['--sysroot', root, '--gather', ...form], set);
    t.equal(status, 0, err);
    t.ok(out.length > 1024 * 1024, `${out.length} bytes`);
    const piped = await espCheck(['--from', '-', '--json'], out);
    t.strictSame(judged(piped.out), direct, `the same judgement: ${piped.err}`);
    const path = join(root, 'machine.txt');
    writeFileSync(path, out);
    t.strictSame(judged((await espCheck(['--from', path, '--json'])).out), direct, 'and from a file');
  }
});
