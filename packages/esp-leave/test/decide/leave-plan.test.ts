import { parsePartuuid } from '@twinroot/lib-blockdev';
import t from 'tap';
import { bootMenu, bootOption } from '../../../lib-firmware/test/boot-option-fixture.ts';
import { espMember } from '../../../lib-record/test/esp-member-fixture.ts';
import { leavePlan } from '../../src/decide/leave-plan.ts';

const partuuid = parsePartuuid('7d1f2a3b-4c5d-4e6f-9a8b-7c6d5e4f3a2b');

t.test('members that leave, then their boot options', async (t) => {
  if (partuuid === null) throw new Error();
  const set = [espMember(partuuid, { path: '/dev/sdb1' })];
  const options = [bootOption('0002', partuuid, '\\EFI\\a.efi')];
  const leave = { operation: 'leave', kind: 'esp', partuuid, path: '/dev/sdb1', number: null, file: null };
  const found = { menu: bootMenu(options), options };
  t.strictSame(leavePlan([{ kind: 'esp', partuuid }], null, set), [leave]);
  t.strictSame(leavePlan([{ kind: 'esp', partuuid }], found, set), [
    leave,
    { ...leave, operation: 'delete-option', number: '0002', file: 'EFI/a.efi' },
  ]);
  t.match(leavePlan([], found, []), { length: 1, 0: { path: null } });
});
