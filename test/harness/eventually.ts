/**
 * Looks until there is something to see. Not a sleep: it ends as soon as the condition holds, and fails by saying what was
 * seen last.
 */
export async function eventually<T>(look: () => Promise<T | undefined> | T | undefined, withinMs = 20_000): Promise<T> {
  const until = performance.now() + withinMs
  for (;;) {
    const seen = await look()
    if (seen !== undefined) return seen
    if (performance.now() > until) throw new Error(`nothing came within ${withinMs} ms`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
