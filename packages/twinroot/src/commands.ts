import { type CallableCommand, type CommandSpec, type Run, readyCommand } from '@twinroot/lib-command';

/** All commands, in the order of their list. Each is loaded when it is called: starting one does not load the others. */
export const commands: ReadonlyMap<string, CallableCommand> = new Map([
  [
    'esp-which',
    callable(
      () => import('@twinroot/esp-which/spec'),
      () => import('@twinroot/esp-which/run'),
    ),
  ],
  [
    'esp-bind',
    callable(
      () => import('@twinroot/esp-bind/spec'),
      () => import('@twinroot/esp-bind/run'),
    ),
  ],
  [
    'esp-mirror',
    callable(
      () => import('@twinroot/esp-mirror/spec'),
      () => import('@twinroot/esp-mirror/run'),
    ),
  ],
  [
    'tree-items',
    callable(
      () => import('@twinroot/tree-items/spec'),
      () => import('@twinroot/tree-items/run'),
    ),
  ],
  [
    'tree-mirror',
    callable(
      () => import('@twinroot/tree-mirror/spec'),
      () => import('@twinroot/tree-mirror/run'),
    ),
  ],
  [
    'esp-watch',
    callable(
      () => import('@twinroot/esp-watch/spec'),
      () => import('@twinroot/esp-watch/run'),
    ),
  ],
  [
    'disk-map',
    callable(
      () => import('@twinroot/disk-map/spec'),
      () => import('@twinroot/disk-map/run'),
    ),
  ],
  [
    'fstab-rewrite',
    callable(
      () => import('@twinroot/fstab-rewrite/spec'),
      () => import('@twinroot/fstab-rewrite/run'),
    ),
  ],
  [
    'loader-reuuid',
    callable(
      () => import('@twinroot/loader-reuuid/spec'),
      () => import('@twinroot/loader-reuuid/run'),
    ),
  ],
  [
    'root-clone',
    callable(
      () => import('@twinroot/root-clone/spec'),
      () => import('@twinroot/root-clone/run'),
    ),
  ],
  [
    'disk-layout',
    callable(
      () => import('@twinroot/disk-layout/spec'),
      () => import('@twinroot/disk-layout/run'),
    ),
  ],
  [
    'esp-format',
    callable(
      () => import('@twinroot/esp-format/spec'),
      () => import('@twinroot/esp-format/run'),
    ),
  ],
  [
    'esp-wait',
    callable(
      () => import('@twinroot/esp-wait/spec'),
      () => import('@twinroot/esp-wait/run'),
    ),
  ],
  [
    'esp-join',
    callable(
      () => import('@twinroot/esp-join/spec'),
      () => import('@twinroot/esp-join/run'),
    ),
  ],
  [
    'esp-leave',
    callable(
      () => import('@twinroot/esp-leave/spec'),
      () => import('@twinroot/esp-leave/run'),
    ),
  ],
  [
    'esp-check',
    callable(
      () => import('@twinroot/esp-check/spec'),
      () => import('@twinroot/esp-check/run'),
    ),
  ],
  [
    'esp-seed',
    callable(
      () => import('@twinroot/esp-seed/spec'),
      () => import('@twinroot/esp-seed/run'),
    ),
  ],
  [
    'esp-bless',
    callable(
      () => import('@twinroot/esp-bless/spec'),
      () => import('@twinroot/esp-bless/run'),
    ),
  ],
  [
    'esp-firmware',
    callable(
      () => import('@twinroot/esp-firmware/spec'),
      () => import('@twinroot/esp-firmware/run'),
    ),
  ],
  [
    'gen-list',
    callable(
      () => import('@twinroot/gen-list/spec'),
      () => import('@twinroot/gen-list/run'),
    ),
  ],
  [
    'gen-new',
    callable(
      () => import('@twinroot/gen-new/spec'),
      () => import('@twinroot/gen-new/run'),
    ),
  ],
  [
    'gen-switch',
    callable(
      () => import('@twinroot/gen-switch/spec'),
      () => import('@twinroot/gen-switch/run'),
    ),
  ],
  [
    'gen-prune',
    callable(
      () => import('@twinroot/gen-prune/spec'),
      () => import('@twinroot/gen-prune/run'),
    ),
  ],
]);

function callable<S extends CommandSpec>(
  loadSpec: () => Promise<{ readonly spec: S }>,
  loadRun: () => Promise<{ readonly run: Run<NoInfer<S>> }>,
): CallableCommand {
  return {
    spec: async () => (await loadSpec()).spec,
    prepare: async (surroundings) =>
      readyCommand((await loadSpec()).spec, async () => (await loadRun()).run, surroundings),
  };
}
