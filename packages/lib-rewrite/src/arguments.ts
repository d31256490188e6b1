import { type Argument, type DevicePlace, placesOf, splitArguments } from '@twinroot/lib-cmdline';
import type { IdMap } from '@twinroot/lib-idmap';
import { type ArgumentEdit, type NameLeft, namesLeft, placeEdits, type SpanOf } from './place-edits.ts';
import { type RootRules, rootEdits } from './root-flags.ts';

/** An argument of a kernel command line, and the places in it where devices are named. */
export interface PlacedArgument {
  readonly argument: Argument;
  readonly places: readonly DevicePlace[];
}

/** The arguments of a kernel command line. */
export function placedArguments(line: string): readonly PlacedArgument[] {
  return splitArguments(line).map((argument) => ({ argument, places: placesOf(argument.text) }));
}

/** What of a kernel command line is to be replaced, by places in the line. */
export function argumentEdits(
  line: string,
  placed: readonly PlacedArgument[],
  rules: RootRules,
  ids: IdMap,
): readonly ArgumentEdit[] {
  return placed.flatMap(({ argument, places }) => {
    const flags = rootEdits(line, argument, 0, rules, spanInArgument);
    if (places.length === 0) return flags;
    const devices = placeEdits(line, argument, places, ids, spanInArgument).filter(
      (device) => !flags.some((flag) => flag.start < device.end && device.start < flag.end),
    );
    return [...flags, ...devices];
  });
}

/** Names of the old disk on a kernel command line that the map has nothing for. */
export function argumentsLeft(placed: readonly PlacedArgument[], ids: IdMap): readonly NameLeft[] {
  return placed.flatMap(({ argument, places }) => namesLeft(argument, places, ids));
}

/** In an argument as the kernel splits them only double quotes count. What has a blank gets its own, unless it is within some. */
const spanInArgument: SpanOf = (line, argument, from, to) => {
  const start = argument.at(from);
  const last = argument.at(to - 1);
  if (start === undefined || last === undefined) return null;
  const inQuotes = quotesIn(line.slice(argument.start, start)) % 2 === 1;
  let end = last + 1;
  if (quotesIn(line.slice(start, end)) % 2 === 1) {
    if (line[end] !== '"') return null;
    end += 1;
  }
  return { start, end, written: (text) => (/[ \t]/.test(text) && !inQuotes ? `"${text}"` : text) };
};

function quotesIn(text: string): number {
  return text.split('"').length - 1;
}
