export { type OpenedText, readText, replaceText } from './text-file.ts';
