import t from 'tap';
import { deletionLimits } from '../../src/decide/deletion-limits.ts';

t.test('limits of a call', async (t) => {
  const cases: [text: string | undefined, allowEmpty: boolean, maxDelete: number][] = [
    [undefined, false, 50],
    ['0', false, 0],
    ['80%', true, 80],
    ['100', true, 100],
  ];
  for (const [text, allowEmpty, maxDelete] of cases)
    t.strictSame(deletionLimits({ 'max-delete': text, 'allow-empty': allowEmpty }), {
      maxDelete,
      allowEmpty,
    });
  for (const text of ['', '101', '-5', '1.5', 'all'])
    t.throws(
      () => deletionLimits({ 'max-delete': text, 'allow-empty': false }),
      { name: 'CommandError' },
      text,
    );
});
