import { mutants } from '../judge/mutants.ts';
import { playMutants } from '../judge/play-mutants.ts';
import type { Scenario } from '../scenario.ts';

/** Those of the mutants that say most, each on the change that shows it most often. */
const chosen: Readonly<Record<string, readonly string[]>> = {
  'as it is': ['one version replaced', 'a UKI in place'],
  'no fsync of the file after its rename': ['a UKI in place'],
  'entries before payloads': ['one version replaced'],
};

const few = mutants.flatMap((mutant) => {
  const changes = chosen[mutant.name];
  return changes === undefined ? [] : [{ ...mutant, changes }];
});

export const scenario: Scenario = {
  title: 'esp-mirror without the second fsync, or with two phases swapped, is found out',
  // Twice as many throws as for all mutants: the moment that the second fsync is for is short.
  async play(stage) {
    stage.same(
      'the mutants are there',
      few.map(({ name }) => name),
      Object.keys(chosen),
    );
    await playMutants(few, 20, stage);
  },
};
