/**
 * What a field of a record holds. `strings` is a list of texts; in a column it has at least one, because `-` is the absent
 * list and an empty one has no sign of its own.
 */
export type FieldType = 'string' | 'integer' | 'number' | 'strings';

/** One field of a record: a JSON key and, unless only JSON carries it, a column. */
export interface Field {
  /** JSON key: lsblk's where it has one. */
  readonly key: string;
  /** Column name in upper case; absent for a field that only JSON carries. */
  readonly column?: string;
  /** Whether the column is written without `-o`. */
  readonly byDefault?: true;
  readonly type: FieldType;
  /** Whether the value may be absent: `-` in a table, null in JSON. */
  readonly nullable?: true;
  /** The closed list of values, where there is one. */
  readonly values?: readonly string[];
  /** For people it stands in a line of its own: a clause in words, or a command line, which is to be copied and never broken. */
  readonly apart?: 'clause' | 'command';
  /** One phrase for help, man page and schema. */
  readonly help: string;
}

/** One record type: what a group of lines, or one JSON line, of this type looks like. */
export interface RecordTable {
  /** `twinroot.NAME/MAJOR`, the value of the JSON key `schema`. */
  readonly schema: string;
  /** JSON key of the list of records. */
  readonly list: string;
  /** One sentence for the man page and the schema. */
  readonly title: string;
  readonly fields: readonly Field[];
  /** Longest line that is read, in bytes, where its groups are larger than those of others; absent: `longestLine`. */
  readonly longestLine?: number;
}

/** A value of a field as it lies in memory: null where it is absent. */
export type FieldValue = string | number | readonly string[] | null;

/** A record as any table knows it; typed records are narrowed from it by their own decoder. */
export type AnyRecord = Readonly<Record<string, FieldValue>>;

type TypedValue<F extends Field> = F['type'] extends 'string'
  ? F extends { readonly values: readonly (infer V)[] }
    ? V
    : string
  : F['type'] extends 'strings'
    ? readonly string[]
    : number;

/** The type of one record of a table that is written `as const satisfies RecordTable`. */
export type RecordOf<T extends RecordTable> = {
  readonly [F in T['fields'][number] as F['key']]:
    | TypedValue<F>
    | (F extends { readonly nullable: true } ? null : never);
};
