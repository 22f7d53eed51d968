/** What was read within the last `ms` milliseconds, read again when that is longer ago. Those who ask at the same time share one reading; one that failed is forgotten. */
export function lately<T>(read: () => Promise<T>, ms: number, now: () => number): () => Promise<T> {
  let known: { readonly at: number; readonly value: Promise<T> } | undefined
  return () => {
    if (known && now() - known.at < ms) return known.value
    const reading = { at: now(), value: read() }
    known = reading
    reading.value.catch(() => { if (known === reading) known = undefined })
    return reading.value
  }
}
