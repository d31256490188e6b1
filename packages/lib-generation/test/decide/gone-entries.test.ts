import t from 'tap';
import { goneIds } from '../../src/decide/gone-entries.ts';

const [there, gone] = ['20210411212549sdBXyLxg', '20220411212549sdBXyLxg'];
const uuid = '7c2f6a50-3f0e-4b7a-9a41-d0c5b8e6f112';
const found = { snapshots: [snapshot(there), snapshot('.new-20230411212549sdBXyLxg')] };

function snapshot(name: string) {
  return {
    name,
    subvolumes: [{ name: '@', isReadOnly: true, isDefault: false }],
    hasNested: false,
    base: null,
    isKept: false,
    kernels: [],
  };
}

function goneBy(commandLine: string, id: string | null = gone) {
  const entry = {
    path: 'x.conf',
    id,
    isOlderKernel: false,
    left: null,
    commandLine,
    files: [],
    isComplete: true,
  };
  const member = { partuuid: 'a', name: '/efi', isBooted: true, entries: [entry, entry], payloads: [] };
  return goneIds({ members: [member, { ...member, partuuid: 'b', isBooted: false }] }, { uuid, found });
}

const flags = (id: string) => `rootflags=subvol=snapshots/${id}/@`;

t.test('entries of what is gone', async (t) => {
  t.strictSame(goneBy(`root=UUID=${uuid} ro ${flags(gone)} quiet`), [gone], 'once');
  t.strictSame(goneBy(`root=UUID=${uuid.toUpperCase()} rootflags=ssd,subvol=/snapshots/${gone}/@`), [gone]);
  t.strictSame(goneBy(`root=/dev/disk/by-uuid/${uuid} ${flags(gone)}`), [gone]);
  t.strictSame(
    goneBy(`root=/dev/sda root=UUID=${uuid} ${flags(there)} ${flags(gone)}`),
    [gone],
    'the last ones',
  );
});

t.test('a directory without its root is as good as gone', async (t) => {
  const entry = {
    path: 'x.conf',
    id: there,
    isOlderKernel: false,
    left: null,
    commandLine: `root=UUID=${uuid} ${flags(there)}`,
    files: [],
    isComplete: true,
  };
  const member = { partuuid: 'a', name: '/efi', isBooted: true, entries: [entry], payloads: [] };
  const bare = { snapshots: [{ ...snapshot(there), subvolumes: [] }] };
  t.strictSame(goneIds({ members: [member] }, { uuid, found: bare }), [there]);
});

t.test('what is not known to lead to this btrfs, or is there', async (t) => {
  for (const line of [
    '',
    flags(gone),
    `root=/dev/sda2 ${flags(gone)}`,
    `root=UUID=11111111-3f0e-4b7a-9a41-d0c5b8e6f112 ${flags(gone)}`,
    `root=UUID=${uuid}`,
    `root=UUID=${uuid} ${flags(there)}`,
    `root=UUID=${uuid} rootflags=subvol=@`,
    `-- root=UUID=${uuid} ${flags(gone)}`,
  ])
    t.strictSame(goneBy(line), [], line);
  t.strictSame(goneBy(`root=UUID=${uuid} ${flags(there)}`, there), []);
  t.strictSame(goneBy(`root=UUID=${uuid} ${flags(gone)}`, null), [], 'an entry of somebody else');
  const published = { members: [] };
  t.strictSame(goneIds(published, { uuid: null, found }), []);
});
