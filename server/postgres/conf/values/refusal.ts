/** Why the server refuses a value, in its own words. */
export interface Refusal {
  readonly message: string;
  readonly detail?: string;
  readonly hint?: string;
  /** What, outside the files, decides whether it really refuses: set when that can't be known here. */
  readonly dependsOn?: string;
  /** The server ends on the spot: it does not come to the values after this one. */
  readonly ends?: boolean;
}
