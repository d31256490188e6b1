import { mkdirSync, writeFileSync } from 'node:fs';

const directory = 'sys/firmware/efi/efivars';
const global = '8be4df61-93ca-11d2-aa0d-00e098032b8c';

/** A variable as efivarfs has it: attributes, then its value. */
export function putVariable(sysroot: string, name: string, value: Uint8Array, guid = global): void {
  mkdirSync(`${sysroot}/${directory}`, { recursive: true });
  writeFileSync(`${sysroot}/${directory}/${name}-${guid}`, Buffer.concat([Buffer.of(7, 0, 0, 0), value]));
}
