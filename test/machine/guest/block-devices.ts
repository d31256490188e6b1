import { truncateSync, writeFileSync } from 'node:fs';
import type { BootOptions } from './boot.ts';

/** A disk and the image that it is. */
export interface DiskFile {
  readonly name: string;
  readonly file: string;
  readonly format: 'raw' | 'qcow2';
}

/** QEMU's options for the disks; one of them can be recorded. */
export function blockDevices(disks: readonly DiskFile[], record: BootOptions['record']): readonly string[] {
  return disks.flatMap(({ name, file, format }) => {
    const image = `driver=${format},node-name=${name},file.driver=file,file.filename=${file},discard=unmap`;
    const cache = 'cache.no-flush=on';
    if (record?.disk !== name) {
      return ['-blockdev', `${image},${cache}`, '-device', `virtio-blk-pci,drive=${name},serial=${name}`];
    }
    writeFileSync(record.file, '');
    truncateSync(record.file, 2 ** 31);
    const log = `file.driver=file,file.filename=${record.file}`;
    return [
      ...['-blockdev', `${image},${cache}`],
      ...['-blockdev', `driver=raw,node-name=${name}-log,${log}`],
      ...['-blockdev', `driver=blklogwrites,node-name=${name}-recorded,file=${name},log=${name}-log`],
      // Requests that QEMU merges would be lost from the log.
      ...['-device', `virtio-blk-pci,drive=${name}-recorded,serial=${name},request-merging=off`],
    ];
  });
}
