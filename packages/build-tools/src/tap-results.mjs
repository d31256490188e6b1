/**
 * What tap wrote of the tests of one directory (TAP version 14, as `tap --reporter=tap` writes it), summed up.
 *
 * Assertions are the results that no others, indented below a `# Subtest`, stand right above: a subtest and a file are
 * sums. A file that failed without an assertion that did (its time was up, or it was killed) is one failure. A result with
 * the directive SKIP or TODO has neither passed nor failed.
 *
 * @param {string} text
 * @returns {{ files: number, passed: number, failures: string[], skipped: string[] }} of each failure the lines from its
 *   result on, 30 at the most; of what was skipped, its line
 */
export function tapResults(text) {
  const lines = text.split('\n');
  const results = { files: 0, passed: 0, failures: [], skipped: [] };
  let failuresBefore = 0; // the file
  for (const [index, line] of lines.entries()) {
    const match = /^( *)(not ok|ok) \d+/.exec(line);
    if (match === null) continue;
    const [, indent = '', outcome] = match;
    const isFile = indent === '';
    const isLost = isFile && outcome === 'not ok' && results.failures.length === failuresBefore;
    if (isFile && outcome === 'ok') results.files += 1;
    if (isSum(lines, index, indent) && !isLost) {
      if (isFile) failuresBefore = results.failures.length;
      continue;
    }
    if (/ # (SKIP|TODO)\b/i.test(line)) results.skipped.push(line.trim());
    else if (outcome === 'ok') results.passed += 1;
    else results.failures.push(lines.slice(index, index + 30).join('\n'));
    if (isFile) failuresBefore = results.failures.length;
  }
  return results;
}

/** Whether a result sums up the indented results right above it. */
function isSum(lines, index, indent) {
  for (let at = index - 1; at >= 0; at -= 1) {
    const line = lines[at] ?? '';
    if (line.trim() === '') continue;
    return line.startsWith(`${indent}    `);
  }
  return false;
}
