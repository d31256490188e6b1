import t from 'tap';
import { decodeFacts } from '../../src/decide/facts/decode-facts.ts';
import { encodeFacts } from '../../src/decide/facts/encode-facts.ts';
import { judge } from '../../src/decide/judge.ts';
import { espA, espB } from '../machine-fixture.ts';
import { type Expected, situations } from '../situations.ts';

for (const { name, facts, a, b } of situations) {
  t.test(name, async (t) => {
    const judgements = judge(decodeFacts(encodeFacts(facts)), null);
    for (const [partuuid, expected] of [
      [espA, a],
      [espB, b],
    ] as const) {
      const judgement = judgements.find(({ member }) => member.partuuid === partuuid);
      if (judgement === undefined) continue;
      const { verdict, findings } = judgement;
      const [state, check] = expected.split(': ') as [Expected, string | undefined];
      t.equal(verdict.state, state, `${partuuid}: ${verdict.why}`);
      if (check !== undefined)
        t.ok(verdict.why.includes(`${check}: `), `${partuuid}: because of ${check}: ${verdict.why}`);
      else
        t.strictSame(
          findings.filter((finding) => finding.state === 'fail').map((finding) => finding.why),
          [],
        );
      for (const finding of findings)
        if (finding.state === 'fail' || finding.state === 'warn') t.ok(finding.why.length > 0);
    }
  });
}
