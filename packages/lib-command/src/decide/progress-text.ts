import { sizeText } from '@twinroot/lib-record';

/** How far a piece of work is. */
export interface Progress {
  /** In words: `copying to /efi1`. */
  readonly what: string;
  /** Bytes. */
  readonly done: number;
  /** Bytes of all of it, as far as that is known; null: it is not. */
  readonly total: number | null;
  /** Since it began. */
  readonly seconds: number;
}

/** Before so many seconds a rate is chance. */
const least = 1;

/** `120 MiB of 400 MiB, 85 MiB/s, 4 s left: copying to /efi1`. Names, which may be long, come last. */
export function progressText({ what, done, total, seconds }: Progress): string {
  const rate = seconds < least || done === 0 ? null : done / seconds;
  const left = total === null || rate === null ? null : Math.max(0, total - done) / rate;
  const shown = total === null ? done : Math.min(done, total);
  const figures = [
    `${sizeText(Math.round(shown))}${total === null ? '' : ` of ${sizeText(total)}`}`,
    ...(rate === null ? [] : [`${sizeText(Math.round(rate))}/s`]),
    ...(left === null ? [] : [`${timeText(Math.ceil(left))} left`]),
  ];
  return `${figures.join(', ')}: ${what}`;
}

function timeText(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
