import t from 'tap';
import { sizeText } from '../src/size-text.ts';

t.test('sizes for people', async (t) => {
  for (const [bytes, text] of [
    [0, '0 bytes'],
    [1023, '1023 bytes'],
    [1024, '1 KiB'],
    [1_048_575, '1 MiB'],
    [20 * 1024 ** 2, '20 MiB'],
    [1.5 * 1024 ** 3, '1.5 GiB'],
    [8 * 1024 ** 5, '8 PiB'],
    [8192 * 1024 ** 5, '8192 PiB'],
  ] as const)
    t.equal(sizeText(bytes), text);
});
