import t from 'tap';
import { aligned, firstByte, usableRoom } from '../../src/decide/usable-room.ts';
import { mib } from '../dumps.ts';

t.test('multiples of a mebibyte', async (t) => {
  t.same([0, 1, mib, mib + 1].map(aligned), [0, mib, mib, 2 * mib]);
});

t.test('the room of a disk', async (t) => {
  for (const sectorSize of [512, 4096]) {
    t.same(usableRoom('gpt', 128, { size: 200 * mib, sectorSize }), { start: mib, end: 199 * mib });
    t.same(usableRoom('dos', 128, { size: 200 * mib, sectorSize }), { start: mib, end: 200 * mib });
  }
  const backup = 512 + 128 * 128;
  t.equal(usableRoom('gpt', 128, { size: 200 * mib + backup, sectorSize: 512 }).end, 200 * mib);
  t.equal(usableRoom('gpt', 128, { size: 200 * mib + backup - 512, sectorSize: 512 }).end, 199 * mib);
  t.equal(usableRoom('gpt', 128, { size: 200 * mib + backup, sectorSize: 4096 }).end, 199 * mib);
  t.ok(usableRoom('gpt', 128, { size: 1, sectorSize: 512 }).end < mib);
});

t.test('a large table moves both ends', async (t) => {
  t.equal(firstByte({ label: 'gpt', tableLength: 16384 }, 512), 3 * mib);
  t.equal(usableRoom('gpt', 16384, { size: 200 * mib, sectorSize: 512 }).end, 197 * mib);
});

t.test('an MBR has 32 bits for a sector', async (t) => {
  t.equal(usableRoom('dos', 128, { size: 2 ** 42, sectorSize: 512 }).end, 2 ** 41 - mib);
  t.equal(usableRoom('dos', 128, { size: 2 ** 42, sectorSize: 4096 }).end, 2 ** 42);
});
