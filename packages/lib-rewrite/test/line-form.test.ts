import t from 'tap';
import { createTakenPlaces, lineComment, withoutOverlaps, wordComment } from '../src/line-form.ts';

t.test('comments that take a line', async (t) => {
  for (const line of ['#', '# a', ' \t#a']) t.equal(lineComment(line), 0, line);
  for (const line of ['', 'a # b', 'a#']) t.equal(lineComment(line), line.length, line);
});

t.test('comments of a shell', async (t) => {
  const cases: [line: string, at: number][] = [
    ['', 0],
    ['# a', 0],
    ['a # b', 2],
    ['a#b', 3],
    ['A="b # c"', 9],
    [`A='b # c' # d`, 10],
    ['A=\\" # b', 5],
    [`A="\\" # b"`, 10],
    [`A='\\' # b`, 6],
  ];
  for (const [line, at] of cases) t.equal(wordComment(line), at, line);
});

t.test('where two edits meet, the first goes before', async (t) => {
  const edit = (start: number, end: number) =>
    ({ start, end, text: '', change: 'id', old: '', new: '', pair: null }) as const;
  const [a, b, c] = [edit(0, 4), edit(2, 3), edit(4, 5)];
  t.strictSame(withoutOverlaps([a, b, c], 5), [a, c]);
  t.strictSame(withoutOverlaps([b, a, c], 5), [b, c]);
});

t.test('places that are taken', async (t) => {
  const taken = createTakenPlaces(10);
  taken.add({ start: 2, end: 4 });
  t.ok(taken.has({ start: 3, end: 9 }));
  t.notOk(taken.has({ start: 4, end: 9 }));
  t.notOk(taken.has({ start: 0, end: 2 }));
});
