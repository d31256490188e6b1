import t from 'tap';
import { checkNames, finding, isLink } from '../../src/decide/finding.ts';

t.test('links are what the machine does not come up without', async (t) => {
  t.strictSame(
    checkNames.filter((name) => !isLink(name)),
    ['next', 'swap', 'fat', 'room', 'manifest', 'seed', 'lineage', 'boots'],
  );
  t.strictSame(finding('root', 'ok', 'why'), { check: 'root', state: 'ok', why: 'why', fix: null });
});
