import t from 'tap';
import { type CopyFacts, copySteps, isBtrfs, pruneNeeded } from '../../src/decide/plan-copies.ts';
import { type Step, stepRecord } from '../../src/decide/step.ts';
import { devicesWith, factsOf, usualVolumes } from '../machine-fixture.ts';

const [root, boot] = usualVolumes();
if (!root || !boot) throw new Error('there are two');
const usual: CopyFacts = {
  source: { kind: 'local', root: '/' },
  sysroot: '/',
  volumes: [root, boot],
  bootDirectories: ['/boot'],
  machineDirectories: [],
  images: null,
  subvolumes: [],
  apart: ['/swapfile', '/home/U/x'],
  exclude: ['/boot/big', '/home/big'],
  template: null,
  timeOptions: new Map(),
  progress: false,
};
const optionsOf = (steps: readonly Step[]) =>
  steps.flatMap((step) => ('options' in step ? [step.options] : []));

t.test('what entries need is kept until it is pruned', async (t) => {
  const [copy = []] = optionsOf(copySteps('copy', root, true, usual));
  for (const option of [
    '--delete',
    '--filter=P /usr/lib/modules/***',
    '--filter=P /lib/modules/***',
    '--exclude=/swapfile',
  ])
    t.ok(copy.includes(option), option);
  const [prune = []] = optionsOf(pruneNeeded(root, usual));
  for (const option of [
    '--delete',
    '--include=/usr/lib/',
    '--include=/usr/lib/modules/***',
    '--exclude=/swapfile',
  ])
    t.ok(prune.includes(option), option);
  t.equal(
    prune.findLast((option) => /^--(?:in|ex)clude/.test(option)),
    '--exclude=*',
    'and nothing else',
  );
  t.strictSame(pruneNeeded({ ...root, path: '/home' }, usual), []);
});

t.test('patterns are meant for the tree', async (t) => {
  const [ofRoot = []] = optionsOf(copySteps('copy', root, true, usual));
  const [ofBoot = []] = optionsOf(copySteps('copy', boot, false, usual));
  t.ok(ofRoot.includes('--filter=- /boot/big') && ofRoot.includes('--filter=- /home/big'));
  t.ok(ofBoot.includes('--filter=- /big') && !ofBoot.some((option) => option.includes('/home')));
});

t.test('subvolumes in a volume', async (t) => {
  const subvolume = (path: string, isReadOnly = false) => ({ path, holder: '/', isReadOnly });
  const subvolumes = [subvolume('/var/db'), subvolume('/.snapshots/1', true), subvolume('/home/big')];
  const words = (steps: readonly Step[]) =>
    steps.map((step) => {
      const { step: kind, target } = stepRecord(step, '/mnt/new');
      return `${kind} ${target}`;
    });
  t.notOk(isBtrfs(root));
  t.strictSame(words(copySteps('copy', root, true, { ...usual, subvolumes })), [
    'copy /mnt/new',
    'copy /mnt/new/var/db',
  ]);
  const [btrfs] = factsOf({ devices: devicesWith({ sdb2: { fstype: 'btrfs' } }) }).volumes;
  if (!btrfs) throw new Error('there is one');
  t.ok(isBtrfs(btrfs));
  const steps = copySteps('copy', btrfs, true, { ...usual, subvolumes });
  t.strictSame(words(steps), ['copy /mnt/new', 'subvolume /mnt/new/var/db', 'copy /mnt/new/var/db']);
  t.match(steps[2], { from: '/var/db/', into: '/var/db' });
  const [whole = []] = optionsOf(steps);
  for (const { path } of subvolumes) t.ok(whole.includes(`--exclude=${path}`), path);
  t.strictSame(words(copySteps('prune', btrfs, true, { ...usual, subvolumes })), [
    'prune /mnt/new',
    'prune /mnt/new/var/db',
  ]);
});
