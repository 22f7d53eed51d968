import { readInstant } from '../domain/instant.ts'
import { Exit } from './exit.ts'

const YEARS_MS = 50 * 366 * 86_400_000

/** Epoch milliseconds of an instant that was typed as the value of an option; exit 2 when it is none. */
export function instantOption(text: string, option: string): number {
  const at = readInstant(text)
  if (at === undefined) throw new Exit(2, `"${text}" of ${option} is not an instant: write it with its offset, such as 2026-11-20T10:00:00Z`)
  return at
}

/** The stretch between `--from` and `--to`; exit 2 when it ends before it begins, or is longer than anybody reads. */
export function stretchOption({ from, to }: { readonly from: string; readonly to: string }): readonly [number, number] {
  const [first, last] = [instantOption(from, '--from'), instantOption(to, '--to')]
  if (last < first) throw new Exit(2, `"${to}" of --to is before "${from}" of --from: give the earlier instant first`)
  if (last - first > YEARS_MS) throw new Exit(2, `"${from}" to "${to}" is longer than fifty years: ask for less at once`)
  return [first, last]
}
