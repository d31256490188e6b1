import t from 'tap';
import { usualSeparator } from '../../../src/decide/pipe/pipe-call.ts';
import { pipeHelp } from '../../../src/decide/pipe/pipe-help.ts';

t.test('the help names the call, each option and the separator', async (t) => {
  const help = pipeHelp('many');
  t.match(help, /^many pipe: /);
  t.ok(help.endsWith('\n'));
  for (const option of ['--separator WORD', '-h, --help', '-V, --version'])
    t.ok(help.includes(option), option);
  t.ok(help.includes(`[${usualSeparator} COMMAND`));
});
