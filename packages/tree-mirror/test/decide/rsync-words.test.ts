import type { SyncItem } from '@twinroot/lib-record';
import { defaultRsyncOpts } from '@twinroot/lib-rsync';
import t from 'tap';
import { rsyncWords } from '../../src/decide/rsync-words.ts';

const item: SyncItem = {
  ...{ source: '/a', dest: ['/b'], exclude: null, delay: null, nice: null },
  ...{ ionice_class: null, ionice_level: null, rsync_opts: null },
  ...{ source_mount: null, max_delete: null, allow_empty: null },
};
const wanted = {
  item,
  source: '/a',
  target: '/proc/self/fd/3/',
  suited: [],
  niceness: 0,
  more: [],
  progress: false,
};

t.test('rsync with its options, ours behind them', async (t) => {
  const [tool, args] = rsyncWords({
    ...wanted,
    item: { ...item, exclude: ['/x', '- y'] },
    more: ['--dry-run'],
    progress: true,
  });
  t.equal(tool, 'rsync');
  t.strictSame(args, [
    ...defaultRsyncOpts,
    ...['--exclude=/x', '--exclude=- y', '--out-format=@%i %l %n', '--info=progress2', '--dry-run'],
    ...['--', '/a', '/proc/self/fd/3/'],
  ]);
  t.strictSame(rsyncWords({ ...wanted, item: { ...item, rsync_opts: ['-a'] } })[1].slice(0, 2), [
    '-a',
    '--out-format=@%i %l %n',
  ]);
});

t.test('what suits the destination gives way to the item', async (t) => {
  const [, args] = rsyncWords({
    ...wanted,
    suited: ['--modify-window=-1'],
    item: { ...item, rsync_opts: ['-a', '--modify-window=2'] },
  });
  t.strictSame(args.slice(0, 3), ['--modify-window=-1', '-a', '--modify-window=2']);
});

t.test('priorities', async (t) => {
  const cases: [priorities: Partial<SyncItem>, niceness: number, words: string[]][] = [
    [{}, 5, ['rsync']],
    [{ nice: 19 }, 0, ['nice', '-n', '19', 'rsync']],
    [{ nice: 19 }, 15, ['nice', '-n', '4', 'rsync']],
    [{ nice: 0 }, 15, ['nice', '-n', '-15', 'rsync']],
    [{ nice: 15 }, 15, ['rsync']],
    [{ ionice_class: 3, ionice_level: 6 }, 0, ['ionice', '-t', '-c', '3', 'rsync']],
    [{ ionice_class: 2, ionice_level: 4 }, 0, ['ionice', '-t', '-c', '2', '-n', '4', 'rsync']],
    [{ ionice_class: 1, ionice_level: 0 }, 0, ['ionice', '-t', '-c', '1', '-n', '0', 'rsync']],
    [{ ionice_class: 2 }, 0, ['ionice', '-t', '-c', '2', 'rsync']],
    [{ ionice_level: 4 }, 0, ['rsync']],
    [{ nice: 1, ionice_class: 3 }, 0, ['nice', '-n', '1', 'ionice', '-t', '-c', '3', 'rsync']],
  ];
  for (const [priorities, niceness, words] of cases) {
    const [tool, args] = rsyncWords({ ...wanted, item: { ...item, ...priorities }, niceness });
    t.strictSame([tool, ...args].slice(0, words.length), words, JSON.stringify(priorities));
  }
});
