import t from 'tap';
import { readIdentity } from '../../src/gather/identity.ts';

t.test('what the machine below a sysroot is known by', async (t) => {
  const id = '00112233445566778899aabbccddeeff';
  const shown = (root: string) => {
    const { ids, osIds } = readIdentity(root);
    return [...ids, ...osIds];
  };
  const etc = { 'machine-id': `${id}\n`, kernel: { 'entry-token': 'Arch\n' } };
  t.strictSame(shown(t.testdir({ etc: { ...etc, 'os-release': 'NAME="x"\nID="Arch"\n' } })), [
    id,
    'arch',
    'arch',
  ]);
  t.strictSame(shown(t.testdir({ etc, usr: { lib: { 'os-release': 'ID=debian\n' } } })), [
    id,
    'arch',
    'debian',
  ]);
  t.strictSame(shown(t.testdir({ etc: { 'machine-id': 'uninitialized\n', 'os-release': 'ID=\n' } })), []);
  t.strictSame(shown(t.testdir({})), []);
});
