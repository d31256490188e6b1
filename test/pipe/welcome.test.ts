import t from 'tap';
import { binaryOf } from '../support/binaries.ts';
import { call, callOnTerminal, quote } from '../support/call.ts';

const twinroot = binaryOf('twinroot');
const question = 'If one of its disks dies now, does this machine come up?';

t.test('on a terminal it answers the question, and says what may be done next', async (t) => {
  const isRoot = process.geteuid?.() === 0;
  const { out, status } = await callOnTerminal(quote(twinroot));
  t.ok(out.startsWith(`${question}\n\n`), out);
  t.match(out, /twinroot --help +all commands/);
  if (!isRoot) {
    t.match(out, /Only root/);
    t.equal(status, 1);
    return;
  }
  const asked = await callOnTerminal(quote(twinroot, 'pipe', 'esp-which', ':', 'esp-check', '--summary'));
  t.ok(out.includes(asked.out), out);
  t.equal(status, asked.status);
});

t.test('for another user than root nothing is looked at', { skip: process.geteuid?.() !== 0 }, async (t) => {
  const asNobody = `setpriv --reuid 65534 --regid 65534 --clear-groups ${quote(twinroot)}`;
  const { out, status } = await callOnTerminal(asNobody, { cwd: '/' });
  t.match(out, /Only root can look at that: sudo twinroot/);
  t.equal(status, 1);
});

t.test('in a pipe it is the list of commands', async (t) => {
  const listed = await call(twinroot, []);
  t.strictSame(listed, await call(twinroot, ['--help']));
  t.match(listed, { status: 0, out: /^ +esp-which +/m });
});
