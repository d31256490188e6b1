import { join } from 'node:path';
import t from 'tap';
import { parsePair } from '../../src/decide/map-text.ts';
import { readIdMap } from '../../src/gather/read.ts';

t.test('maps of files and of further pairs', async (t) => {
  const directory = t.testdir({
    one: '# twinroot\nUUID=a UUID=b\n',
    two: Buffer.from('LABEL=\xe9 LABEL=\xe8', 'latin1'),
    bad: 'UUID=a\n',
    json: '\n{"schema":"twinroot.id-map/1","ids":[{"old":"LABEL=\u00e9","new":"LABEL=x y"}]}\n',
    cut: '{"schema":',
    other: 'UUID=a UUID=c\n',
  });
  const at = (name: string) => join(directory, name);
  const map = readIdMap([at('one'), at('two')], [parsePair('UUID=c UUID=d', '--id')]);
  t.strictSame(
    map.pairs.map(({ newText }) => newText),
    ['UUID=b', 'LABEL=\xe8', 'UUID=d'],
  );
  t.strictSame(
    readIdMap([at('json')], []).pairs.map(({ oldText, newText }) => [oldText, newText]),
    [['LABEL=\xc3\xa9', 'LABEL=x\\040y']],
  );
  t.throws(() => readIdMap([at('cut')], []), { code: 'FORM' });
  t.equal(readIdMap([], []).pairs.length, 0);
  t.throws(() => readIdMap([at('none')], []), { code: 'READ', pair: at('none'), cause: { code: 'ENOENT' } });
  t.throws(() => readIdMap([directory], []), { code: 'READ', cause: { code: 'EISDIR' } });
  t.throws(() => readIdMap([at('bad')], []), { code: 'EMPTY' });
  t.throws(() => readIdMap([at('one'), at('other')], []), { code: 'CONFLICT' });
});
