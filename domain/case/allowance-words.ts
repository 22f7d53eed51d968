import type { Allowance } from '../plan.ts'

/** `4 h`, `4 h of open time`, `2 business days`. */
export function allowanceWords(allowance: Allowance): string {
  if (allowance.unit === 'business_days') return `${allowance.days} business day${allowance.days === 1 ? '' : 's'}`
  return allowance.unit === 'elapsed' ? durationWords(allowance.ms) : `${durationWords(allowance.ms)} of open time`
}

const durationWords = (ms: number): string => {
  const [size, name] = ms % 86_400_000 === 0 ? [86_400_000, 'd'] : ms % 3_600_000 === 0 ? [3_600_000, 'h'] : [60_000, 'min']
  return `${Math.round(ms / size)} ${name}`
}
