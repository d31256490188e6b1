import { existsSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { attributeAt, type SysDirectory } from './sys-directory.ts';

/**
 * By what a device is connected, as lsblk(8) says it: usb, sata, nvme, virtio; null where it says nothing, as of the partitions of
 * SCSI disks. Undefined for Fibre Channel, whose two kinds only its driver's texts tell apart.
 *
 * @param sys the machine's /sys
 */
export function readTransport(sys: string, name: string, device: SysDirectory): string | null | undefined {
  const address = /(?:^|\/)((\d+):\d+:\d+:\d+)$/.exec(device.link('device') ?? '');
  if (address?.[1] !== undefined && address[2] !== undefined)
    return scsiTransport(sys, address[1], `host${address[2]}`, name);
  return byName(name);
}

function scsiTransport(sys: string, address: string, host: string, name: string): string | null | undefined {
  const device = join(sys, 'bus/scsi/devices', address);
  const isHost = (type: string) => existsSync(join(sys, `class/${type}_host`, host));
  if (isHost('spi')) return 'spi';
  if (isHost('fc')) return undefined;
  if (isHost('sas') || existsSync(join(device, 'sas_device'))) return 'sas';
  if (existsSync(join(device, 'ieee1394_id'))) return 'sbp';
  if (isHost('iscsi')) return 'iscsi';
  if (existsSync(device) && readlinkSync(device).includes('usb')) return 'usb';
  if (!isHost('scsi')) return byName(name);
  const driver = attributeAt(join(sys, 'class/scsi_host', host, 'proc_name')) ?? '';
  if (/^(ahci|sata)/.test(driver)) return 'sata';
  return driver.includes('ata') ? 'ata' : null;
}

function byName(name: string): string | null {
  if (name.startsWith('nvme')) return 'nvme';
  if (name.startsWith('vd')) return 'virtio';
  return name.startsWith('mmcblk') ? 'mmc' : null;
}
