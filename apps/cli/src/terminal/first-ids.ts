/** More ids than a person looks up; `--json` has all of them. */
const MOST_IDS = 3;

/** The first of many ids, and how many more there are. */
export const firstIds = (ids: readonly string[]): readonly string[] => {
  const more = ids.length - MOST_IDS;
  return [...ids.slice(0, MOST_IDS), ...(more > 0 ? [`and ${more} more`] : [])];
};
