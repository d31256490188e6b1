import t from 'tap';
import { nameOfMember } from '../../src/decide/member-case.ts';
import { member } from '../machine-fixture.ts';

t.test('a member is called by where it is mounted, else by its node, else by its id', async (t) => {
  t.equal(nameOfMember(member('a')), '/efi');
  t.equal(nameOfMember(member('a', { mountpoint: null })), '/dev/sda1');
  t.match(nameOfMember(member('a', { mountpoint: null, path: null })), /^0e3a/);
});
