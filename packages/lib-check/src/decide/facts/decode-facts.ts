import { type BlockDevice, parseFsUuid, parsePartuuid } from '@twinroot/lib-blockdev';
import type { Fact } from '@twinroot/lib-record';
import * as v from 'valibot';
import { FactsError } from './facts-error.ts';
import { driverSchema, initrdSchema, modulesSchema } from './initrd-schemas.ts';
import type { MachineFacts, MemberFacts } from './machine-facts.ts';
import {
  arraySchema,
  btrfsSchema,
  capturedHostSchema,
  deviceSchema,
  fileSchema,
  firmwareSchema,
  luksSchema,
  memberSchema,
  poolSchema,
  volumeSchema,
} from './schemas.ts';
import { checkWhole } from './wholeness.ts';

/**
 * The facts of which records tell; topics that are not known are passed over.
 *
 * @throws {FactsError} when one is not what its topic has, is there twice, or is missing, and when they are truncated
 */
export function decodeFacts(records: readonly Fact[]): MachineFacts {
  const byTopic = Map.groupBy(records, ({ topic }) => topic);
  const all = (topic: string): readonly Fact[] => {
    const facts = byTopic.get(topic) ?? [];
    const names = new Set(facts.map(({ name }) => name));
    if (names.size !== facts.length)
      throw new FactsError(`two facts of the topic ${topic} have the same name`);
    return facts;
  };
  const each = <S extends v.GenericSchema>(topic: string, schema: S) =>
    all(topic).map((fact) => decode(fact, schema));
  const one = <S extends v.GenericSchema>(topic: string, schema: S) => each(topic, schema)[0] ?? null;
  const needed = <S extends v.GenericSchema>(topic: string, schema: S) => {
    const found = one(topic, schema);
    if (found === null) throw new FactsError(`there is no fact of the topic ${topic}: this is no machine`);
    return found;
  };
  const { hasEnd, ...host } = needed('host', capturedHostSchema);
  checkWhole(records, hasEnd === true);
  const texts = (topic: string) => new Map(all(topic).map(({ name, value }) => [name ?? '', value]));
  const registries = texts('registry');
  const [files, initrds] = [ofMembers(all('file'), fileSchema), ofMembers(all('initrd'), initrdSchema)];
  const modules = one('modules', modulesSchema);
  return {
    host,
    texts: texts('text'),
    links: texts('link'),
    devices: each('device', deviceSchema).map(asDevice),
    arrays: each('array', arraySchema),
    btrfs: each('btrfs', btrfsSchema),
    pools: each('pool', poolSchema),
    volumes: each('volume', volumeSchema),
    luks: each('luks', luksSchema),
    firmware: needed('firmware', firmwareSchema),
    modules: modules?.releases ?? null,
    builtin: new Map(Object.entries(modules?.builtin ?? {})),
    drivers: each('drivers', driverSchema),
    ownInitrd: one('own-initrd', initrdSchema),
    members: each('member', memberSchema).map(
      (member): MemberFacts => ({
        ...member,
        registry: registries.get(member.partuuid) ?? null,
        files: files.get(member.partuuid) ?? new Map(),
        initrds: initrds.get(member.partuuid) ?? new Map(),
      }),
    ),
    unknown: texts('unknown'),
  };
}

function decode<S extends v.GenericSchema>({ topic, name, value }: Fact, schema: S): v.InferOutput<S> {
  const which = name === null ? topic : `${topic} ${name}`;
  let json: unknown;
  try {
    json = JSON.parse(value);
  } catch (cause) {
    throw new FactsError(`the fact ${which} is not JSON`, { cause });
  }
  const result = v.safeParse(schema, json);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = v.getDotPath(issue);
  throw new FactsError(`the fact ${which}${path === null ? '' : `, ${path}`}: ${issue.message}`);
}

/** By PARTUUID, then by path. */
function ofMembers<S extends v.GenericSchema>(facts: readonly Fact[], schema: S) {
  const found = new Map<string, Map<string, v.InferOutput<S>>>();
  for (const fact of facts) {
    const [, partuuid = '', path = ''] = /^([^:]*):(.+)$/s.exec(fact.name ?? '') ?? [];
    if (path === '') throw new FactsError(`a fact of the topic ${fact.topic} has no PARTUUID:PATH`);
    const own = found.get(partuuid) ?? new Map<string, v.InferOutput<S>>();
    own.set(path, decode(fact, schema));
    found.set(partuuid, own);
  }
  return found;
}

function asDevice(device: v.InferOutput<typeof deviceSchema>): BlockDevice {
  return {
    ...device,
    partuuid: device.partuuid === null ? null : parsePartuuid(device.partuuid),
    uuid: device.uuid === null ? null : parseFsUuid(device.uuid),
  };
}
