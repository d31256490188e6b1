import t from 'tap';
import { summaryOf } from '../../src/decide/summary.ts';
import { dead, full, judged, unsure, well } from '../judged.ts';

t.test('one line a member', async (t) => {
  t.equal(summaryOf(well, null), '/efi (/dev/sda1) boots alone\n/efi2 (/dev/sdb1) boots alone\n');
  t.match(summaryOf(well, ['/dev/sdb']), /boots without \/dev\/sdb\n/);
  t.match(
    summaryOf(dead, null),
    /^\/efi \(\/dev\/sda1\) WOULD NOT boot alone: root: .* — see the guide raid\n/,
  );
  t.match(summaryOf(unsure, null), /may or may not boot alone: root: /);
  t.match(summaryOf(full, null), /\/efi2 \(\/dev\/sdb1\) boots alone; room: .* — see the guide comes-up\n$/);
  t.match(
    summaryOf(judged('the option has the PARTUUID of a disk that was replaced'), null),
    /— run: esp-which \| esp-firmware\n/,
  );
  t.match(
    summaryOf(judged('the mirror is missing'), null),
    /\nPARTUUID=7d1f.* WOULD NOT boot alone: present: /,
  );
});

t.test('when no member is left, the answer is no all the same', async (t) => {
  t.equal(
    summaryOf([], ['/dev/sda', '/dev/sdb']),
    'WOULD NOT boot without /dev/sda, /dev/sdb: none of the members that are asked about is left\n',
  );
  t.match(summaryOf([], null), /^WOULD NOT boot alone: /);
});
