/** Polls until it holds, at most twenty seconds. */
export async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error('It did not come to hold within twenty seconds.');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
