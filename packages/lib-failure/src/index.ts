export { causesOf } from './causes.ts';
export { errorCode, isMissing } from './error-code.ts';
export { failureText } from './failure-text.ts';
export { type Refusal, refused } from './refusal.ts';
