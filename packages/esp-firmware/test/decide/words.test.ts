import t from 'tap';
import { bootOption } from '../../../lib-firmware/test/boot-option-fixture.ts';
import { forgottenRemedy, forgottenText, noRoomText } from '../../src/decide/words.ts';

t.test('each case has words of its own', async (t) => {
  const way = { kind: 'forgotten', partuuid: 'a' } as const;
  const texts = [
    forgottenText({ ...way, option: null }),
    forgottenText({ ...way, option: bootOption('0001', 'a', 'x') }),
    noRoomText(0),
    noRoomText(7),
  ];
  t.equal(new Set(texts).size, texts.length);
  t.match(noRoomText(7), /\b7\b.*dump-type0-\*/);
  t.match(forgottenRemedy, '/var/lib/twinroot/boot-options');
});
