import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { binaryOf, workspace } from '../support/binaries.ts';
import { call, callOnTerminal, callWithoutReader, quote } from '../support/call.ts';
import { inOneProcess, inShell, type Part, pipeline, pipeWords } from '../support/pipe-call.ts';

t.setTimeout(600_000);

const roots = join(workspace, 'test/roots');
const whole = ['--sysroot', join(roots, 'two-nvme')] as const;
const halved = ['--sysroot', join(roots, 'missing-mirror')] as const;
const bios = ['--sysroot', join(roots, 'bios')] as const;
const twinroot = binaryOf('twinroot');
const fstab = 'UUID=6B7E-A837 /efi vfat umask=0077 0 2\nUUID=aaaa-bbbb /boot vfat ro 0 2 # a comment\n';
const toSpare: Part = ['fstab-rewrite', '--id', 'UUID=6B7E-A837 UUID=6C48-1623'];

/** A set of so many members, of which the first one is booted, and none is there. */
function largeSet(members: number): string {
  const ids = Array.from({ length: members }, (_, index) => index.toString(16).padStart(8, '0'));
  const lines = ids.map(
    (id, index) =>
      `${index === 0 ? 'booted' : 'mirror'} esp missing ${id}-1c2d-4b5e-8f90-a1b2c3d4e5f6 - - /m${id}`,
  );
  return `#ROLE KIND STATE PARTUUID DEVICE UUID MOUNTPOINT\n${lines.join('\n')}\n`;
}

const pairs: readonly (readonly [why: string, parts: readonly Part[], status: number, input?: string])[] = [
  [
    'a table',
    [
      ['esp-which', ...whole],
      ['esp-wait', ...whole],
    ],
    0,
  ],
  [
    'JSON',
    [
      ['esp-which', '--json', ...whole],
      ['esp-wait', '--json', ...whole],
    ],
    0,
  ],
  [
    'chosen columns',
    [
      ['esp-which', ...whole],
      ['esp-wait', ...whole, '-o', '+SIZE', '--no-header'],
    ],
    0,
  ],
  [
    'three',
    [
      ['esp-which', ...whole],
      ['esp-wait', ...whole],
      ['esp-check', ...whole, '--summary'],
    ],
    1,
  ],
  [
    'a plan',
    [
      ['esp-which', ...whole],
      ['esp-bind', ...whole, '-n', '/boot'],
    ],
    0,
  ],
  [
    'the first fails',
    [
      ['esp-which', ...halved, '--require', '2'],
      ['esp-wait', ...whole],
    ],
    1,
  ],
  [
    'the first says no',
    [
      ['esp-which', ...bios],
      ['esp-wait', ...bios],
    ],
    32,
  ],
  ['the first says no, of three', [['esp-which', ...bios], ['esp-wait', ...bios], ['esp-mirror']], 32],
  [
    'the last says no',
    [
      ['esp-which', ...halved],
      ['esp-wait', ...halved, '--timeout', '0'],
    ],
    32,
  ],
  [
    'the last fails',
    [
      ['esp-which', ...whole],
      ['esp-mirror', '--require', '3', '-n', ...whole],
    ],
    1,
  ],
  ['the last does not take the records', [['tree-items', '--config', '/etc/passwd'], ['esp-wait']], 2],
  ['input of the first', [toSpare, ['fstab-rewrite', '--add-option', '/efi nofail']], 0, fstab],
  ['an empty input', [toSpare, toSpare], 0, ''],
  ['an input that is refused', [['esp-wait', ...whole], ['esp-mirror']], 2, 'hello\n'],
  [
    'an input that is cut off',
    [['esp-wait', ...whole], ['esp-mirror']],
    2,
    '{"schema":"twinroot.esp-set/1","mem',
  ],
  ['many lines', [toSpare, toSpare, toSpare], 0, fstab.repeat(60_000)],
  ['no end of line', [toSpare, toSpare], 0, 'UUID=6B7E-A837\0 /efi \xe9'],
  ['one command', [['esp-which', ...whole]], 0],
];
for (const [why, parts, status, input = ''] of pairs) {
  t.test(`the same bytes and messages as a shell's pipe, and its status: ${why}`, async (t) => {
    const one = await inOneProcess(parts, { input });
    t.same(one, await inShell(parts, { input }));
    t.equal(one.status, status, one.err.join('\n'));
  });
}

t.test('large tables', async (t) => {
  const wait: Part = ['esp-wait', '--timeout', '0', '--quiet', ...whole];
  const parts: readonly Part[] = [wait, wait];
  const input = largeSet(100_000);
  const one = await inOneProcess(parts, { input });
  const many = await inShell(parts, { input });
  t.equal(one.status, 32);
  t.equal(many.status, 32);
  t.ok(one.out === many.out, 'the same bytes'); // not in a message
  t.equal(one.out.match(/^mirror /gm)?.length, 99_999);
  t.equal(one.err.length, 200_000);
});

t.test('several groups, and one more table than is read', async (t) => {
  const input = `${largeSet(2)}\n${largeSet(3)}\n`;
  const wait: Part = ['esp-wait', '--timeout', '0', ...whole];
  t.same(await inOneProcess([wait, wait], { input }), await inShell([wait, wait], { input }));
});

t.test('a wrong command line of any is reported, and nothing is done', async (t) => {
  const file = join(t.testdir({ fstab }), 'fstab');
  const change: Part = [...toSpare, '--in-place', file];
  const wrongs: readonly (readonly [wrong: Part, said: RegExp])[] = [
    [['esp-mirror', '--bogus'], /^esp-mirror: .*--bogus/],
    [['esp-mirror', '--output', 'BOGUS'], /^esp-mirror: .*BOGUS/],
    [['esp-mirror', '--sysroot', '/nonexistent/root'], /^esp-mirror: .*nonexistent/],
    [['esp-mirror', '--options', '/etc/passwd'], /^esp-mirror: .*passwd/],
    [['esp-mirror', '--wait', 'long'], /^esp-mirror: .*--wait/],
    [['esp-mirror', '--require', 'x'], /^esp-mirror: .*--require/],
    [['esp-bind', 'boot'], /^esp-bind: boot/],
    [['esp-watch', '--hold', 'x'], /^esp-watch: --hold/],
    [['nonesuch'], /^twinroot pipe: .*nonesuch/],
  ];
  for (const [wrong, said] of wrongs) {
    for (const parts of [
      [change, wrong],
      [change, toSpare, wrong],
    ]) {
      const { status, out, err } = await inOneProcess(parts);
      t.same({ status, out, lines: err.length }, { status: 2, out: '', lines: 1 }, wrong.join(' '));
      t.match(err[0], said);
      t.equal(readFileSync(file, 'utf8'), fstab, 'it is as it was');
    }
  }
  t.match(await inOneProcess([change, toSpare]), { status: 0 });
  t.not(readFileSync(file, 'utf8'), fstab, 'it can be changed');
});

t.test('each wrong one is named', async (t) => {
  const { status, err } = await inOneProcess([
    ['esp-which', '--bogus'],
    ['esp-wait', '-x'],
    ['esp-mirror', '--wait=-1'],
  ]);
  t.equal(status, 2);
  t.match(err, [/^esp-mirror: /, /^esp-wait: /, /^esp-which: /]);
  t.equal(err.length, 3);
});

for (const [why, words] of [
  ['nothing', []],
  ['an empty command', ['esp-which', ':', ':', 'esp-mirror']],
  ['a last one that is missing', ['esp-which', ':']],
  ['a first one that is missing', [':', 'esp-mirror']],
  ['a command of others', ['esp-which', ':', 'cat']],
  ['itself', ['esp-which', ':', 'twinroot']],
] as const) {
  t.test(`no pipe: ${why}`, async (t) => {
    const answer = await call(twinroot, ['pipe', ...words]);
    t.match(answer, { status: 2, out: '', err: /^twinroot pipe: [^\n]+\n$/ });
  });
}

t.test('an argument that is the separator, by another one', async (t) => {
  const args = ['--from', ':', '--to', '/nonexistent'];
  const answer = await call(twinroot, [
    'pipe',
    '--separator',
    '::',
    'esp-mirror',
    ...args,
    '::',
    'esp-wait',
    '-q',
  ]);
  t.match(answer.err, 'esp-mirror: : does not exist\n');
});

t.test('help: its own, and that of a command, with nothing done', async (t) => {
  t.match(await call(twinroot, ['pipe', '--help']), { status: 0, out: /^twinroot pipe: /, err: '' });
  t.match(await call(twinroot, ['--help']), { status: 0, out: /twinroot pipe COMMAND/ });
  const file = join(t.testdir({ fstab }), 'fstab');
  const help = await call(binaryOf('esp-mirror'), ['--help']);
  const parts: readonly Part[] = [
    [...toSpare, '--in-place', file],
    ['esp-mirror', '--help'],
  ];
  t.same(await call(twinroot, pipeWords(parts)), help);
  t.equal(readFileSync(file, 'utf8'), fstab);
});

t.test('output that nobody reads', async (t) => {
  const directory = t.testdir({});
  const parts: readonly Part[] = [
    ['esp-which', ...whole],
    ['esp-wait', ...whole],
  ];
  const fifo = join(directory, 'fifo');
  t.match(await callWithoutReader(twinroot, pipeWords(parts), { fifo }), { status: 141, err: '' });
  t.match(await callWithoutReader(twinroot, ['pipe', '--help'], { fifo }), { status: 141, err: '' });
});

/** Both pipes, with this behind each; the status is the pipe's, as a shell says it. */
async function redirected(t: Test, parts: readonly Part[], behind: string, input = '') {
  const file = join(t.testdir({}), 'input');
  writeFileSync(file, input);
  const run = (command: string) =>
    call('/bin/bash', ['--norc', '-o', 'pipefail', '-c', `{ ${command}; } <${quote(file)} ${behind}`], {
      env: { PATH: '/usr/bin:/bin' },
    });
  const one = await run(`${quote(twinroot, ...pipeWords(parts))}`);
  return { one, many: await run(pipeline(parts)) };
}

for (const behind of [
  '| head -n1',
  '| head -c1',
  '>&-',
  '>/dev/full',
  '2>&-',
  '2>/dev/full',
  '</dev/null',
  '<&-',
]) {
  t.test(`as a shell's pipe with ${behind}`, async (t) => {
    const parts: readonly Part[] = [
      ['esp-which', ...whole],
      ['esp-wait', ...whole],
    ];
    const { one, many } = await redirected(t, parts, behind);
    t.same(one, many);
    const filters = await redirected(t, [toSpare, toSpare], behind, fstab.repeat(20_000));
    t.equal(filters.one.out, filters.many.out);
    t.equal(filters.one.err, filters.many.err);
    t.equal(filters.one.status, filters.many.status);
  });
}

t.test('the terminal is that of the first, and no other reads it', async (t) => {
  const first = quote(twinroot, ...pipeWords([['esp-wait'], ['esp-mirror']]));
  t.match(await callOnTerminal(first), { status: 2, out: /esp-wait: expected records/ });
  const second = quote(
    twinroot,
    ...pipeWords([
      ['esp-which', ...whole],
      ['esp-wait', ...whole, '-q'],
    ]),
  );
  t.match(await callOnTerminal(second), { status: 0, out: /^#ROLE/ });
});

t.test("an options file is each one's own", async (t) => {
  const file = join(
    t.testdir({ options: 'ESP_WHICH_OPTIONS="--booted"\nESP_BIND_OPTIONS="/boot"\n' }),
    'options',
  );
  const parts: readonly Part[] = [
    ['esp-which', '--options', file, ...whole],
    ['esp-bind', '--options', file, '-n', ...whole],
  ];
  const one = await inOneProcess(parts);
  t.same(one, await inShell(parts));
  t.equal(one.status, 0);
  t.match(one.out, '/boot');
});
