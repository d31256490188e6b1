// tap must be rebuilt once when its plugin list is not the default one. Doing it at install, once,
// keeps parallel test runs from racing for it.
import { execFileSync } from 'node:child_process';

execFileSync(process.execPath, ['node_modules/tap/dist/esm/run.mjs', 'build'], { stdio: 'ignore' });
