import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { sh } from '../../fixtures/esp-machine.ts';
import { fillRoot } from '../../fixtures/generations-root.ts';
import { handMade, newTop } from '../../fixtures/generations-top.ts';
import { binaryOf } from '../../support/binaries.ts';
import { call } from '../../support/call.ts';

// A machine that runs from a generation, whose /etc is an overlay over that of the generation, as read-only roots have it.

t.setTimeout(300_000);
const { mnt, device, remove } = newTop();
const first = handMade.id;
const sealed = join(mnt, 'snapshots', first, '@');
fillRoot(sealed);
const files = {
  same: 'same',
  here: 'old',
  there: 'old',
  both: 'old',
  alike: 'old',
  'deleted-here': 'old',
  'deleted-here-changed-there': 'old',
  'changed-here-deleted-there': 'old',
  rights: 'old',
  'd/f': 'old',
};
for (const name of ['usr', 'opt', 'etc/d', 'etc/x-d']) mkdirSync(join(sealed, name));
for (const [name, text] of Object.entries(files)) writeFileSync(join(sealed, 'etc', name), text);
sh('ln -s old "$1/link"; ln -s old "$1/other-link"', join(sealed, 'etc'));
writeFileSync(join(mnt, 'fstab'), 'UUID=x / btrfs subvol=CURRENT_SNAPSHOTS_PATH/@,ro 0 0\n');

const directory = mkdtempSync(join(tmpdir(), 'machine-'));
const root = join(directory, 'root');
mkdirSync(root);
sh(
  `mount -o "subvol=snapshots/$1/@" "$2" "$3"; cd "$3"
mount --rbind /dev dev; mount -t proc proc proc; mount --rbind /sys sys; mount -t tmpfs run run; mount --bind /usr usr
mount --bind "$4" opt; mkdir run/upper run/work; mount -t overlay -o lowerdir=etc,upperdir=run/upper,workdir=run/work etc etc`,
  first,
  device,
  root,
  join(binaryOf('gen-new'), '..'),
);
t.teardown(() => {
  sh('umount --recursive --lazy "$1"', root);
  remove();
  rmSync(directory, { recursive: true });
});

const etc = (path: string) => join(root, 'etc', path);
const inMachine = (...args: readonly string[]) => call('/usr/sbin/chroot', [root, '/opt/gen-new', ...args]);
const newEtc = (out: string, path: string) =>
  join(mnt, 'snapshots', JSON.parse(out).generations[0].id, '@/etc', path);

t.test('without changes nothing is done', async (t) => {
  const answer = await inMachine('--json', '--base', 'booted');
  t.match(answer, { status: 0 });
  t.strictSame(
    readdirSync(newEtc(answer.out, '.')).toSorted(),
    [...readdirSync(join(sealed, 'etc')), 'fstab'].toSorted(),
  );
});

t.test('what was changed on which side', async (t) => {
  for (const name of ['here', 'both', 'changed-here-deleted-there']) writeFileSync(etc(name), 'here');
  writeFileSync(etc('alike'), 'alike');
  writeFileSync(etc('new-here'), 'here');
  sh(
    'cd "$1"; rm deleted-here deleted-here-changed-there; chmod 600 rights; ln -sfn here link; mkdir e; echo here >e/f; rm -r d',
    etc(''),
  );
  const script = `cd /etc; for i in there both deleted-here-changed-there; do echo -n there >$i; done; echo -n alike >alike
echo -n there >new-there; rm changed-here-deleted-there; echo -n there >d/new`;
  const answer = await inMachine('--json', '--', 'sh', '-c', script);
  t.equal(answer.status, 1, answer.err);
  const read = (path: string) => readFileSync(newEtc(answer.out, path), 'utf8');
  const wanted = {
    same: 'same',
    here: 'here',
    there: 'there',
    both: 'here',
    'both.gen-new': 'there',
    alike: 'alike',
    'deleted-here-changed-there': 'there',
    'changed-here-deleted-there': 'here',
    'new-here': 'here',
    'new-there': 'there',
    rights: 'old',
    'e/f': 'here\n',
    'd/new': 'there',
  };
  for (const [name, text] of Object.entries(wanted)) t.equal(read(name), text, name);
  const names = readdirSync(newEtc(answer.out, '.'));
  t.notOk(names.includes('deleted-here'));
  t.strictSame(readdirSync(newEtc(answer.out, 'd')), ['new'], 'what was deleted here is gone');
  t.equal(statSync(newEtc(answer.out, 'rights')).mode & 0o777, 0o600);
  t.equal(sh('readlink "$1"', newEtc(answer.out, 'link')), 'here');
  const named = [...answer.err.matchAll(/\/etc\/(\S+) was changed here and in the new/g)].map(
    ([, name]) => name,
  );
  t.strictSame(named.toSorted(), ['both', 'changed-here-deleted-there', 'deleted-here-changed-there']);
  t.equal(readFileSync(join(sealed, 'etc/here'), 'utf8'), 'old', 'the generation that runs is what it was');
});

t.test('a directory there that is a link leads nowhere', async (t) => {
  const answer = await inMachine('--json', '--', 'sh', '-c', 'mkdir /etc/x; ln -s /home /etc/e');
  t.equal(answer.status, 1, answer.err);
  t.match(answer.err, /\/etc\/e\b/);
  t.notOk(readdirSync(join(root, 'home')).includes('f'));
  t.notOk(readdirSync(join(mnt, 'commons/@home')).includes('f'));
});

t.test('attributes, names that are no UTF-8, fifos, links, and large files', async (t) => {
  sh(
    `cd "$1"; setfattr -n trusted.only -v here same; setfattr -n trusted.only -v here x-d; setfattr -n security.capability -v 0x0100000200040000000000000000000000000000 rights
cp same "$(printf 'bad\\377name')"; printf here >"$(printf 'bad\\377name')"; mkfifo -m 640 pipe; truncate -s 2200M large; printf end >>large
ln -sfn here-now other-link; printf mine >both.gen-new; printf again >both`,
    etc(''),
  );
  const script = `cd /etc; ln -sfn there-now other-link; echo -n there-too >both; echo -n there >"$(printf 'bad\\377name')"`;
  const answer = await inMachine('--json', '--', 'sh', '-c', script);
  t.equal(answer.status, 1, answer.err);
  const shell = (text: string) => sh(`cd "$1"; ${text}`, newEtc(answer.out, '.'));
  t.equal(
    shell('getfattr --only-values -n trusted.only same; getfattr --only-values -n trusted.only x-d'),
    'herehere',
  );
  t.match(shell('getfattr -d -m security.capability -e hex rights'), 'security.capability=0x01000002');
  t.equal(shell(`cat "$(printf 'bad\\377name')"; cat "$(printf 'bad\\377name').gen-new"`), 'herethere');
  t.equal(shell('stat -c "%F %a" pipe'), 'fifo 640');
  t.equal(shell('readlink other-link; readlink other-link.gen-new'), 'here-now\nthere-now');
  t.equal(
    shell('cat both both.gen-new both.gen-new.1'),
    'againminethere-too',
    'what somebody keeps there is not replaced',
  );
  t.equal(shell('stat -c %s large; tail -c 3 large'), `${2200 * 2 ** 20 + 3}\nend`);
  t.match(
    answer.err,
    "/etc/both was changed here and in the new generation: this machine's stays, and the other one is /etc/both.gen-new.1;",
  );
});
