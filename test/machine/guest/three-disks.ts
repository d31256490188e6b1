import { type DiskSpec, type MachineSpec, type PartitionSpec, twoDisks } from './disk-spec.ts';

/** Of each ESP: 500 MB, one version besides, and what is copied before the old one goes. */
const mebibytes = 600;

const enlarge = (partition: PartitionSpec): PartitionSpec =>
  partition.type === 'esp' ? { ...partition, mebibytes } : partition;

const third: DiskSpec = {
  name: 'disk2',
  mebibytes: mebibytes + 20,
  partitions: [
    {
      type: 'esp',
      partuuid: '2f4e6d8c-3a5b-4c7d-8e9f-b0a1c2d3e4f5',
      mebibytes,
      fat: 32,
      volumeId: '6B7EA832',
      mountpoint: '/efi2',
      content: 'loader',
    },
  ],
};

/** Two disks as usual and one more that has an ESP alone: a booted ESP with two mirrors, each with room. */
export function threeDisks(): MachineSpec {
  const two = twoDisks().disks.map((disk) => ({
    ...disk,
    mebibytes: disk.mebibytes + 300,
    partitions: disk.partitions.map(enlarge),
  }));
  return { name: 'three-disks', disks: [...two, third] };
}
