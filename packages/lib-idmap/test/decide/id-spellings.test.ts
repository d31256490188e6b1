import t from 'tap';
import {
  dashed,
  inForm,
  isLongUuid,
  isPhysicalVolumeId,
  spellingsOf,
} from '../../src/decide/id-spellings.ts';

const uuid = '3f1c0a52-8f3b-4c1e-9d7a-0a4b5c6d7e8f';
const volume = 'Ab1cdE-fg2h-Ij3k-lM4n-op5Q-rs6t-uVw7xy';

t.test('all ways to spell an id', async (t) => {
  const cases: [id: string, texts: string[]][] = [
    [
      uuid,
      [
        uuid,
        '3f1c0a528f3b4c1e9d7a0a4b5c6d7e8f',
        '3f1c0a52:8f3b4c1e:9d7a0a4b:5c6d7e8f',
        '3f1c0a52\\x2d8f3b\\x2d4c1e\\x2d9d7a\\x2d0a4b5c6d7e8f',
      ],
    ],
    ['6B7E-A837', ['6B7E-A837', '6B7E\\x2dA837']],
    ['229AAC5A9AAC2C6B', ['229AAC5A9AAC2C6B']],
    [volume, [volume, 'Ab1cdEfg2hIj3klM4nop5Qrs6tuVw7xy', volume.replaceAll('-', '\\x2d')]],
  ];
  for (const [id, texts] of cases)
    t.strictSame(
      spellingsOf(id).map(({ text }) => text),
      texts,
      id,
    );
});

t.test('forms that an id has not', async (t) => {
  t.equal(inForm('6B7E-A837', 'undashed'), null, 'without its dash it could be anything');
  t.equal(inForm(volume, 'colons'), null);
  t.equal(inForm('x', 'plain'), 'x');
});

t.test('with dashes again', async (t) => {
  for (const text of [uuid, uuid.replaceAll('-', ''), '3f1c0a52:8f3b4c1e:9d7a0a4b:5c6d7e8f'])
    t.equal(dashed(text), uuid, text);
  for (const text of ['', '6B7E-A837', `${uuid}0`, volume]) t.equal(dashed(text), null, text);
});

t.test('what they look like', async (t) => {
  t.strictSame([uuid, volume, '6B7E-A837'].map(isLongUuid), [true, false, false]);
  t.strictSame([uuid, volume, '6B7E-A837'].map(isPhysicalVolumeId), [false, true, false]);
});
