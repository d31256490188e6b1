import { type Mount, parseMountinfo } from '../src/parse.ts';

/** Mounts, each from `ID PARENT MAJMIN ROOT MOUNTPOINT FSTYPE`. */
export function mountsOf(...mounts: readonly string[]): readonly Mount[] {
  const lines = mounts.map((mount) => {
    const [id, parent, majmin, root, point, fstype] = mount.split(' ');
    return `${id} ${parent} ${majmin} ${root} ${point} rw - ${fstype} x rw\n`;
  });
  return parseMountinfo(lines.join(''));
}

/** Mounts, each from `MOUNTPOINT [DEVICE [OPTIONS]]`: a file system of its own unless a number follows it; the first is the root. */
export function mountsAt(...points: readonly string[]): readonly Mount[] {
  const lines = points.map((point, index) => {
    const [path = '/', device = String(index + 1), options = 'rw'] = point.split(' ');
    return `${index + 2} ${index === 0 ? 1 : 2} 8:${device} / ${path} ${options} - ext4 /dev/x${device} rw`;
  });
  return parseMountinfo(`${lines.join('\n')}\n`);
}
