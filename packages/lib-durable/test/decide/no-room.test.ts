import t from 'tap';
import { DurableError } from '../../src/decide/durable-error.ts';
import { saysNoRoom } from '../../src/decide/no-room.ts';

const system = (code: string) => Object.assign(new Error('said'), { code });

t.test('no room', async (t) => {
  for (const [error, is] of [
    [system('ENOSPC'), true],
    [system('EDQUOT'), true],
    [system('EROFS'), false],
    [new DurableError('SYSTEM', '/a', 'making', { cause: system('ENOSPC') }), true],
    [new DurableError('SYSTEM', '/a', 'making', { cause: system('EIO') }), false],
    [new DurableError('EXISTS', '/a', 'making'), false],
    ['ENOSPC', false],
  ] as const)
    t.equal(saysNoRoom(error), is, String(error));
});
