/** What --format takes: a spec is data, and has its values from here. */
export { textFormats } from '@twinroot/lib-rewrite';
