/** What is remembered of the firmware and of boots, below the root directory. */
export const stateDirectory = '/var/lib/twinroot';

/** Its files: deeds, boots, and the drill that was asked for; JSON Lines. */
export type StateName = 'boot-options' | 'boots' | 'drill';
