import type { Partuuid } from '@twinroot/lib-blockdev';
import type { Evidence, Reading } from './evidence.ts';

/** Which partition was booted, or why nobody can tell. */
export type Booted =
  | {
      readonly kind: 'known';
      readonly partuuid: Partuuid;
      readonly evidence: Evidence;
      readonly warnings: readonly string[];
    }
  | {
      readonly kind: 'unknown';
      /** A variable that should have answered is malformed. */
      readonly isBroken: boolean;
      readonly why: string;
      readonly warnings: readonly string[];
    };

/** The partition that was booted, by the first variable that names one. The readings are in the order of belief. */
export function bootedPartition(readings: readonly (readonly [Evidence, Reading])[]): Booted {
  const answers = readings.flatMap(([evidence, reading]) =>
    reading.kind === 'partuuid' ? [{ evidence, partuuid: reading.partuuid }] : [],
  );
  const [first] = answers;
  if (!first) return unknown(readings.map(([, reading]) => reading));
  const before = readings.slice(
    0,
    readings.findIndex(([evidence]) => evidence === first.evidence),
  );
  const warnings = before.flatMap(([, reading]) =>
    reading.kind === 'malformed' ? [`${reading.why}, ignoring`] : [],
  );
  const other = answers.find(({ partuuid }) => partuuid !== first.partuuid);
  if (other) {
    warnings.push(
      `${other.evidence} names another partition (${other.partuuid}) than ${first.evidence} (${first.partuuid}), ignoring: a boot loader on one disk was started from another disk`,
    );
  }
  return { kind: 'known', ...first, warnings };
}

function unknown(readings: readonly Reading[]): Booted {
  const broken = readings.flatMap((reading) => (reading.kind === 'malformed' ? [reading.why] : []));
  const none = readings.flatMap((reading) => (reading.kind === 'none' ? [reading.why] : []));
  const [why = 'neither LoaderDevicePartUUID nor StubDevicePartUUID nor BootCurrent is set'] = [
    ...broken,
    ...none,
  ];
  return {
    kind: 'unknown',
    isBroken: broken.length > 0,
    why,
    warnings: [...broken, ...none].filter((text) => text !== why),
  };
}
