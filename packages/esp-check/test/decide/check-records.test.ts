import t from 'tap';
import { checkRecords, verdictRecord } from '../../src/decide/check-records.ts';
import { dead } from '../judged.ts';

t.test('all findings of a member, and the verdict behind them', async (t) => {
  const records = checkRecords(dead);
  const members = [...new Set(records.map(({ member }) => member))];
  t.equal(members.length, 2);
  for (const member of members) {
    const own = records.filter((record) => record.member === member);
    t.equal(own.at(-1)?.check, 'verdict');
    t.equal(own.filter(({ check }) => check === 'verdict').length, 1);
  }
  const [first] = dead;
  if (first === undefined) throw new Error('nothing judged');
  t.match(verdictRecord(first), { path: '/dev/sda1', mountpoint: '/efi', state: 'fail', fix: 'guide: raid' });
});
