import type { Refusal } from '@twinroot/lib-failure';
import { fstabOf, isSharedBoot, makingPrefix, rootName, templateMounts } from '@twinroot/lib-generation';
import type { GenerationPlanRecord } from '@twinroot/lib-record';
import type { GenerationPlan } from './generation-plan.ts';
import type { InitPlan } from './init-plan.ts';
import { planStep } from './plan-records.ts';

/** The plan of a tree, and of its first generation. */
export interface FirstPlan {
  readonly kind: 'first';
  readonly generation: GenerationPlan;
  /** Mount points of what all generations have in common. */
  readonly commons: readonly string[];
}

/**
 * Plans the first generation of a tree.
 *
 * @param template text of the file `fstab` at the top
 */
export function planFirst(
  init: Exclude<InitPlan, { kind: 'link' }>,
  id: string,
  template: string,
): FirstPlan | Refusal {
  const fstab = fstabOf(template, id);
  if (fstab.kind === 'refused') return fstab;
  const making = `snapshots/${makingPrefix}${id}`;
  const mounts = templateMounts(template, making);
  const from = init.kind === 'root' ? init.from : '';
  return {
    kind: 'first',
    commons: mounts.flatMap(({ subvolume, mountpoint }) =>
      subvolume.startsWith('commons/') ? [mountpoint] : [],
    ),
    generation: {
      kind: 'plan',
      id,
      making,
      sealed: `snapshots/${id}`,
      fstab: fstab.text,
      mounts: mounts.filter((mount) => !isSharedBoot(mount)),
      sharedBoot: null,
      snapshots: [{ from, name: rootName, isSealed: init.kind === 'root' }],
    },
  };
}

/** What --init would do, as records, in the order in which it is done. */
export function firstRecords(
  { generation, commons }: FirstPlan,
  init: InitPlan,
  isTemplateThere: boolean,
): readonly GenerationPlanRecord[] {
  const root = `snapshots/ID/${rootName}`;
  return [
    ...(isTemplateThere ? [] : [planStep('write', 'fstab')]),
    ...generation.mounts.flatMap(({ subvolume, mountpoint }) =>
      commons.includes(mountpoint) ? [planStep('make', subvolume)] : [],
    ),
    ...(init.kind === 'root'
      ? [
          planStep('snapshot', root, init.from === '' ? '.' : init.from),
          planStep('write', `${root}/etc/fstab`, 'fstab'),
        ]
      : [planStep('make', root)]),
    ...(init.kind === 'root' ? [planStep('seal', root)] : []),
    planStep('turn', 'current'),
  ];
}
