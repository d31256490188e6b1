/**
 * How an ESP is mounted: only root may read it (random seed, keys), and nothing on it is a device, a program or a symlink. As
 * systemd-gpt-auto-generator(8) does, which has `umask=0077` and `nodev,nosuid,noexec,nosymfollow` (systemd
 * src/gpt-auto-generator, add_partition_mount).
 */
export const espMountOptions: readonly string[] = ['umask=0077', 'nodev', 'nosuid', 'noexec', 'nosymfollow'];
