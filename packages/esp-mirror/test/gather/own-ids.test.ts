import t from 'tap';
import { readOwnIds } from '../../src/gather/own-ids.ts';

t.test('the ids of the machine below a sysroot', async (t) => {
  const id = '00112233445566778899aabbccddeeff';
  t.strictSame(
    [...readOwnIds(t.testdir({ etc: { 'machine-id': `${id}\n`, kernel: { 'entry-token': 'Arch\n' } } }))],
    [id, 'arch'],
  );
  t.strictSame([...readOwnIds(t.testdir({ etc: { 'machine-id': 'uninitialized\n', kernel: '' } }))], []);
  t.strictSame([...readOwnIds(t.testdir({}))], []);
});
