import type { Judgement, MachineFacts } from '@twinroot/lib-check';
import { lastBootOf, lastMirroredOf, registryOf } from '@twinroot/lib-check';
import { statusOf } from './status.ts';

interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/**
 * What was found, in the text format of Prometheus, as node_exporter's textfile collector reads it.
 *
 * Source: Prometheus, "Exposition formats", text format.
 */
export function metricsOf(facts: MachineFacts, judgements: readonly Judgement[]): string {
  const each = (value: (judgement: Judgement) => number | null): readonly Sample[] =>
    judgements.flatMap((judgement) => {
      const found = value(judgement);
      return found === null ? [] : [{ labels: labelsOf(judgement), value: found }];
    });
  return [
    metric(
      'twinroot_machine_boots',
      'Whether the machine comes up from each of the members that are asked about: 1 yes, 0 no, -1 not known.',
      [{ labels: {}, value: { 0: 1, 32: 0, 1: -1 }[statusOf(judgements, false)] }],
    ),
    metric(
      'twinroot_member_boots_alone',
      'Whether the machine comes up from the member alone: 1 yes, 0 no, -1 not known.',
      each(({ verdict: { state } }) => (state === 'ok' ? 1 : state === 'fail' ? 0 : -1)),
    ),
    metric(
      'twinroot_check_state',
      'What a check of a member found: 0 ok, 1 warn, 2 unknown, 3 fail.',
      judgements.flatMap((judgement) =>
        judgement.findings.map(({ check, state }) => ({
          labels: { ...labelsOf(judgement), check },
          value: ['ok', 'warn', 'unknown', 'fail'].indexOf(state),
        })),
      ),
    ),
    metric(
      'twinroot_generation',
      'Number of the generation that the member has.',
      each(({ member }) => {
        const found = registryOf(member);
        return 'registry' in found ? found.registry.generation.number : null;
      }),
    ),
    metric(
      'twinroot_last_mirrored_timestamp_seconds',
      'When a mirror run last changed something on the member.',
      each(({ member }) => lastMirroredOf(member)),
    ),
    metric(
      'twinroot_last_boot_timestamp_seconds',
      'When the machine was last booted from the member, as far as that is on record.',
      each(({ member }) => lastBootOf(facts, member)),
    ),
    metric('twinroot_check_timestamp_seconds', 'When this was found.', [
      { labels: {}, value: facts.host.time },
    ]),
  ].join('');
}

function labelsOf({ member: { partuuid, path, kind } }: Judgement): Readonly<Record<string, string>> {
  return { member: partuuid, device: path ?? '', kind };
}

function metric(name: string, help: string, samples: readonly Sample[]): string {
  if (samples.length === 0) return '';
  const lines = samples.map(({ labels, value }) => {
    const pairs = Object.entries(labels).map(([key, text]) => `${key}="${escaped(text)}"`);
    return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}`;
  });
  return [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, ...lines, ''].join('\n');
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
