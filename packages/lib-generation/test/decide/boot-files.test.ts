import t from 'tap';
import { type BootFound, bootFilesOf, isInitrdName, isKernelName } from '../../src/decide/boot-files.ts';

const debian: BootFound = {
  kernels: [
    { path: 'boot/vmlinuz-6.1.0-9-amd64', release: '6.1.0-9-amd64', fault: null, pkgbase: null },
    { path: 'boot/vmlinuz-6.1.0-10-amd64', release: '6.1.0-10-amd64', fault: null, pkgbase: null },
  ],
  boot: ['initrd.img-6.1.0-9-amd64', 'initrd.img-6.1.0-10-amd64', 'config-6.1.0-10-amd64'],
  damaged: new Map(),
  modules: ['6.1.0-9-amd64', '6.1.0-10-amd64'],
};
const newest = {
  kind: 'files',
  kernel: 'boot/vmlinuz-6.1.0-10-amd64',
  release: '6.1.0-10-amd64',
  initrds: ['boot/initrd.img-6.1.0-10-amd64'],
};
const older = {
  kind: 'files',
  kernel: 'boot/vmlinuz-6.1.0-9-amd64',
  release: '6.1.0-9-amd64',
  initrds: ['boot/initrd.img-6.1.0-9-amd64'],
};

t.test('as distributions have them', (t) => {
  t.match(bootFilesOf(debian), { ...newest, older: [{ release: older.release, initrds: older.initrds }] });
  t.strictSame(
    bootFilesOf({
      damaged: new Map(),
      kernels: [{ path: 'boot/vmlinuz-linux', release: '6.12.5-arch1-1', fault: null, pkgbase: null }],
      boot: ['initramfs-linux-fallback.img', 'initramfs-linux.img', 'amd-ucode.img'],
      modules: ['6.12.5-arch1-1'],
    }),
    {
      kind: 'files',
      kernel: 'boot/vmlinuz-linux',
      release: '6.12.5-arch1-1',
      initrds: ['boot/amd-ucode.img', 'boot/initramfs-linux.img'],
      older: [],
      faults: [],
    },
    'mkinitcpio',
  );
  t.match(
    bootFilesOf({
      damaged: new Map(),
      kernels: [
        {
          path: 'usr/lib/modules/6.11.4-301.fc41.x86_64/vmlinuz',
          release: '6.11.4-301.fc41.x86_64',
          fault: null,
          pkgbase: null,
        },
      ],
      boot: ['initramfs-6.11.4-301.fc41.x86_64.img'],
      modules: ['6.11.4-301.fc41.x86_64'],
    }),
    { release: '6.11.4-301.fc41.x86_64', initrds: ['boot/initramfs-6.11.4-301.fc41.x86_64.img'] },
    'Fedora',
  );
  t.match(
    bootFilesOf({
      damaged: new Map(),
      kernels: [{ path: 'boot/vmlinuz-lts', release: '6.6.58-0-lts', fault: null, pkgbase: null }],
      boot: ['initramfs-lts'],
      modules: ['6.6.58-0-lts'],
    }),
    { kernel: 'boot/vmlinuz-lts', initrds: ['boot/initramfs-lts'] },
    'Alpine',
  );
  t.end();
});

t.test('several kernels: the newest, and then the others, each once', async (t) => {
  const arch = ['6.6.58-1-lts', '6.12.5-arch1-1', '6.12.5-zen1-1'].flatMap((release, index) => {
    const pkgbase = ['linux-lts', 'linux', 'linux-zen'][index] ?? '';
    return [
      { path: `usr/lib/modules/${release}/vmlinuz`, release, fault: null, pkgbase },
      { path: `boot/vmlinuz-${pkgbase}`, release, fault: null, pkgbase: null },
    ];
  });
  const found = bootFilesOf({
    kernels: arch.toSorted((a, b) => Number(a.path.startsWith('boot/')) - Number(b.path.startsWith('boot/'))),
    boot: [
      'initramfs-linux.img',
      'initramfs-linux-lts.img',
      'intel-ucode.img',
      'vmlinuz-linux',
      'vmlinuz-linux-lts',
    ],
    damaged: new Map(),
    modules: arch.map(({ release }) => release),
  });
  t.match(found, {
    kernel: 'boot/vmlinuz-linux',
    older: [
      { kernel: 'boot/vmlinuz-linux-lts', initrds: ['boot/intel-ucode.img', 'boot/initramfs-linux-lts.img'] },
    ],
    faults: [/has no initrd/, /has no initrd/],
  });
  t.equal(found.kind === 'files' ? found.older.length : null, 1, 'one that lacks its initrd is none');
});

t.test('a kernel that says nothing of itself has its release from its name', (t) => {
  const kernels = debian.kernels.map(({ path }) => ({ path, release: null, fault: null, pkgbase: null }));
  t.match(bootFilesOf({ ...debian, kernels }), newest);
  t.end();
});

t.test('a kernel whose name is nothing but that', (t) => {
  const [kernels, boot] = [
    [{ path: 'boot/vmlinuz', release: '6.1.1', fault: null, pkgbase: null }],
    ['initrd.img'],
  ];
  t.match(bootFilesOf({ damaged: new Map(), kernels, boot, modules: ['6.1.1'] }), {
    release: '6.1.1',
    initrds: ['boot/initrd.img'],
  });
  const silent = [{ path: 'boot/vmlinuz', release: null, fault: null, pkgbase: null }];
  t.match(bootFilesOf({ damaged: new Map(), kernels: silent, boot, modules: ['6.1.1'] }), {
    reason: /nor its name says/,
  });
  t.end();
});

t.test('what is not whole is passed over', (t) => {
  t.match(bootFilesOf({ ...debian, modules: ['6.1.0-9-amd64'] }), { ...older, faults: [/no modules/] });
  const boot = ['initrd.img-6.1.0-9-amd64'];
  t.match(bootFilesOf({ ...debian, boot }), { ...older, faults: [/no initrd/] });
  t.end();
});

t.test('where nothing is whole it is said why', (t) => {
  t.match(bootFilesOf({ ...debian, modules: [] }), { kind: 'refused', reason: /has no modules/ });
  t.match(bootFilesOf({ ...debian, boot: [] }), { kind: 'refused', reason: /has no initrd/ });
  t.match(bootFilesOf({ damaged: new Map(), kernels: [], boot: [], modules: [] }), {
    kind: 'refused',
    reason: /no kernel/,
  });
  t.end();
});

t.test('names', (t) => {
  for (const name of ['vmlinuz', 'vmlinuz-6.1', 'vmlinux-6.1', 'Image-6.1', 'linux'])
    t.ok(isKernelName(name), name);
  for (const name of [
    'vmlinuz-6.1.old',
    'initrd.img-6.1',
    'System.map-6.1',
    'vmlinuz-6.1.dpkg-bak',
    'vmlinuz-0-rescue-0123456789abcdef0123456789abcdef',
    '.vmlinuz-6.1.hmac',
  ])
    t.notOk(isKernelName(name), name);
  for (const name of ['initrd.img-6.1', 'initramfs-linux.img', 'initrd', 'amd-ucode.img'])
    t.ok(isInitrdName(name), name);
  for (const name of ['initrdish', 'vmlinuz', 'System.map']) t.notOk(isInitrdName(name), name);
  t.end();
});

t.test('a kernel that no firmware starts', async (t) => {
  const [first, ...others] = debian.kernels.toReversed();
  if (first === undefined) throw new Error('no kernel');
  const older = bootFilesOf({ ...debian, kernels: [{ ...first, fault: 'is empty' }, ...others] });
  t.match(older, { kind: 'files', faults: [/is empty/] }, 'another one is there');
  const all = debian.kernels.map((one) => ({ ...one, fault: 'is no PE image' }));
  t.match(bootFilesOf({ ...debian, kernels: all }), { kind: 'refused', reason: /is no PE image/ });
});

t.test('an initrd that is not whole', async (t) => {
  const damaged = new Map([
    ['initrd.img-6.1.0-10-amd64', 'is truncated'],
    ['amd-ucode.img', 'is empty'],
  ]);
  const found = bootFilesOf({ ...debian, boot: [...debian.boot, 'amd-ucode.img'], damaged });
  t.match(found, older, 'another kernel is there, and microcode is not needed');
  t.match(found, {
    faults: [
      'the initrd boot/initrd.img-6.1.0-10-amd64 of the kernel boot/vmlinuz-6.1.0-10-amd64 is truncated',
    ],
  });
  const all = new Map(debian.boot.map((name) => [name, 'is empty']));
  t.match(bootFilesOf({ ...debian, damaged: all }), { kind: 'refused', reason: /is empty/ });
});

t.test("Arch's kernel beside its modules, and a copy of it in boot", async (t) => {
  const beside = (release: string, pkgbase: string | null = 'linux') => ({
    path: `usr/lib/modules/${release}/vmlinuz`,
    release,
    fault: null,
    pkgbase,
  });
  const copy = { path: 'boot/vmlinuz-linux', release: '6.10.2-arch1-1', fault: null, pkgbase: null };
  const arch: BootFound = {
    kernels: [beside('6.10.2-arch1-1'), copy],
    boot: ['initramfs-linux.img', 'vmlinuz-linux', 'initramfs-linux-lts.img'],
    damaged: new Map(),
    modules: ['6.10.2-arch1-1'],
  };
  const whole = { release: '6.10.2-arch1-1', initrds: ['boot/initramfs-linux.img'], faults: [] };
  t.match(bootFilesOf(arch), whole);
  t.match(bootFilesOf({ ...arch, kernels: [beside('6.10.2-arch1-1')] }), whole, 'without the copy');
  t.match(
    bootFilesOf({ ...arch, kernels: [beside('6.10.2-arch1-1', null), copy] }),
    { ...whole, kernel: 'boot/vmlinuz-linux' },
    'without a pkgbase the copy has the name of the initrd',
  );
  t.match(
    bootFilesOf({
      ...arch,
      kernels: [...arch.kernels, beside('6.6.40-1-lts', 'linux-lts')],
      modules: [...arch.modules, '6.6.40-1-lts'],
    }),
    whole,
    'with another package',
  );
  const older = bootFilesOf({
    ...arch,
    kernels: [beside('6.11.1-arch1-1'), copy],
    modules: [...arch.modules, '6.11.1-arch1-1'],
  });
  t.match(older, { ...whole, faults: [/6\.11\.1.*no initrd/] }, 'the initrd is that of the copy');
});

t.test('a release of which one file has all that it needs has no fault', async (t) => {
  const [first] = debian.kernels;
  if (first === undefined) throw new Error('no kernel');
  const kernels = [...debian.kernels, { ...first, path: 'boot/vmlinuz-copy', fault: 'is truncated' }];
  t.match(bootFilesOf({ ...debian, kernels }), { ...newest, faults: [] });
});
