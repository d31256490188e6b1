import t from 'tap';
import { questionOf } from '../../src/decide/question.ts';

const plain = { pattern: [], source: undefined, removable: false, force: false };

t.test('questions', async (t) => {
  const cases: [patterns: string[], operands: string[], wanted: string[] | null][] = [
    [[], [], ['/efi1', '/boot/efi2']],
    [['/srv/*'], [], ['/srv/esp']],
    [
      ['/srv/*', '/efi1'],
      ['/efi2', '/dev/sda1'],
      ['/efi1', '/srv/esp'],
    ],
    [['efi'], [], null],
    [['/efi['], [], null],
    [['/efi1', '/efi[0-9'], [], null],
    [[], ['efi1'], null],
    [[], ['/efi1', 'UUID=6B7E-A837'], null],
  ];
  for (const [patterns, operands, wanted] of cases) {
    const question = questionOf({ ...plain, pattern: patterns }, operands);
    const name = [...patterns, ...operands].join(' ');
    t.equal(question.kind, wanted === null ? 'refused' : 'question', name);
    if (question.kind === 'refused' || wanted === null) continue;
    const paths = ['/efi', '/efi1', '/boot/efi2', '/srv/esp', '/srv'];
    t.strictSame(
      paths.filter(question.isWanted),
      paths.filter((path) => wanted.includes(path)),
      name,
    );
    t.strictSame(
      question.operands.map(({ given }) => given),
      operands,
    );
  }
});

t.test('the source, and what is allowed', async (t) => {
  t.match(questionOf(plain, []), {
    source: null,
    leave: { removable: false, force: false },
    asksMirrors: true,
  });
  t.match(questionOf({ ...plain, source: '/efi0', force: true }, []), {
    source: { kind: 'mountpoint', path: '/efi0' },
    leave: { removable: false, force: true },
  });
  for (const source of ['efi0', '', 'UUID=6B7E-A837', 'PARTUUID=odd'])
    t.equal(questionOf({ ...plain, source }, []).kind, 'refused', source);
});
