// Imported first by what the system's own Node runs: where that is too old, nothing else is, and it says so in a line.
import { whyTooOld } from './node-version.mjs';

const why = whyTooOld(process.versions.node);
if (why !== null) {
  process.stderr.write(`${why}\n`);
  process.exit(1);
}
