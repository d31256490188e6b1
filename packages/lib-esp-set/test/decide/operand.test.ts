import t from 'tap';
import { parseOperand } from '../../src/decide/operand.ts';

t.test('operands', async (t) => {
  const id = '7d1f2a3b-4c5d-4e6f-9a8b-7c6d5e4f3a2b';
  t.match(parseOperand(`PARTUUID=${id.toUpperCase()}`), { kind: 'partuuid', partuuid: id });
  t.match(parseOperand('PARTUUID=04012e69-01'), { kind: 'partuuid', partuuid: '04012e69-01' });
  t.match(parseOperand('/dev/sda1'), { kind: 'device', path: '/dev/sda1' });
  t.match(parseOperand('/efi1'), { kind: 'mountpoint', path: '/efi1' });
  t.match(parseOperand('//efi.mirror//a/'), {
    kind: 'mountpoint',
    path: '/efi.mirror/a',
    given: '//efi.mirror//a/',
  });
  t.match(parseOperand('/'), { kind: 'mountpoint', path: '/' });
  t.match(parseOperand('/A=b'), { kind: 'mountpoint', path: '/A=b' });
  for (const text of [
    '',
    'efi1',
    'sda1',
    'PARTUUID=',
    'PARTUUID=6B7E-A837',
    `partuuid=${id}`,
    `UUID=${id}`,
    'LABEL=EFI',
  ]) {
    t.equal(parseOperand(text).kind, 'refused', text);
  }
});
