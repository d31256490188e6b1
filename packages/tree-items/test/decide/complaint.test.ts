import t from 'tap';
import { doubt, fault, inOrder } from '../../src/decide/complaint.ts';

t.test('a fault is an error, a doubt a warning', async (t) => {
  t.strictSame(fault(3, 'a'), { line: 3, kind: 'error', text: 'a' });
  t.strictSame(doubt(4, 'b'), { line: 4, kind: 'warning', text: 'b' });
});

t.test('the order of the file', async (t) => {
  const found = [fault(10, 'a'), doubt(9, 'b'), doubt(2, 'c'), fault(2, 'd'), fault(9, 'e')];
  const before = [...found];
  t.strictSame(
    inOrder(found).map(({ line, text }) => `${line} ${text}`),
    ['2 c', '2 d', '9 b', '9 e', '10 a'],
  );
  t.strictSame(found, before, 'what was given stays as it is');
  t.strictSame(inOrder([]), []);
});
