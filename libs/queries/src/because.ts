/** Why an answer says what it says: a rule of docs/lifecycle.md, and the events that it rests on. */
export interface Because {
  readonly rule: string;
  readonly eventIds: readonly string[];
}
