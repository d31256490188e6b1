import { mutants } from '../judge/mutants.ts';
import { playMutants } from '../judge/play-mutants.ts';
import type { Scenario } from '../scenario.ts';

export const scenario: Scenario = {
  title: 'esp-mirror with a rule taken away is found out',
  play: (stage) => playMutants(mutants, 30, stage),
};
