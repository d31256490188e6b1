import t from 'tap';
import { type PlanFacts, planSteps } from '../../src/decide/plan.ts';
import { capsulePatterns, imagePattern, type SourceText } from '../../src/decide/source-texts.ts';
import { type Step, stepRecord } from '../../src/decide/step.ts';
import { devicesWith, espType, factsOf, mountsOf, usualVolumes } from '../machine-fixture.ts';

const texts: readonly SourceText[] = [
  { path: '/boot/loader/entries/a.conf', kind: 'entry', text: 'a' },
  { path: '/boot/loader/loader.conf', kind: 'loader-conf', text: 'l' },
  { path: '/etc/fstab', kind: 'fstab', text: 'f' },
  { path: '/etc/kernel/cmdline', kind: 'cmdline', text: 'c' },
];
const usual: PlanFacts = {
  source: { kind: 'local', root: '/' },
  sysroot: '/',
  volumes: usualVolumes(),
  mounts: [],
  mountPoints: [],
  subvolumes: [],
  swapFiles: [],
  defaultSubvolume: null,
  bios: null,
  apart: [],
  read: [],
  bootDirectories: ['/boot'],
  texts,
  ownFstab: 'own',
  ownEntries: [],
  presentTexts: ['/boot/loader/entries/a.conf', '/boot/loader/entries/old.conf', '/etc/cmdline.d/old.conf'],
  images: null,
  presentImages: [],
  exclude: ['*.log'],
  template: null,
  timeOptions: new Map(),
  rebuildsInitrds: false,
  addPeer: null,
  machineDirectories: [],
  firmware: true,
  progress: false,
};

function words(facts: Partial<PlanFacts> = {}): readonly string[] {
  return planSteps({ ...usual, ...facts }).map((step) => {
    const { step: kind, target } = stepRecord(step, '/mnt/new');
    return `${kind} ${target}`;
  });
}

t.test('the order of the steps', async (t) => {
  const mount = { device: '/dev/sdb2', target: '/mnt/new', fstype: 'ext4', options: 'rw' };
  const plan = words({ mounts: [mount] });
  t.strictSame(plan, [
    'mount /mnt/new',
    ...['dev', 'proc', 'sys', 'run', 'tmp', 'mnt'].map((name) => `directory /mnt/new/${name}`),
    'copy /mnt/new',
    'copy /mnt/new/boot',
    'write /etc/fstab',
    'write /mnt/new/etc/fstab',
    'write /mnt/new/etc/kernel/cmdline',
    'write /mnt/new/boot/loader/entries/a.conf',
    'write /mnt/new/boot/loader/loader.conf',
    'remove /mnt/new/boot/loader/entries/old.conf',
    'remove /mnt/new/etc/cmdline.d/old.conf',
    'prune /mnt/new/boot',
    'prune /mnt/new',
    'loader /mnt/new/boot',
    'firmware /dev/sdb1',
    'uki /mnt/new/boot/EFI/Linux',
    'initrd /mnt/new/boot',
    'search /mnt/new/etc',
    'search /mnt/new/usr/lib/kernel',
    'search /mnt/new/usr/lib/systemd',
    'search /mnt/new/usr/local/lib/systemd',
    'search /mnt/new/boot',
  ]);
});

t.test("a template's directory that is named after the machine", async (t) => {
  const [old, fresh] = ['a'.repeat(32), 'b'.repeat(32)];
  const template = { machineId: { old, fresh }, hostname: null };
  const copies = (facts: Partial<PlanFacts>) =>
    words({ template, ...facts }).filter((step) => step.endsWith(fresh));
  t.strictSame(copies({ machineDirectories: [`/boot/${old}`] }), [
    `copy /mnt/new/boot/${fresh}`,
    `prune /mnt/new/boot/${fresh}`,
  ]);
  t.strictSame(copies({ machineDirectories: ['/boot/other'] }), []);
  t.strictSame(copies({ template: null, machineDirectories: [`/boot/${old}`] }), []);
});

t.test("the other disk's mount point", async (t) => {
  const plan = words({ addPeer: '/srv/peer' });
  const at = plan.indexOf('directory /mnt/new/srv/peer');
  t.ok(at !== -1 && at < plan.indexOf('write /mnt/new/etc/fstab'));
});

t.test('nothing that boot loaders read is deleted before all is written', async (t) => {
  const steps = planSteps(usual);
  const last = steps.findLastIndex(({ kind }) => kind === 'write');
  const deletes = (step: Step) =>
    step.kind === 'remove' ||
    ((step.kind === 'copy' || step.kind === 'prune') && step.options.includes('--delete'));
  const isOfBoot = (step: Step) => !('volume' in step) || step.volume.isBoot;
  const deleting = steps.map((step, index) => ({ step, index })).filter(({ step }) => deletes(step));
  t.ok(deleting.length > 2);
  for (const { step, index } of deleting)
    if (isOfBoot(step)) t.ok(index > last, stepRecord(step, '/to').target);
  t.ok(
    deleting.some(({ step }) => step.kind === 'copy'),
    'the root is copied as it is at once',
  );
});

t.test('what is left out of the copies', async (t) => {
  for (const step of planSteps(usual)) {
    if (step.kind !== 'copy' && step.kind !== 'prune') continue;
    const excluded = step.volume.isBoot
      ? ['/loader/loader.conf', '/loader/entries', '/loader/random-seed', '/loader/esp-sync']
      : [
          '/etc/fstab',
          '/etc/kernel/cmdline',
          '/etc/cmdline.d',
          '/boot',
          '/dev',
          '/proc',
          '/sys',
          '/run',
          '/tmp',
          '/mnt',
        ];
    for (const path of excluded) t.ok(step.options.includes(`--exclude=${path}`), path);
    for (const pattern of capsulePatterns)
      t.equal(step.options.includes(`--filter=- ${pattern}`), step.volume.isBoot, pattern);
    t.ok(step.options.includes('--filter=- *.log'));
  }
});

t.test('what is not there makes no step', async (t) => {
  const none = words({ texts: [], ownFstab: null, presentTexts: [], firmware: false });
  for (const kind of ['mount', 'write', 'remove', 'firmware'])
    t.notOk(
      none.some((step) => step.startsWith(kind)),
      kind,
    );
  const { volumes } = factsOf({ devices: devicesWith({ sdb1: { parttype: null } }) });
  t.notOk(
    words({ volumes }).some((step) => step.startsWith('loader') || step.startsWith('firmware')),
    'no ESP',
  );
  const xbootldr = factsOf({
    devices: devicesWith({
      sdb2: { parttype: 'bc13c2ff-59e6-4262-a352-b275fd6f7172', fstype: 'vfat' },
      sdb1: { parttype: espType },
    }),
    mounts: mountsOf('sda2 /', 'sdc1 /mnt/new', 'sdb1 /mnt/new/efi', 'sdb2 /mnt/new/boot'),
  });
  const [loader] = planSteps({ ...usual, volumes: xbootldr.volumes }).filter(({ kind }) => kind === 'loader');
  t.match(loader, { esp: { path: '/efi' }, xbootldr: { path: '/boot' } });
});

t.test('images that are made apart', async (t) => {
  const image = (name: string, commandLine: string | null) => {
    const path = `/boot/EFI/Linux/${name}.efi`;
    return { path, from: path, commandLine };
  };
  const images = {
    images: [image('a', null), image('b', 'root=UUID=b')],
    faults: [{ path: '/boot/EFI/Linux/signed.efi', why: 'it is signed' }],
  };
  const presentImages = ['A', 'signed', 'stale'].map((name) => `/boot/EFI/Linux/${name}.efi`);
  const steps = planSteps({ ...usual, images, presentImages });
  const records = steps.map((step) => stepRecord(step, '/mnt/new'));
  const place = '/mnt/new/boot/EFI/Linux';
  t.strictSame(records.slice(-10, -6), [
    { step: 'uki', target: `${place}/a.efi`, detail: 'copied' },
    { step: 'uki', target: `${place}/b.efi`, detail: 'rebuilt' },
    { step: 'remove', target: `${place}/stale.efi`, detail: null },
    { step: 'uki', target: place, detail: null },
  ]);
  t.match(steps.at(-7), { faults: images.faults });
  const isLeftOut = (step: Step) => 'options' in step && step.options.includes(`--filter=- ${imagePattern}`);
  for (const step of steps)
    if (step.kind === 'copy' || step.kind === 'prune') t.equal(isLeftOut(step), step.volume.isBoot);
  t.notOk(planSteps(usual).some(isLeftOut), 'as long as they are not asked for');
});

t.test('where it is copied from', async (t) => {
  const froms = (facts: Partial<PlanFacts>) =>
    planSteps({ ...usual, ...facts }).flatMap((step) => (step.kind === 'copy' ? [step.from] : []));
  t.strictSame(froms({}), ['/', '/boot/']);
  t.strictSame(froms({ source: { kind: 'local', root: '/srv/t' }, sysroot: '/chroot' }), [
    '/chroot/srv/t/',
    '/chroot/srv/t/boot/',
  ]);
  t.strictSame(froms({ source: { kind: 'remote', host: 'h', root: '/t' }, sysroot: '/chroot' }), [
    'h:/t/',
    'h:/t/boot/',
  ]);
});

t.test('a root that boots itself is pruned after its entries, too', async (t) => {
  const [root] = usualVolumes();
  t.ok(root);
  if (!root) return;
  const plan = words({ volumes: [root] });
  const at = (step: string) => plan.indexOf(step);
  t.ok(at('copy /mnt/new') < at('write /mnt/new/boot/loader/entries/a.conf'));
  t.ok(at('prune /mnt/new') > at('write /mnt/new/boot/loader/entries/a.conf'));
  const steps = planSteps({ ...usual, volumes: [root] });
  t.notOk(
    steps.some(({ kind }) => kind === 'uki'),
    'firmware reads no images there',
  );
  const copy = steps.find(({ kind }) => kind === 'copy');
  t.notOk(copy?.kind === 'copy' && copy.options.includes('--delete'));
});

t.test('what comes by no copy', async (t) => {
  const plan = words({
    mountPoints: [{ path: '/home/U/x', owner: { uid: 1, gid: 2 } }],
    swapFiles: [{ path: '/swapfile', bytes: 4096, offset: null }],
    defaultSubvolume: 'root',
    bios: { source: null, clone: '/dev/sdb' },
  });
  const at = (step: string) => plan.indexOf(step);
  t.ok(at('directory /mnt/new/home/U/x') > at('copy /mnt/new'));
  t.ok(at('swap /mnt/new/swapfile') > at('copy /mnt/new/boot'));
  t.ok(at('subvolume /mnt/new') > at('write /mnt/new/boot/loader/entries/a.conf'));
  t.equal(plan.at(-1), 'loader /dev/sdb', 'what only looks comes last');
});
