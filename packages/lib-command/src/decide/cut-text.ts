/** The characters (UTF-16 code units) of a message that are shown: more than any has that people are meant to read. */
export const longestText = 4096;

/** A text as it is, or the beginning of one that is too long, with a note on how much was cut off. */
export function cutText(text: string): string {
  if (text.length <= longestText) return text;
  const end = isFirstHalf(text.charCodeAt(longestText - 1)) ? longestText - 1 : longestText;
  return `${text.slice(0, end)}… (cut off here: ${text.length - end} more characters)`;
}

/** Whether a code unit is the first of the two of a surrogate pair, which are not taken apart. */
function isFirstHalf(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}
