/** The oldest Node that this workspace starts with: the first with import.meta.dirname. */
const oldest = [20, 11];

/** Why a version of Node (`18.20.4`) does not do; null when it does. */
export function whyTooOld(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isOld = major < oldest[0] || (major === oldest[0] && minor < oldest[1]);
  return isOld ? `Node ${oldest.join('.')} or newer is needed: this is ${version}` : null;
}
