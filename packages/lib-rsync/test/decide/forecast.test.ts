import t from 'tap';
import { createForecaster, fileCountOf } from '../../src/decide/forecast.ts';
import { changeOf } from '../../src/decide/itemized.ts';

t.test('the number of files', async (t) => {
  const cases: [line: string, count: number | null][] = [
    ['Number of files: 7 (reg: 3, dir: 3, link: 1)', 7],
    ['Number of files: 1,234,567 (reg: 1,234,567)', 1_234_567],
    ['Number of files: 0', 0],
    ['Number of created files: 4 (reg: 2)', null],
    ['Number of files: none', null],
    ['@>f+++++++++ 3 Number of files: 7', null],
    ['', null],
  ];
  for (const [line, count] of cases) t.equal(fileCountOf(line), count, line);
});

t.test('what a run would do', async (t) => {
  const told = (files: number | null, ...lines: readonly string[]) => {
    const forecaster = createForecaster();
    for (const line of lines) {
      const change = changeOf(line);
      if (change) forecaster.addChange(change);
    }
    if (files !== null) forecaster.addFiles(files);
    return forecaster.forecast();
  };
  t.equal(told(null, '@*deleting   0 a'), null, 'it ended before it knew');
  t.strictSame(told(1, '@*deleting   0 a/b', '@*deleting   0 a/'), {
    ...{ deleted: 2, kept: 0, isSourceEmpty: true },
  });
  t.strictSame(
    told(
      7,
      ...['@*deleting   0 a', '@cL+++++++++ 1 l', '@>f+++++++++ 2 new', '@cd+++++++++ 4096 t/'],
      ...['@>f.st...... 2 old', '@.d..t...... 4096 ./', '@hf+++++++++ 0 hard'],
    ),
    { deleted: 1, kept: 2, isSourceEmpty: false },
  );
  t.strictSame(told(0), { deleted: 0, kept: 0, isSourceEmpty: true });
  t.strictSame(told(1, '@cd+++++++++ 4096 www/'), { deleted: 0, kept: 0, isSourceEmpty: true }, 'a new copy');
});
