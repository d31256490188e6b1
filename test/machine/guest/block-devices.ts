import { truncateSync, writeFileSync } from 'node:fs';
import type { BootOptions } from './boot.ts';
import type { Bus } from './disk-spec.ts';

/** A disk and the image that it is. */
export interface DiskFile {
  readonly name: string;
  readonly file: string;
  readonly format: 'raw' | 'qcow2';
  readonly bus: Bus;
  /** Whether it is plugged in later, by the monitor. */
  readonly isLate?: boolean | undefined;
}

/** QEMU's options for a disk at each bus. */
const attach: Record<Bus, (name: string) => readonly string[]> = {
  virtio: (name) => ['-device', `virtio-blk-pci,drive=${name},serial=${name}`],
  nvme: (name) => ['-device', `nvme,drive=${name},serial=${name}`],
  sata: (name) => ['-device', `ide-hd,drive=${name},serial=${name}`],
  stick: (name) => [
    ...['-device', `virtio-scsi-pci,id=${name}-bus`],
    ...['-device', `scsi-hd,bus=${name}-bus.0,drive=${name},serial=${name},removable=on`],
  ],
};

/** A recording is written into a hole of this size, which takes no place until it is filled. */
const recordingBytes = 2 ** 34;

/** QEMU's options for the disks; some of them can be recorded. */
export function blockDevices(
  disks: readonly DiskFile[],
  records: BootOptions['record'] = [],
  flushes = false,
): readonly string[] {
  return disks.flatMap(({ name, file, format, bus, isLate }, index) => {
    const image = `driver=${format},node-name=${name},file.driver=file,file.filename=${file},discard=unmap`;
    const cache = `cache.no-flush=${flushes ? 'off' : 'on'}`;
    // A slot of its own, which is empty at first.
    if (isLate)
      return [
        '-blockdev',
        `${image},${cache}`,
        '-device',
        `pcie-root-port,id=${name}-slot,chassis=${index + 1}`,
      ];
    const record = records.find(({ disk }) => disk === name);
    if (record === undefined) {
      return ['-blockdev', `${image},${cache}`, ...attach[bus](name)];
    }
    writeFileSync(record.file, '');
    truncateSync(record.file, recordingBytes);
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
