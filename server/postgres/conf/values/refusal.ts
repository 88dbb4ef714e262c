/** Why the server refuses a value, in its own words. */
export interface Refusal {
  readonly message: string;
  readonly detail?: string;
  readonly hint?: string;
}
