import { parseMountinfo } from '@twinroot/lib-mountinfo';
import t from 'tap';
import type { FoundPath } from '../../src/decide/found-path.ts';
import { judgeMachine } from '../../src/decide/judge-machine.ts';
import { read } from '../toml.ts';

const mounts = parseMountinfo(
  ['/', '/efi', '/disk/a', '/disk/ro']
    .map(
      (path, index) =>
        `${index + 2} ${index === 0 ? 1 : 2} 8:${index} / ${path} ${path.endsWith('ro') ? 'ro' : 'rw'} - ext4 x rw\n`,
    )
    .join(''),
);
const paths = new Map<string, FoundPath>([
  ['/etc', { real: '/etc', is: 'directory' }],
  ['/lib', { real: '/usr/lib', is: 'directory' }],
  ['/etc/fstab', { real: '/etc/fstab', is: 'other' }],
  ['/copies', { real: '/disk/a/copies', is: 'directory' }],
  ...['/', '/efi', '/disk/a', '/disk/ro', '/disk/b', '/usr', '/usr/x'].map((path): [string, FoundPath] => [
    path,
    { real: path, is: 'directory' },
  ]),
  ['/dead', { real: '/dead', is: 'unreadable' }],
  ['/disk/a/dead', { real: '/disk/a/dead', is: 'unreadable' }],
  ['/disk/a/file', { real: '/disk/a/file', is: 'other' }],
]);

const judged = (sync: string) => {
  const { settings } = read(`sync = ${sync}`);
  return judgeMachine(settings.entries, settings.rsyncOpts, { mounts, wanted: [], paths });
};

t.test('a destination inside its source', async (t) => {
  const kinds = (sync: string) => judged(sync).map(({ kind }) => kind);
  t.strictSame(kinds('["/", "/disk/a"]'), ['warning'], 'on another file system');
  t.strictSame(kinds('["/", "/usr"]'), ['error'], 'on the same');
  t.strictSame(kinds('["/", "/disk/a/gone"]'), ['error'], 'one that is not there');
});

t.test('what is wrong with a list on a machine', async (t) => {
  const cases: [what: string, sync: string, lines: number[], wanted?: string[]][] = [
    ['nothing', '["/etc", "/disk/a"]', []],
    ['through a symlink', '["/etc", "/copies"]', []],
    ['a file', '["/etc/fstab", "/disk/a"]', []],
    ['a file onto a file', '["/etc/fstab", "/disk/a/file"]', []],
    ['a missing source', '["/gone", "/disk/a"]', [1]],
    ['a missing destination', '["/etc",\n"/disk/a/gone"]', [2]],
    ['a source that cannot be read', '[["/dead", "/disk/a"],\n["/gone", "/disk/a"]]', [1, 2]],
    ['a destination that cannot be read', '["/etc", "/disk/a/dead"]', [1]],
    ['a directory onto a file', '["/etc", "/disk/a/file"]', [1]],
    ['its own file system', '["/etc", "/usr"]', [1]],
    ['its own file system through a symlink', '["/lib", "/usr/x"]', [1]],
    ['read-only', '["/etc", "/disk/ro"]', [1]],
    ['beside another destination', '["/efi", ["/disk/a",\n "/disk/b"]]', [2]],
    ['beside the destination of another item', '[["/efi", "/disk/b"],\n["/etc", "/disk/a"]]', [1]],
    ['a mount that fstab has', '["/efi", "/usr"]', [1], ['/usr']],
    ['the mount of the source', '["/efi", "/disk/a"]', [1], ['/efi/EFI', '/efi', '/x']],
  ];
  for (const [what, sync, lines, wanted = []] of cases) {
    const { settings, said } = read(`sync = ${sync}`);
    t.strictSame(said, []);
    const facts = {
      mounts: what === 'the mount of the source' ? mounts.slice(0, 1).concat(mounts.slice(2)) : mounts,
      wanted,
      paths,
    };
    const found = judgeMachine(settings.entries, settings.rsyncOpts, facts);
    t.strictSame(
      found.map(({ line, kind }) => [line, kind]),
      lines.map((line) => [line, 'error']),
      `${what}: ${found.map(({ text }) => text).join()}`,
    );
  }
});
