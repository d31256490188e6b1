import t from 'tap';
import { type Deed, parseDeeds, timesDone, withDeed } from '../../src/decide/deeds.ts';

const deed: Deed = {
  time: 1,
  boot: '0'.repeat(32),
  did: 'made',
  partuuid: 'a',
  file: '\\EFI\\a.efi',
  number: '0001',
};

t.test('deeds read back as they were written', async (t) => {
  const text = withDeed(withDeed('', deed), { ...deed, boot: null, did: 'ordered' });
  t.strictSame(parseDeeds(text), { deeds: [deed, { ...deed, boot: null, did: 'ordered' }], unknown: 0 });
  t.strictSame(parseDeeds(''), { deeds: [], unknown: 0 });
});

t.test('what is something else is passed over, and kept', async (t) => {
  const others = ['{"time":', '{}', 'null', '[]', '{"time":1,"boot":null,"did":"found"}', '3'];
  const text = withDeed(others.join('\n'), deed);
  t.strictSame(parseDeeds(text), { deeds: [deed], unknown: others.length });
  for (const other of others) t.ok(text.includes(`${other}\n`), other);
});

t.test('how often something was done, whatever the case of the path', async (t) => {
  const deeds = [deed, { ...deed, file: '\\efi\\A.EFI' }, { ...deed, did: 'ordered' as const }];
  t.equal(timesDone(deeds, 'made', 'a', deed.file), 2);
  t.equal(timesDone(deeds, 'ordered', 'a', deed.file), 1);
  t.equal(timesDone(deeds, 'made', 'b', deed.file), 0);
  t.equal(timesDone(deeds, 'made', 'a', '\\EFI\\b.efi'), 0);
});
