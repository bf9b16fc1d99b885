/** What an answer says of something, if it says it. */
export const told = (what: string, value: string | null): readonly string[] =>
  value === null ? [] : [`${what} ${value}`];
