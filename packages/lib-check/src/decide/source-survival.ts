import { filesystemSurvival, poolSurvival } from './filesystem-survival.ts';
import { devicesNamed, namesFilesystem } from './find-filesystem.ts';
import type { MemberCase } from './member-case.ts';
import type { Survival } from './survival.ts';

type Question = Pick<MemberCase, 'facts' | 'survivalOf' | 'lostDisks'>;

/** Names that the kernel gives in the order in which it finds disks (Linux Documentation/admin-guide/devices.txt): kind and place. */
const ofOrder = /^\/dev\/(?:((?:[hsv]|xv)d)([a-z]+)\d*$|(nvme|mmcblk)(\d+))/;

const best = ['whole', 'degraded', 'unknown', 'lost'] as const;

/**
 * What becomes of what a source of fstab, crypttab or a command line names. One that names a device, as `PARTUUID=` does, is lost with
 * it, whatever becomes of a file system that has more of them.
 *
 * @returns null: it names no device of this machine (a network, `tmpfs`, a directory)
 */
export function sourceSurvival(question: Question, source: string): Survival | null {
  const { facts, survivalOf } = question;
  const devices = devicesNamed(facts, source);
  if (devices === null)
    return /^(?:ID=|\/dev\/)/.test(source)
      ? { kind: 'unknown', why: `which device ${source} is is not known` }
      : null;
  if (devices.length === 0) return { kind: 'lost', why: `no device is ${source}` };
  const isOrdered = isMoved(question, source);
  return bestOf(
    devices.map((device): Survival => {
      const survival = filesystemSurvival(facts, device, survivalOf);
      if (survival.kind === 'lost' || namesFilesystem(source)) return survival;
      if (isOrdered)
        return { kind: 'unknown', why: `which disk is ${source} without the others is not known` };
      const isLost = survivalOf(device.path).kind === 'lost';
      return isLost ? { kind: 'lost', why: `${source} is a device that is lost` } : survival;
    }),
  );
}

/** Whether another disk may have the name of a source, when the kernel does not find one that comes before it, or that it is. */
function isMoved({ lostDisks }: Question, source: string): boolean {
  const own = orderOf(source);
  return own !== null && [...lostDisks].some((disk) => isBefore(orderOf(disk), own));
}

interface Order {
  readonly kind: string;
  readonly place: string;
}

function orderOf(path: string): Order | null {
  const [, letters, place, kind = letters, number = place] = ofOrder.exec(path) ?? [];
  return kind === undefined || number === undefined ? null : { kind, place: number };
}

function isBefore(one: Order | null, other: Order): boolean {
  if (one?.kind !== other.kind) return false;
  const length = one.place.length - other.place.length;
  return length === 0 ? one.place <= other.place : length < 0;
}

/** What becomes of a pool of ZFS, by its name. */
export function namedPoolSurvival({ facts, survivalOf }: Question, name: string): Survival {
  const pool = facts.pools.find((one) => one.name === name);
  return pool === undefined
    ? { kind: 'unknown', why: `the state of the pool ${name} is not known` }
    : poolSurvival(pool, survivalOf);
}

/** Several with one name are one file system, of which all have the same fate, or copies, of which one is enough. */
export function bestOf(survivals: readonly Survival[]): Survival | null {
  return survivals.toSorted((a, b) => best.indexOf(a.kind) - best.indexOf(b.kind))[0] ?? null;
}
