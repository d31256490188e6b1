import t from 'tap';
import { exportedValues, formOf, signaturesOf } from '../../src/decide/signatures.ts';

t.test('what wipefs writes', async (t) => {
  const one = { device: 'sda', offset: '0x200', type: 'gpt', uuid: null, label: null };
  t.same(signaturesOf(JSON.stringify({ signatures: [one] })), [{ type: 'gpt', offset: 512 }]);
  t.same(signaturesOf('{"signatures": [\n\n   ]}'), []);
  t.same(signaturesOf('\n'), []);
  for (const bad of [
    '{',
    '{}',
    '[]',
    'null',
    '{"signatures":[{}]}',
    JSON.stringify({ signatures: [{ ...one, offset: '512' }] }),
  ])
    t.equal(signaturesOf(bad), null, bad);
});

t.test('a GPT is whole, or it is none', async (t) => {
  const of = (...types: readonly string[]) => formOf(types.map((type) => ({ type, offset: 0 })));
  t.same(of(), { kind: 'blank' });
  t.same(of('gpt', 'gpt', 'PMBR'), { kind: 'gpt' });
  for (const types of [['gpt', 'PMBR'], ['gpt', 'gpt'], ['PMBR']])
    t.match(of(...types), { kind: 'other', why: /damaged/ });
  t.match(of('dos'), { kind: 'other', why: /MBR/ });
  t.match(of('gpt', 'gpt', 'PMBR', 'zfs_member'), { kind: 'other', why: /zfs_member/ });
  t.match(of('ext4'), { kind: 'other', why: /ext4.*wipefs/ });
});

t.test('what blkid writes', async (t) => {
  const text = 'DEVNAME=/dev/sda1\nLABEL=a\\ b\\\\c\nTYPE=vfat\nbroken\n';
  t.same(
    [...exportedValues(text)],
    [
      ['DEVNAME', '/dev/sda1'],
      ['LABEL', 'a b\\c'],
      ['TYPE', 'vfat'],
    ],
  );
});
