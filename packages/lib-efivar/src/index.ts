export {
  type DeviceNode,
  type DevicePath,
  decodeDevicePath,
  fileOf,
  type HardDriveNode,
  hardDriveOf,
} from './device-path.ts';
export { EfivarError, type EfivarErrorCode } from './efivar-error.ts';
export { efiGlobalVariable, formatGuid, loaderInterface, parseGuid } from './guid.ts';
export { decodeLoadOption, type LoadOption } from './load-option.ts';
export { listEfiVariables, type NoEfivars, readEfiVariable, whyNoEfivars } from './read.ts';
export { decodeVariable, type EfiVariable, numberValue, textValue } from './variable.ts';
