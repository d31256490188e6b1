export { linesAt, usualPlaces } from './decide/fstab-lines.ts';
export { type Question, questionOf } from './decide/question.ts';
export { type EspSetLook, lookUpEspSet } from './gather/look-up.ts';
