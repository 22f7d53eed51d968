import { readInstant } from '../domain/instant.ts'
import { Exit } from './exit.ts'

/** Further away nobody has a question, and clocks are guesswork. */
const [FIRST, LAST] = [Date.UTC(1970, 0, 1), Date.UTC(2101, 0, 1)]

/** Epoch milliseconds of an instant that was typed as the value of an option; exit 2 when it is none, or far from our time. */
export function instantOption(text: string, option: string): number {
  const at = readInstant(text)
  if (at === undefined) throw new Exit(2, `"${text}" of ${option} is not an instant: write it with its offset, such as 2026-11-20T10:00:00Z`)
  if (at < FIRST || at >= LAST) throw new Exit(2, `"${text}" of ${option} is not in the years 1970 to 2100: correct the year`)
  return at
}

/** The stretch between `--from` and `--to`; exit 2 when it ends before it begins. */
export function stretchOption({ from, to }: { readonly from: string; readonly to: string }): readonly [number, number] {
  const [first, last] = [instantOption(from, '--from'), instantOption(to, '--to')]
  if (last < first) throw new Exit(2, `"${to}" of --to is before "${from}" of --from: give the earlier instant first`)
  return [first, last]
}
