type Parts = Readonly<Record<string, () => Promise<unknown>>>;
type Measured<P extends Parts> = { [Name in keyof P]: Awaited<ReturnType<P[Name]>> };

/** Measures one part after the other, starting with a different one each time, so that none always comes first. */
export async function inTurn<P extends Parts>(parts: P, turn: number): Promise<Measured<P>> {
  const names = Object.keys(parts);
  const results: Record<string, unknown> = {};
  for (const place of names.keys()) {
    const name = names[(turn + place) % names.length] ?? '';
    results[name] = await parts[name]?.();
  }
  return results as Measured<P>;
}
