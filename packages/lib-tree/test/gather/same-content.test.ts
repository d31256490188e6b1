import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { haveSameContent } from '../../src/gather/same-content.ts';

const never = new AbortController().signal;

t.test('files with the same bytes, and files with others', async (t) => {
  const directory = t.testdir();
  const file = (name: string, bytes: Buffer | string) => {
    writeFileSync(join(directory, name), bytes);
    return join(directory, name);
  };
  const large = Buffer.alloc(1_000_000, 'abc');
  const one = file('one', large);
  const same = file('same', large);
  const last = file('last', Buffer.concat([large.subarray(1), Buffer.from('x')]));
  const longer = file('longer', Buffer.concat([large, Buffer.from('x')]));
  const [empty, none] = [file('empty', ''), file('none', '')];
  t.ok(await haveSameContent([], never));
  t.ok(
    await haveSameContent(
      [
        [one, same],
        [empty, none],
        [same, one],
      ],
      never,
    ),
  );
  for (const [a, b] of [
    [one, last],
    [one, longer],
    [longer, one],
    [empty, one],
  ] as const)
    t.notOk(
      await haveSameContent(
        [
          [one, same],
          [a, b],
        ],
        never,
      ),
    );
  t.notOk(
    await haveSameContent(
      [
        [one, last],
        [one, join(directory, 'absent')],
      ],
      never,
    ),
    'over at the first',
  );
  await t.rejects(haveSameContent([[one, join(directory, 'absent')]], never), { code: 'ENOENT' });
});

t.test('a signal ends it', async (t) => {
  const path = join(t.testdir(), 'large');
  writeFileSync(path, Buffer.alloc(4_000_000));
  const pairs = Array.from({ length: 500 }, () => [path, path] as const);
  await t.rejects(haveSameContent(pairs, AbortSignal.abort(new Error('enough'))), { message: 'enough' });
});
