export { fits, type Rules } from './fits.ts';
export { compileNameGlob, slipIn } from './name-glob.ts';
