import { defaultRsyncOpts } from '@twinroot/lib-rsync';
import t from 'tap';
import { read } from '../toml.ts';

t.test('defaults', async (t) => {
  for (const text of ['', '# nothing\n', 'sync = []\n']) {
    t.strictSame(
      read(text),
      {
        settings: {
          dualroot: true,
          rsyncOpts: defaultRsyncOpts,
          nice: 19,
          ioniceClass: 3,
          ioniceLevel: null,
          delay: 300,
          maxDelete: null,
          allowEmpty: [],
          entries: [],
        },
        said: [],
        complaints: [],
      },
      JSON.stringify(text),
    );
  }
});

t.test('what each key says', async (t) => {
  const cases: [text: string, settings: object][] = [
    ['dualroot = false', { dualroot: false }],
    ['nice = -20', { nice: -20 }],
    ['nice = 0x0f', { nice: 15 }],
    ['sync_delay = 0', { delay: 0 }],
    ['sync_delay = 1.5', { delay: 1.5 }],
    ['ionice_class = 0', { ioniceClass: 0, ioniceLevel: null }],
    ['ionice_class = 2', { ioniceClass: 2, ioniceLevel: 6 }],
    ['ionice_class = 2\nionice_level = 4', { ioniceLevel: 4 }],
    ['ionice_class = 1\nionice_value = 0', { ioniceLevel: 0 }],
    ['ionice_class = 2\nionice_value = 5\nionice_level = 5', { ioniceLevel: 5 }],
    ['ionice_level = 4', { ioniceClass: 3, ioniceLevel: null }],
    ['rsync_opts = "-a  -H"', { rsyncOpts: ['-a', '-H', ...defaultRsyncOpts.slice(1)] }],
    [
      'rsync_opts = ["-a", "--chmod=u+rw"]',
      { rsyncOpts: ['-a', '--chmod=u+rw', ...defaultRsyncOpts.slice(1)] },
    ],
    ['max_delete = 0', { maxDelete: 0 }],
    ['max_delete = 100', { maxDelete: 100 }],
    ['allow_empty = true', { allowEmpty: 'all' }],
    ['rsync_opts = ""', { rsyncOpts: defaultRsyncOpts.slice(1) }],
  ];
  for (const [text, settings] of cases) t.match(read(text), { settings, said: [] }, text);
  t.match(read('nice = 99').complaints[0]?.text, /from -20 to 19$/, 'it names the range of the kernel');
  t.match(read('nice = 20'), { settings: { nice: 19 }, said: ['1 warning'] });
});

t.test('what is refused, with its line', async (t) => {
  const cases: [text: string, said: string[]][] = [
    ['\nsync_dely = 3', ['2 error']],
    ['nice = 1\n[sync]\nsource = "/"', ['2 error']],
    ['nice = "15"', ['1 error']],
    ['nice = 21', ['1 error']],
    ['nice = -21', ['1 error']],
    ['nice = 15.0', ['1 error']],
    ['nice = 99\nionice_class = 9\nsync_delay = -1', ['1 error', '2 error', '3 error']],
    ['nice = 99999999999999999999', ['1 error']],
    ['ionice_level = 8', ['1 error']],
    ['ionice_value = 3\nionice_level = 4', ['1 error']],
    ['sync_delay = inf', ['1 error']],
    ['sync_delay = nan', ['1 error']],
    ['sync_delay = "300"', ['1 error']],
    ['max_delete = 101', ['1 error']],
    ['max_delete = "50%"', ['1 error']],
    ['max_delete = 0.5', ['1 error']],
    ['dualroot = "false"', ['1 error']],
    ['dualroot = 0', ['1 error']],
    ['rsync_opts = 1', ['1 error']],
    ['rsync_opts = [1]', ['1 error']],
    ['rsync_opts = "-a /etc"', ['1 error']],
    ['dualroot.x = true', ['1 error']],
    ['unknown = 1\nother = 2', ['1 error', '2 error']],
    ['DUALROOT = true', ['1 error']],
  ];
  for (const [text, said] of cases) t.strictSame(read(text).said, said, text);
  t.match(read('sync_dely = 3').complaints, [{ text: /sync_delay/ }], 'the nearest key');
  t.match(read('DUALROOT = false').complaints, [{ text: /dualroot/ }]);
});
