import type { Subject } from '../verify.ts'

/** A SOP's name is its file's name, so that both lead to the other. */
export function fileName({ context }: Subject): void {
  const { sop, parsed, report } = context
  const base = parsed.source.path.split(/[\\/]/).at(-1) ?? ''
  const name = base.replace(/\.ya?ml$/, '')
  if (base !== name && name !== sop.sop)
    report.add(
      'SOP209',
      `the SOP is called "${sop.sop}", and its file "${base}"`,
      parsed.places.span(['sop']),
      `rename the file to "${sop.sop}.yaml"`,
    )
}
