/** What one part of the server wants to know when the transaction ends: its locks, for the most part. */
export interface TwoPhaseRecord {
  /** `lock`, `statistics`, `multixact`, `predicate lock`, `end` or a number. */
  readonly kind: string;
  readonly offset: number;
  /** Bytes of data behind the 8-byte record header. */
  readonly length: number;
}
