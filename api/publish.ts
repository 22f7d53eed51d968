import type { LoadedSops } from '../compiler/load.ts'
import type { Catalogue } from '../domain/ports.ts'
import type { Log } from './log.ts'

/**
 * Publishes what changed since the last start and resolves with the names of it. A SOP that does not compile keeps its last
 * good version; one whose file is gone stays. Without a good organisation nothing is published: SOPs are checked against it.
 */
export async function publish(
  catalogue: Catalogue,
  loaded: Pick<LoadedSops, 'plans' | 'texts' | 'organisation' | 'organisationText'>,
): Promise<readonly string[]> {
  const { organisation, organisationText, plans, texts } = loaded
  if (!organisation) return []
  const published: string[] = []
  const known = await catalogue.organisation().catch(() => undefined)
  if ((known?.fileVersion ?? known?.version) !== organisation.version) {
    await catalogue.publishOrganisation(organisation, organisationText ?? '')
    published.push(`organisation ${organisation.version.slice(0, 8)}`)
  }
  for (const plan of plans) {
    if ((await catalogue.current(plan.sop))?.version === plan.version) continue
    await catalogue.publish(plan, texts.get(plan.sop) ?? '')
    published.push(`${plan.sop} ${plan.version.slice(0, 8)}`)
  }
  return published
}

/** Logs every mistake with its place, so that whoever starts us sees why a SOP stayed as it was. */
export function logMistakes(
  log: Log,
  { diagnostics, sources, organisation }: Pick<LoadedSops, 'diagnostics' | 'sources' | 'organisation'>,
): void {
  for (const { code, severity, message, file, span, help } of diagnostics) {
    const { line, column } = sources.get(file)?.position(span.start) ?? { line: 1, column: 1 }
    log[severity === 'error' ? 'error' : 'warn']({ code, help }, `${file}:${line}:${column} ${message}`)
  }
  if (!organisation) log.error('nothing is published: "organisation.yaml" is missing or has mistakes; correct it and start again')
}
