import { cpSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t from 'tap';
import { fleetMachine, setRoot } from '../../fixtures/fleet-machine.ts';
import { addTo, writeBelow } from '../../fixtures/unit-machine.ts';
import { workspace } from '../../support/binaries.ts';
import { call } from '../../support/call.ts';
import { install } from '../../support/install-call.ts';
import { newSystemdRoot, startSystemd, unitDirectory } from '../../support/systemd-machine.ts';

// The role, played by ansible-playbook on a machine with systemd, dpkg and nothing of twinroot; its commands are asked about a
// captured machine.

const root = newSystemdRoot();
const inside = (path: string) => join(root, path);
const captured = '/captured';
const textfiles = '/var/lib/node-exporter/textfiles';
const units = ['esp-check.timer', 'esp-watch.service', 'esp-seed.service'];

/** Writes a package as a distribution would have it. */
async function writePackage(path: string): Promise<void> {
  const tree = t.testdir({});
  const { status, err } = await install('--unitdir', unitDirectory, '--hooks', 'none', tree);
  if (status !== 0) throw new Error(err);
  const about = 'Maintainer: nobody <nobody@example.org>\nDescription: of a test\n';
  writeBelow(tree, 'DEBIAN/control', `Package: twinroot\nVersion: 0.1.0\nArchitecture: amd64\n${about}`);
  const args = ['-Znone', '--root-owner-group', '--build', tree, path];
  const built = await call('/usr/bin/dpkg-deb', args, { env: { PATH: '/usr/bin:/bin' } });
  if (built.status !== 0) throw new Error(built.err);
}

// Of what this machine has enabled nothing is.
rmSync(inside('etc/systemd/system'), { recursive: true });
mkdirSync(inside('etc/systemd/system'));
mkdirSync(inside('machine/firmware/efi'));
// apt opens what it knows of packages at each play: here that is what is installed.
rmSync(inside('var/lib/apt/lists'), { recursive: true });
mkdirSync(inside('var/lib/apt/lists/partial'), { recursive: true });
for (const unit of ['esp-check.timer', 'esp-check.service', 'esp-mirror.service', 'esp-watch.service'])
  addTo(root, unit, '[Unit]\nConditionVirtualization=\n');
writeBelow(root, 'etc/dpkg/dpkg.cfg.d/of-the-test', 'force-unsafe-io\n');
cpSync(join(workspace, 'docs/fleet/ansible'), inside('play'), { recursive: true });
fleetMachine(inside(captured));
await writePackage(inside('play/twinroot.deb'));
const machine = await startSystemd(t, root, `/etc/systemd/system:${unitDirectory}`);

/** Plays the example with these variables in the place of its own. */
async function play(options: string, more: object = {}) {
  const variables = {
    ansible_python_interpreter: '/usr/bin/python3',
    twinroot_options: {
      ESP_WHICH_OPTIONS: `--sysroot ${captured}`,
      ESP_CHECK_OPTIONS: `--sysroot ${captured}`,
      ESP_MIRROR_OPTIONS: `--sysroot ${captured}`,
    },
    twinroot_textfile_directory: textfiles,
    twinroot_units: units,
    twinroot_mirror_first: true,
    ...more,
  };
  writeBelow(root, 'play/variables.json', JSON.stringify(variables));
  const { status, out, err } = await machine.run(`cd /play
export HOME=/tmp LC_ALL=C.UTF-8 ANSIBLE_LOCAL_TEMP=/tmp/local ANSIBLE_REMOTE_TEMP=/tmp/remote ANSIBLE_PIPELINING=1
ansible-playbook --inventory two_disks, --connection local --extra-vars @variables.json ${options} site.yml`);
  const [, changed, failed] = / changed=(\d+) .* failed=(\d+) /.exec(out) ?? [];
  return { status, changed: Number(changed), failed: Number(failed), said: out + err };
}

/** What was written since the machine was there: its paths, with sizes and times. */
function writtenFiles(): readonly string[] {
  const upper = join(dirname(root), 'upper');
  return readdirSync(upper, { recursive: true, encoding: 'utf8' })
    .filter((path) => !/^play\b/.test(path) && !path.includes('__pycache__'))
    .map((path) => {
      const { size, mtimeMs } = lstatSync(join(upper, path));
      return `${path} ${size} ${mtimeMs}`;
    })
    .sort();
}

const enabled = () =>
  machine.must('systemctl list-unit-files --state=enabled --plain --no-legend | cut -d" " -f1');
const file = { twinroot_package_file: '/play/twinroot.deb' };

t.test('--check on a bare machine changes nothing', async (t) => {
  const before = writtenFiles();
  const { status, changed, said } = await play('--check', file);
  t.equal(status, 0, said);
  t.ok(changed > 0, 'it says that there is something to do');
  t.strictSame(writtenFiles(), before);
});

t.test('a machine without it, and without a package to install', async (t) => {
  t.match(await play(''), { status: 2, failed: 1, changed: 0 });
});

t.test('a machine is set up: the package, options, the units that are asked for, and metrics', async (t) => {
  const { status, said } = await play('', file);
  t.equal(status, 0, said);
  t.match(await machine.run("dpkg-query --show --showformat '${db:Status-Status}' twinroot"), {
    out: 'installed',
  });
  t.same((await enabled()).split('\n').sort(), [...units].sort());
  t.equal(await machine.must('systemctl is-active esp-check.timer esp-watch.service'), 'active\nactive');
  t.equal(
    await machine.must('systemctl show -P ActiveState esp-seed.service'),
    'inactive',
    'it is for boots',
  );
  const metrics = join(textfiles, 'twinroot.prom');
  const read = `setpriv --reuid 65534 --regid 65534 --clear-groups cat ${metrics}`;
  const first = await machine.must(read);
  t.match(first, /^twinroot_machine_boots 1$/m, 'who runs node_exporter can read them');
  t.match(
    first,
    /^twinroot_generation\{[^}]*\/dev\/nvme1n1p1[^}]*\} 1$/m,
    'it was mirrored before it was asked',
  );
  t.not(await machine.must('systemctl show -P InvocationID esp-mirror.service'), '');
  await machine.must(`rm ${metrics}; systemctl start esp-check.service`);
  t.match(await machine.must(read), /^twinroot_machine_boots 1$/m, 'the service writes them, too');
});

t.test('a second time nothing is changed', async (t) => {
  const { status, changed, said } = await play('', file);
  t.same([status, changed], [0, 0], said);
});

t.test('a machine that would not come up fails the play, with what esp-check says', async (t) => {
  setRoot(inside(captured), 'beside');
  const summary =
    'twinroot pipe esp-which --options /etc/twinroot/options : esp-check --options /etc/twinroot/options --summary';
  const told = await machine.run(summary);
  t.equal(told.status, 32);
  const before = writtenFiles();
  const changes = {
    twinroot_options: {
      ESP_WHICH_OPTIONS: `--sysroot ${captured} --quiet`,
      ESP_CHECK_OPTIONS: `--sysroot ${captured}`,
    },
  };
  const asked = await play('--check', changes);
  t.strictSame(writtenFiles(), before, '--check: nothing is written, metrics neither');
  const id = () => machine.must('systemctl show -P InvocationID esp-watch.service');
  const watcher = await id();
  const played = await play('', changes);
  for (const { status, failed, said } of [asked, played]) {
    t.same([status, failed], [2, 1], said);
    for (const line of told.out.trimEnd().split('\n')) t.ok(said.includes(JSON.stringify(line)), line);
  }
  t.match(readFileSync(inside('etc/twinroot/options'), 'utf8'), '--quiet');
  t.not(await id(), watcher, 'the watcher has the new options all the same');
});

t.test('options that are none do not come to be used', async (t) => {
  const before = readFileSync(inside('etc/twinroot/options'), 'utf8');
  const { status, failed } = await play('', { twinroot_options: { ESP_WICH_OPTIONS: '--quiet' } });
  t.same([status, failed], [2, 1]);
  t.equal(readFileSync(inside('etc/twinroot/options'), 'utf8'), before);
});
