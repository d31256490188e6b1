import { judge } from '@twinroot/lib-check';
import t from 'tap';
import { espA, espB, machine } from '../../../lib-check/test/machine-fixture.ts';
import { situations } from '../../../lib-check/test/situations.ts';
import { metricsOf } from '../../src/decide/metrics.ts';
import { dead, unsure, well } from '../judged.ts';

t.test('the text format of Prometheus', async (t) => {
  const text = metricsOf(machine(), well);
  t.match(text, `twinroot_member_boots_alone{member="${espA}",device="/dev/sda1",kind="esp"} 1\n`);
  t.match(text, `twinroot_generation{member="${espB}",device="/dev/sdb1",kind="esp"} 3\n`);
  t.match(text, `twinroot_check_state{member="${espB}",device="/dev/sdb1",kind="esp",check="root"} 0\n`);
  t.match(text, 'twinroot_check_timestamp_seconds 1764331200\n');
  t.match(
    text,
    `twinroot_last_boot_timestamp_seconds{member="${espA}",device="/dev/sda1",kind="esp"} 1764244800\n`,
  );
  t.match(
    metricsOf(machine(), dead),
    `twinroot_member_boots_alone{member="${espA}",device="/dev/sda1",kind="esp"} 0\n`,
  );
  t.match(metricsOf(machine(), unsure), '} -1\n');
  for (const line of text.split('\n'))
    t.match(
      line,
      /^(?:# (?:HELP|TYPE) twinroot_[a-z_]+ .+|twinroot_[a-z_]+(?:\{(?:[a-z]+="[^"]*",?)+\})? -?[\d.]+|)$/,
    );
});

t.test('one answer for all of them, when there are none as well', async (t) => {
  for (const [judgements, value] of [
    [well, 1],
    [dead, 0],
    [unsure, -1],
    [[], 0],
  ] as const)
    t.match(metricsOf(machine(), judgements), `\ntwinroot_machine_boots ${value}\n`);
});

t.test('whatever was found, the numbers say what the records say', async (t) => {
  for (const { name, facts } of situations) {
    const judgements = judge(facts, null);
    const text = metricsOf(facts, judgements);
    for (const { member, verdict, findings } of judgements) {
      const labels = `member="${member.partuuid}",device="${member.path ?? ''}",kind="${member.kind}"`;
      const alone = { ok: 1, fail: 0, unknown: -1 }[verdict.state];
      t.match(text, `\ntwinroot_member_boots_alone{${labels}} ${alone}\n`, name);
      for (const { check, state } of findings) {
        const value = { ok: 0, warn: 1, unknown: 2, fail: 3 }[state];
        t.match(text, `\ntwinroot_check_state{${labels},check="${check}"} ${value}\n`, `${name}: ${check}`);
      }
    }
  }
});

t.test('what stands in labels is escaped', async (t) => {
  const odd = well.map((judgement) => ({
    ...judgement,
    member: { ...judgement.member, path: '/dev/a"b\\c\nd' },
  }));
  t.match(metricsOf(machine(), odd), 'device="/dev/a\\"b\\\\c\\nd"');
});
