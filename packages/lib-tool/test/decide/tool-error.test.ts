import t from 'tap';
import { ToolError } from '../../src/decide/tool-error.ts';

t.test('an error without detail has neither status nor signal', async (t) => {
  const error = new ToolError('SPAWN', 'mount', 'mount did not start');
  t.match(error, { name: 'ToolError', code: 'SPAWN', tool: 'mount', status: null, signal: null, stderr: '' });
  t.ok(error instanceof Error);
});
