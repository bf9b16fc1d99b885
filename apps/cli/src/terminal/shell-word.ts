/** An id in a command that is to be copied: a sender may have put anything into it. */
export const shellWord = (id: string): string =>
  /^[\w.@:][\w.@:-]*$/.test(id) ? id : `'${id.replaceAll("'", `'\\''`)}'`;
