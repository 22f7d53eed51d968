import type { Organisation } from '../domain/organisation.ts'
import type { Plan } from '../domain/plan.ts'
import type { Catalogue } from '../domain/ports.ts'

/** What was found in the folder of SOPs: everything that compiles, and how many files do not. */
export interface Compiled {
  readonly organisation: { readonly organisation: Organisation; readonly source: string } | undefined
  readonly sops: readonly { readonly plan: Plan; readonly source: string }[]
  readonly broken: number
}

/** Publishes what changed since the last start. A SOP that no longer compiles keeps its last good version; one whose file is gone stays. */
export async function publish(catalogue: Catalogue, compiled: Compiled): Promise<readonly string[]> {
  const published: string[] = []
  if (compiled.organisation) {
    const { organisation, source } = compiled.organisation
    const known = await catalogue.organisation().catch(() => undefined)
    if (known?.version !== organisation.version) {
      await catalogue.publishOrganisation(organisation, source)
      published.push(`organisation ${organisation.version.slice(0, 8)}`)
    }
  }
  for (const { plan, source } of compiled.sops) {
    if ((await catalogue.current(plan.sop))?.version === plan.version) continue
    await catalogue.publish(plan, source)
    published.push(`${plan.sop} ${plan.version.slice(0, 8)}`)
  }
  return published
}
