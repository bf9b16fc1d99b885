/** The first line of every generated page, for whoever opens it to edit it. */
export const GENERATED =
  '<!-- Generated from the code by tools/write-reference.ts: edit the tables there, not this page. -->';
