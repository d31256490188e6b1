import { objectOf } from './json-line.ts';

/** That somebody asked for one boot from another member, as /var/lib/twinroot/drill has it. */
export interface DrillRequest {
  /** Seconds since 1970. */
  readonly time: number;
  /** Id of the boot in which it was asked for, 32 hex digits. */
  readonly boot: string;
  /** PARTUUID of the member, in lower case. */
  readonly partuuid: string;
  /** Of the boot option that BootNext was given. */
  readonly number: string;
}

/** The request in a text; null: there is none, or it is something else. */
export function parseDrill(text: string): DrillRequest | null {
  const value = objectOf(text);
  if (value === null) return null;
  const { time, boot, partuuid, number }: Partial<Record<keyof DrillRequest, unknown>> = value;
  if (typeof time !== 'number' || typeof boot !== 'string') return null;
  return typeof partuuid === 'string' && typeof number === 'string' ? { time, boot, partuuid, number } : null;
}

/** A request as a text. */
export function formatDrill({ time, boot, partuuid, number }: DrillRequest): string {
  return `${JSON.stringify({ time, boot, partuuid, number })}\n`;
}
