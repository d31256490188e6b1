import t from 'tap';
import { found } from '../../findings-of.ts';
import {
  disks,
  entry,
  entryPath,
  esps,
  file,
  initrd,
  initrdPath,
  kernelPath,
  machine,
  member,
  over,
  program,
  release,
  text,
} from '../../machine-fixture.ts';

const withEntry = (options: string) =>
  machine({ members: [member('a'), member('b', { files: { [entryPath]: entry(options) } })] });

t.test('an entry without root= boots what is mounted', async (t) => {
  t.match(found(withEntry('quiet'), 'b', 'root'), /^ok/);
  t.match(
    found(withEntry('root=UUID=00000000-0000-4000-8000-000000000000'), 'b', 'root'),
    /^fail: no device is/,
  );
});

t.test('an entry without root=, whose initrd does not look for one', async (t) => {
  const facts = (...has: string[]) =>
    machine({
      members: [
        member('a'),
        member('b', {
          files: { [entryPath]: entry('quiet') },
          initrds: new Map([[initrdPath, initrd(...has)]]),
        }),
      ],
    });
  t.match(found(facts('initramfs-tools', 'btrfs'), 'b', 'root'), /^unknown: the entry has no root=/);
  t.match(found(facts('dracut', 'systemd', 'btrfs'), 'b', 'root'), /^(?:ok|fail)/, 'systemd looks for one');
});

t.test(
  'modules: by what the kernel says of itself, and with less weight by the name of its entry',
  async (t) => {
    const facts = (kernel: string | null) =>
      machine({
        modules: ['6.1.0'],
        members: [
          member('a'),
          member('b', { files: { [kernelPath]: program(14_000_000, { kernelVersion: kernel }) } }),
        ],
      });
    t.match(found(facts(release), 'b', 'modules'), /^fail: the root has no modules of 6.12.5-arch1-1/);
    t.match(found(facts(null), 'b', 'modules'), /^warn/);
    t.match(found(machine({ modules: null }), 'b', 'modules'), /^ok: the modules of the root are not known/);
  },
);

t.test('an initrd brings what the root needs', async (t) => {
  const facts = (...has: string[]) =>
    machine({ members: [member('a'), member('b', { initrds: new Map([[initrdPath, initrd(...has)]]) })] });
  t.match(found(facts('dracut', 'twinroot-degraded', 'btrfs'), 'b', 'initrd'), /^ok: it brings btrfs/);
  t.match(
    found(facts('dracut', 'twinroot-degraded'), 'b', 'initrd'),
    /^fail: the initrd does not bring btrfs/,
  );
  t.match(found(facts('btrfs'), 'b', 'initrd'), /^unknown: the initrd was made by none of/);
  const none = machine({ members: [member('a'), member('b', { initrds: new Map() })] });
  t.match(found(none, 'b', 'initrd'), /^unknown: the initrd was not looked into/);
});

const ext4 = '9a8b7c6d-0000-4000-8000-00000000e474';

t.test('no initrd, and one with nothing in it', async (t) => {
  const plain = over('/dev/sda2', 'part', [disks.a], {
    fstype: 'ext4',
    uuid: ext4,
    partuuid: 'ffffffff-1111-4111-8111-111111111111',
  });
  const facts = (root: string, initrdLine: string, size = 0) => {
    const content = `title A\nlinux /${kernelPath}\n${initrdLine}options root=${root} rw\n`;
    const files = { [entryPath]: text(content), [initrdPath]: file(size) };
    return machine({
      devices: [disks.a, esps.a, plain, disks.b, esps.b],
      btrfs: [],
      members: (['a', 'b'] as const).map((which) => member(which, { files, initrds: new Map() })),
    });
  };
  const line = `initrd /${initrdPath}\n`;
  t.match(
    found(facts(`UUID=${ext4}`, ''), 'a', 'initrd'),
    /^fail: the entry has no initrd, and the root needs one/,
  );
  t.match(found(facts(`UUID=${ext4}`, line), 'a', 'initrd'), /^fail: the entry has no initrd/, 'it is empty');
  t.match(found(facts(`UUID=${ext4}`, line, 4096), 'a', 'initrd'), /^unknown/);
  t.match(found(facts('/dev/sda2', line), 'a', 'initrd'), /^unknown: .* is empty/, 'somebody wanted one');
  for (const root of [`PARTUUID=${plain.partuuid}`, '/dev/sda2'])
    t.match(found(facts(root, ''), 'a', 'initrd'), /^ok: there is none, and none is needed/, root);
});
