import t from 'tap';
import type { FoundPath } from '../../src/decide/found-path.ts';
import { judgeRoots } from '../../src/decide/judge-roots.ts';
import { read } from '../toml.ts';

const directory = (real: string, more: Partial<FoundPath> = {}): FoundPath => ({
  real,
  is: 'directory',
  ...more,
});
const root = directory('/', {
  holdsRoot: true,
  holds: ['etc/fstab', 'etc/kernel/cmdline', 'boot/loader/entries'],
});
const other = directory('/m', { holdsRoot: true });
const boot = directory('/boot', { holds: ['loader/entries'] });
const etc = directory('/etc', { holds: ['fstab', 'crypttab'] });

function judged(sync: string, from: FoundPath, to: FoundPath, opts = ['-a', '--delete']) {
  const [entry] = read(`sync = ${sync}`).settings.entries;
  const [dest] = entry?.dests ?? [];
  return entry && dest ? judgeRoots(entry, dest, from, to, opts) : [];
}

t.test('copies to another root', async (t) => {
  for (const [what, sync, from, to, kinds] of [
    ['a boot directory over a root', '["/boot/", "/m"]', boot, other, ['error']],
    ['beside its content', '["/boot", "/m"]', boot, other, []],
    ['into its boot directory', '["/boot/", "/m/boot"]', boot, directory('/m/boot'), []],
    ['a root over a root', '["/", "/m", ["/etc/fstab", "/etc/kernel"]]', root, other, []],
    ['without entries', '["/boot", "/m", ["/boot/loader"]]', boot, other, ['warning']],
    ['without entries, by content', '["/boot/", "/m/boot", ["/loader"]]', boot, boot, ['warning']],
    ['without entries, no system', '["/boot", "/m", ["/boot/loader"]]', boot, directory('/m'), []],
    [
      'a root without entries',
      '["/", "/m", ["/etc/fstab", "/etc/kernel", "/boot/loader"]]',
      root,
      other,
      ['warning'],
    ],
    ['etc', '["/etc", "/m", ["/etc/fstab"]]', etc, other, ['warning']],
    ['etc without its ids', '["/etc", "/m", ["/etc/fstab", "/etc/crypttab"]]', etc, other, []],
    [
      'etc by content',
      '["/etc/", "/m/etc", ["/fstab"]]',
      etc,
      directory('/m/etc', { holds: ['fstab'] }),
      ['warning'],
    ],
    ['etc to no system', '["/etc", "/m"]', etc, directory('/m'), []],
    ['a root', '["/", "/m"]', root, other, ['warning']],
    ['another directory', '["/srv", "/m"]', directory('/srv', { holds: ['fstab'] }), other, []],
    ['a file', '["/srv/", "/m"]', { real: '/srv', is: 'other' }, other, []],
  ] as const)
    t.strictSame(
      judged(sync, from, to).map(({ kind }) => kind),
      kinds,
      what,
    );
});

t.test('what is to be added is said', async (t) => {
  t.match(judged('["/etc", "/m", ["/etc/fstab"]]', etc, other), [{ text: /"\/etc\/crypttab"/ }]);
  t.match(judged('["/", "/m"]', root, other), [{ text: /"\/etc\/fstab", "\/etc\/kernel\/cmdline"/ }]);
});

t.test('nothing is replaced where nothing is deleted', async (t) => {
  t.strictSame(judged('["/boot/", "/m", ["/loader"]]', boot, other, ['-a']), []);
});
