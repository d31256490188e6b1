import { largestFile, roundedToClusters } from '@twinroot/lib-fat';
import t from 'tap';

const cases: readonly (readonly [bytes: number, cluster: number, rounded: number])[] = [
  [0, 4096, 0],
  [1, 4096, 4096],
  [4096, 4096, 4096],
  [4097, 4096, 8192],
  [513, 512, 1024],
  [largestFile, 512, largestFile + 1],
];
for (const [bytes, cluster, rounded] of cases) {
  t.test(`${bytes} bytes in clusters of ${cluster}`, async (t) => {
    t.equal(roundedToClusters(bytes, cluster), rounded);
  });
}
