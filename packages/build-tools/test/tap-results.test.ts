import t from 'tap';
import { tapResults } from '../src/tap-results.mjs';

/** What tap writes of two files, of which the second has a failure and a subtest that is skipped. */
const text = `TAP version 14
1..2
# Subtest: test/one.test.ts
    # Subtest: nested
        # Subtest: deeper
            ok 1 - a
            ok 2 - b
            1..2
        ok 1 - deeper # time=1ms
        
        ok 2 - c
        1..2
    ok 1 - nested # time=2ms
    
    ok 2 - at the top
    1..2
    # time=3ms
ok 1 - test/one.test.ts # time=3ms

# Subtest: test/two.test.ts
    # Subtest: damaged
        not ok 1 - d
          ---
          at:
            lineNumber: 64
          ...
        
        ok 2 - e
        1..2
        # failed 1 of 2 tests
    not ok 1 - damaged # time=1ms
      ---
      at:
        lineNumber: 60
      ...
    
    ok 2 - fish takes it # SKIP fish is not installed
    1..2
    # failed 1 of 2 tests
not ok 2 - test/two.test.ts # time=3ms
  ---
  exitCode: 1
  ...
`;

t.test('assertions are counted, and sums are not', async (t) => {
  const { files, passed, failures, skipped } = tapResults(text);
  t.equal(files, 1, 'the other one failed');
  t.equal(passed, 5, 'a, b, c, at the top, e');
  t.same(skipped, ['ok 2 - fish takes it # SKIP fish is not installed']);
  t.equal(failures.length, 1);
  t.match(failures[0], /^ {8}not ok 1 - d\n {10}---\n/, 'with what is said of it');
  t.equal(failures[0]?.split('\n').length, 23, 'up to the end of the text');
});

t.test('a file that failed without an assertion that did is a failure', async (t) => {
  const killed = (name: string) =>
    `# Subtest: ${name}\n    1..0 # no tests found\nnot ok 1 - ${name} # time=8ms\n`;
  const late =
    '# Subtest: b\n    # Subtest: c\n        ok 1 - d\n        1..1\n    ok 1 - c\n    \nnot ok 2 - b # timeout\n';
  for (const [written, passed, names] of [
    [killed('a'), 0, ['a']],
    [killed('a') + killed('a'), 0, ['a', 'a']],
    [late, 1, ['b']],
    [text + late, 6, ['d', 'b']],
    [late + text, 6, ['b', 'd']],
    [late + text + late + killed('a'), 7, ['b', 'd', 'b', 'a']],
  ] as const) {
    const results = tapResults(written);
    t.equal(results.passed, passed);
    t.same(
      results.failures.map((failure) => /not ok \d+ - (\S+)/.exec(failure)?.[1]),
      names,
    );
  }
});

t.test('no text has no results', async (t) => {
  for (const none of ['', '\n', 'TAP version 14\n', 'Bail out!\n'])
    t.same(tapResults(none), { files: 0, passed: 0, failures: [], skipped: [] });
});
