export { type EspsBeside, espsBeside } from './decide/esp-beside.ts';
export { linesAt, usualPlaces } from './decide/fstab-lines.ts';
export { type NamedMirrors, namedMirrors } from './decide/named-mirrors.ts';
export { fstabPlacesOf, namedPartition } from './decide/named-partition.ts';
export { type Operand, parseOperand } from './decide/operand.ts';
export { type Question, questionOf } from './decide/question.ts';
export { type SetNow, setNow } from './decide/set-now.ts';
export { type Listed, listedBy, type SourceRegistry, whyNotOwn } from './decide/source-registry.ts';
export { type GivenSet, givenSet, type SetInput } from './gather/given-set.ts';
export {
  type EspSetLook,
  lookUpEspSet,
  lookUpRegistry,
  type NoLook,
  type RegistryLook,
} from './gather/look-up.ts';
export { lookUpUsualSet } from './gather/look-up-usual.ts';
export { readSourceRegistry } from './gather/read-source-registry.ts';
export { resolveOperand } from './gather/resolve-operand.ts';
