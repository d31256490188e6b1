/** What hides the value of an option. */
const hidden = '…';

/** Options whose value is a secret: of fstab(5) (`password=` of cifs), of kernel command lines (`systemd.set_credential=`). */
const secrets =
  /((?:^|[\s,"'])(?:[a-z0-9._-]*(?:pass(?:word|wd|phrase)?|secret|token)|(?:rd\.)?systemd\.set_credential(?:_binary)?|credentials)=)("[^"]*"|[^\s,"']+)/gim;

/** A text without the values that are secrets, as far as their names tell. */
export function redacted(text: string): string {
  return text.replace(secrets, (_, name: string) => name + hidden);
}
