import type { Express } from 'express'
import { TABLE } from './table.ts'

interface Layer {
  readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> }
  readonly handle: { readonly stack?: readonly Layer[] }
  readonly matchers?: readonly ((path: string) => unknown)[]
}

/** Where routers are mounted; Express keeps no text of it. */
const MOUNTS = ['/api', '/hooks', '/slack', '/t']

/** Every route that an app serves, as `POST /api/cases/:caseId/cancel`. */
export const routesOf = (app: Express): readonly string[] => [...new Set(inStack(app.router.stack as unknown as readonly Layer[], ''))]

function inStack(stack: readonly Layer[], prefix: string): readonly string[] {
  return stack.flatMap(({ route, handle, matchers }) => {
    if (route) return methodsOf(route.methods).map((method) => `${method} ${prefix}${route.path}`)
    const mounted = MOUNTS.find((at) => matchers?.[0]?.(at) && !matchers[0]('/elsewhere')) ?? ''
    return handle.stack ? inStack(handle.stack, prefix + mounted) : []
  })
}

const methodsOf = (methods: Readonly<Record<string, boolean>>): readonly string[] => Object.keys(methods).filter((method) => method !== '_all').map((method) => method.toUpperCase())

/** Throws for a route that no row of the table speaks of: nothing is served that nobody decided about. */
export function refuseUncovered(app: Express): void {
  const rows = new Set(TABLE.map(({ method, path }) => `${method} ${path}`))
  const strays = routesOf(app).filter((route) => !rows.has(route))
  if (strays.length > 0) throw new Error(`no row of the table of rights speaks of ${strays.map((route) => `"${route}"`).join(', ')}: add one to "api/access/table.ts"`)
}
