import { encodeFacts } from '@twinroot/lib-check';
import { formatJson, formatTable, machineTable } from '@twinroot/lib-record';
import t from 'tap';
import { machine } from '../../../lib-check/test/machine-fixture.ts';
import { factsIn } from '../../src/gather/facts-in.ts';

async function* pieces(text: string) {
  for (let at = 0; at < text.length; at += 1000) yield Buffer.from(text.slice(at, at + 1000));
}

t.test('a machine, as a table and as JSON', async (t) => {
  const facts = encodeFacts(machine());
  t.strictSame(await factsIn(pieces(formatTable(machineTable, facts))), machine());
  t.strictSame(await factsIn(pieces(formatJson(machineTable, facts))), machine());
  await t.rejects(factsIn(pieces('')), { code: 'MALFORMED' });
});
