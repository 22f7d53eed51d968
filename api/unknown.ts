import { Refused } from '../domain/refusal.ts'

/** Nobody ever opened such a case. */
export const unknownCase = (caseId: string) =>
  new Refused({ code: 'unknown-case', message: `there is no case "${caseId}"; "GET /api/cases" or "sop cases" lists those there are` })

/** The case has no such step, or never reached it. */
export const unknownStep = (caseId: string, step: string) =>
  new Refused({
    code: 'unknown-step',
    message: `case "${caseId}" has not come to a step "${step}"; "sop case ${caseId}" shows where it is`,
  })

/** Nothing of that name is published. */
export function unknownSop(sop: string, known: readonly string[]): Refused {
  const names =
    known.length > 0 && known.length <= 6
      ? `there are ${known.map((name) => `"${name}"`).join(', ')}`
      : '"GET /api/sops" lists those there are'
  return new Refused({ code: 'unknown-sop', message: `no SOP "${sop}" is published; ${names}` })
}
