import t from 'tap';
import { type CloneInput, planClone } from '../../src/decide/plan-clone.ts';
import type { SourceText } from '../../src/decide/source-texts.ts';
import { factsOf } from '../machine-fixture.ts';

type Options = Parameters<typeof planClone>[2]['options'];

const options: Options = {
  map: [],
  from: '/',
  to: '/mnt/new',
  mount: false,
  'add-peer': undefined,
  template: false,
  hostname: undefined,
  keep: [],
  exclude: [],
  'max-delete': undefined,
  'allow-empty': false,
  'title-prefix': undefined,
  'own-title-prefix': undefined,
  label: undefined,
  first: false,
  'no-firmware': false,
  'rebuild-uki': false,
  'rebuild-initrd': false,
  hold: 'none',
  wait: 0,
} as Options;

const nothing: CloneInput = {
  texts: [],
  images: [],
  machineDirectories: [],
  presentTexts: [],
  presentImages: [],
  mounts: [],
  subvolumes: [],
  swapFiles: [],
  defaultSubvolume: null,
  arch: 'x64',
  timeOptions: new Map(),
  rebuiltInitrds: [],
};

function planned(texts: readonly SourceText[], more: Partial<Options> = {}) {
  return planClone(
    factsOf(),
    { ...nothing, texts },
    { options: { ...options, ...more }, progress: undefined },
  );
}

const entry = (name: string): SourceText => ({
  path: `/boot/loader/entries/${name}`,
  kind: 'entry',
  text: 'title A\noptions root=UUID=id-sda2\n',
});

const cases: readonly (readonly [name: string, hasEntries: boolean])[] = [
  ['a.conf', true],
  ['a+3-1.conf', true],
  ['.a.conf', false],
  ['auto-a.conf', false],
  ['AUTO-a.conf', false],
];
for (const [name, hasEntries] of cases) {
  t.test(
    `a clone with ${name} has ${hasEntries ? 'an entry' : 'no entry'} that a boot loader lists`,
    async (t) => {
      const plan = planned([entry(name)]);
      t.equal(plan.hasEntries, hasEntries);
      const written = plan.steps.find(({ kind }) => kind === 'write');
      t.match(
        written,
        { path: `/boot/loader/entries/${name}`, text: /root=UUID=id-sdb2/ },
        'it is rewritten',
      );
    },
  );
}

t.test('an fstab that cannot get rows for the clone is a warning', async (t) => {
  const fstab: SourceText = { path: '/etc/fstab', kind: 'fstab', text: 'UUID=id-sdb2 / ext4 rw 0 1\n' };
  const { warnings } = planned([fstab], { 'add-peer': '/mnt/new' });
  t.match(warnings, [/cannot add rows for the clone to .*fstab/]);
  t.strictSame(planned([fstab]).warnings, []);
});

t.test('a root that has one name on either disk gets no rows for the clone', async (t) => {
  const text = '/dev/mapper/sda3_crypt / ext4 rw 0 1\nUUID=id-sda2 /boot ext4 rw 0 2\n';
  const { warnings, steps } = planned([{ path: '/etc/fstab', kind: 'fstab', text }], {
    'add-peer': '/mnt/new',
  });
  t.ok(warnings.some((warning) => warning.includes('/dev/mapper/sda3_crypt')));
  const written = steps.flatMap((step) => (step.kind === 'write' ? [step.text] : []));
  t.notOk(
    written.some((each) => each.includes('/mnt/new')),
    'neither below a root that is not there',
  );
});
