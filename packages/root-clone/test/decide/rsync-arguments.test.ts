import t from 'tap';
import { rsyncArguments } from '../../src/decide/rsync-arguments.ts';
import { usualVolumes } from '../machine-fixture.ts';

const [root, boot] = usualVolumes();
const rules = {
  paths: ['/', '/boot'],
  apart: ['/etc/fstab', '/boot/loader/entries'],
  exclude: [],
  removes: true,
  progress: false,
};

t.test('a root and an ESP', async (t) => {
  if (!root || !boot) throw new Error('there are two');
  const ofRoot = rsyncArguments(root, rules);
  for (const option of [
    '-aHAXx',
    '--numeric-ids',
    '--delete',
    '--exclude=/boot',
    '--exclude=/etc/fstab',
    '--protect-args',
  ])
    t.ok(ofRoot.includes(option), option);
  const ofBoot = rsyncArguments(boot, { ...rules, removes: false });
  for (const option of ['-rtOx', '--modify-window=1', '--exclude=/loader/entries'])
    t.ok(ofBoot.includes(option), option);
  for (const option of ['-aHAXx', '--delete', '--exclude=/boot', '--exclude=/etc/fstab', '--exclude=/'])
    t.notOk(ofBoot.includes(option), option);
  const timed = { ...rules, times: ['--modify-window=-1'] };
  t.ok(rsyncArguments(root, timed).includes('--modify-window=-1'));
  t.notOk(rsyncArguments(boot, timed).includes('--modify-window=-1'), 'FAT has no nanoseconds');
  t.ok(rsyncArguments(root, { ...rules, progress: true }).some((option) => option.startsWith('--info=')));
});

t.test(
  'paths are patterns that match themselves alone; patterns stay what they are, and come last',
  async (t) => {
    if (!root) throw new Error('there is one');
    const cases: [path: string, option: string][] = [
      ['/a b', '--exclude=/a b'],
      ['/a*[b]?', '--exclude=/a\\*\\[b]\\?'],
      ['/a\\b', '--exclude=/a\\b'],
      ['/a\\*', '--exclude=/a\\\\\\*'],
    ];
    for (const [path, option] of cases) {
      const options = rsyncArguments(root, { ...rules, paths: ['/', path], exclude: ['*.log', '!', '+ *'] });
      const at = options.indexOf(option);
      t.not(at, -1, path);
      for (const own of ['--filter=- *.log', '--filter=- !', '--filter=- + *'])
        t.ok(options.indexOf(own) > at, own);
    }
  },
);
