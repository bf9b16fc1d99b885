/** Why an answer says what it says: a rule of docs/lifecycle.md, and the recorded events that it rests on. */
export interface Because<Rule extends string = string> {
  readonly rule: Rule;
  readonly eventIds: readonly string[];
}
