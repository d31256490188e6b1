export {
  type DeviceNode,
  type DevicePath,
  decodeDevicePath,
  encodeFilePath,
  fileOf,
  type HardDriveNode,
  hardDriveOf,
} from './device-path.ts';
export { EfivarError, type EfivarErrorCode } from './efivar-error.ts';
export { efiGlobalVariable, formatGuid, linuxCrash, loaderInterface, parseGuid } from './guid.ts';
export { decodeLoadOption, encodeLoadOption, type LoadOption, loadOptionActive } from './load-option.ts';
export { efivars, listEfiVariables, type NoEfivars, readEfiVariable, whyNoEfivars } from './read.ts';
export {
  bootVariableAttributes,
  decodeVariable,
  type EfiVariable,
  numberValue,
  textValue,
} from './variable.ts';
