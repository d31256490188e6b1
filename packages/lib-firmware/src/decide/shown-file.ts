/** A file as records have it: `EFI/systemd/systemd-bootx64.efi`, below the root of the member. */
export function shownFile(file: string): string {
  return file
    .split('\\')
    .filter((name) => name !== '')
    .join('/');
}
