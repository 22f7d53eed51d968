import type { Subject } from '../verify.ts'

/** Every open case carries its Plan as input, and the engine keeps inputs small. */
const MOST_BYTES = 512 * 1024

/** Refuses a Plan that the engine would not carry. */
export function size({ context, lowered: { bytes } }: Subject): void {
  if (bytes > MOST_BYTES)
    context.report.add(
      'SOP501',
      `the compiled SOP has ${Math.round(bytes / 1024)} KiB, more than ${MOST_BYTES / 1024}`,
      context.parsed.places.span(['sop']),
      'split the SOP',
    )
}
