import type { Subject } from '../verify.ts'

/** Facts and values that can only be known when they are known already. */
export function circles({ context, lowered }: Subject): void {
  const circle = lowered.dependencies.circle
  const first = circle?.[0]
  if (!circle || first === undefined) return
  const spoken = [...circle, first].map((name) => `"${name.replace(/^lets\./, '')}"`).join(' → ')
  context.report.add(
    'SOP421',
    `${spoken} need each other`,
    context.parsed.places.keySpan(first.replace(/^lets\./, 'let.').split('.')),
    'let one of them be known without the others',
  )
}
