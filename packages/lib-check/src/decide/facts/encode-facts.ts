import type { Fact } from '@twinroot/lib-record';
import type { MachineFacts, MemberFacts } from './machine-facts.ts';
import { endOf } from './wholeness.ts';

/** The facts as records, for decodeFacts. */
export function encodeFacts(facts: MachineFacts): readonly Fact[] {
  const all = allOf(facts);
  return [...all, endOf(all)];
}

function allOf(facts: MachineFacts): readonly Fact[] {
  return [
    json('host', null, { ...facts.host, hasEnd: true }),
    ...[...facts.texts].map(([path, value]) => ({ topic: 'text', name: path, value })),
    ...[...facts.links].map(([path, value]) => ({ topic: 'link', name: path, value })),
    ...facts.devices.map((device) => json('device', device.path, device)),
    ...facts.arrays.map((array) => json('array', array.path, array)),
    ...facts.btrfs.map((one) => json('btrfs', one.uuid, one)),
    ...facts.pools.map((pool) => json('pool', pool.name, pool)),
    ...facts.volumes.map((volume) => json('volume', volume.path, volume)),
    ...facts.luks.map((volume) => json('luks', volume.path, volume)),
    json('firmware', null, facts.firmware),
    ...(facts.modules === null
      ? []
      : [
          json('modules', null, {
            releases: facts.modules,
            builtin: Object.fromEntries(facts.builtin),
          }),
        ]),
    ...facts.drivers.map((driver) => json('drivers', driver.path, driver)),
    ...(facts.ownInitrd === null ? [] : [json('own-initrd', null, facts.ownInitrd)]),
    ...facts.members.flatMap(ofMember),
    ...[...facts.unknown].map(([topic, value]) => ({ topic: 'unknown', name: topic, value })),
  ];
}

function ofMember({ registry, files, initrds, ...state }: MemberFacts): readonly Fact[] {
  const { partuuid } = state;
  return [
    json('member', partuuid, state),
    ...(registry === null ? [] : [{ topic: 'registry', name: partuuid, value: registry }]),
    ...[...files].map(([path, file]) => json('file', `${partuuid}:${path}`, file)),
    ...[...initrds].map(([path, initrd]) => json('initrd', `${partuuid}:${path}`, initrd)),
  ];
}

function json(topic: string, name: string | null, value: unknown): Fact {
  return { topic, name, value: JSON.stringify(value) };
}
