import t from 'tap';
import { judge } from '../../../src/decide/judge.ts';
import { found } from '../../findings-of.ts';
import { espA, machine, member } from '../../machine-fixture.ts';

t.test('there, and to be read', async (t) => {
  t.match(found(machine(), 'b', 'present'), /^ok: \/dev\/sdb1 on \/dev\/sdb$/);
  const unread = machine({ members: [member('a'), member('b', { unread: 'EIO' })] });
  t.match(found(unread, 'b', 'present'), /^unknown: what is on it is not known: EIO/);
  t.equal(found(unread, 'b', 'root'), '', 'of what cannot be read nothing else is told');
});

t.test('asked about one disk, the members on the others are judged', async (t) => {
  const judged = judge(machine(), ['/dev/sdb']);
  t.strictSame(
    judged.map(({ member: { partuuid }, verdict }) => [partuuid, verdict.state]),
    [[espA, 'ok']],
  );
});
