import type { Guest } from './boot.ts';

/** A record of esp-check about a member. */
export interface Check {
  readonly member: string;
  readonly check: string;
  readonly state: string;
  readonly why: string;
  readonly fix: string | null;
}

/** What esp-check says of a machine before disks are lost. */
export interface Verdict {
  /** Names of the disks that are lost. */
  readonly lost: readonly string[];
  /** Of all ESPs that are left: whether the machine comes up from them. */
  readonly answer: 'yes' | 'no' | 'unknown';
  /** The checks behind it, and the verdict itself. */
  readonly checks: readonly Check[];
}

/** What came of a verdict. */
export type Outcome = 'agreement' | 'false yes' | 'false no' | 'unknown';

/** Asks on a guest what becomes of the machine when disks, which are all there, are lost. */
export async function askVerdict(guest: Guest, lost: readonly string[]): Promise<Verdict> {
  const { status, stdout, stderr } = await guest.run(script(lost));
  if (!stdout.startsWith('{')) throw new Error(`esp-check without ${lost.join(', ')}: ${status}: ${stderr}`);
  const { checks }: { checks: readonly Check[] } = JSON.parse(stdout);
  const states = checks.filter(({ check }) => check === 'verdict').map(({ state }) => state);
  const are = (state: string) => states.length > 0 && states.every((one) => one === state);
  return { lost, answer: are('ok') ? 'yes' : are('fail') ? 'no' : 'unknown', checks };
}

/** Disks are known by their serial numbers, which are their names. */
const script = (lost: readonly string[]) => `set --
while read -r path serial; do
  case " ${lost.join(' ')} " in *" $serial "*) set -- "$@" --without "$path" ;; esac
done < <(lsblk --nodeps --noheadings --output PATH,SERIAL)
esp-which | esp-check --json "$@"`;

/** What it says is wrong. */
export function faultsOf({ checks }: Verdict): readonly Check[] {
  return checks.filter(({ check, state }) => check !== 'verdict' && state === 'fail');
}

/** Compares a verdict with what happened. */
export function outcomeOf({ answer }: Verdict, isUp: boolean): Outcome {
  if (answer === 'unknown') return 'unknown';
  if ((answer === 'yes') === isUp) return 'agreement';
  return isUp ? 'false no' : 'false yes';
}
