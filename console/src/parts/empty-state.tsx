import type { ComponentChildren } from 'preact'

/** What would be here, and how to make it come. */
export function EmptyState({ what, children }: { readonly what: string; readonly children?: ComponentChildren }) {
  return <div class="empty"><p><strong>{what}</strong></p>{children && <p>{children}</p>}</div>
}

/** Grey lines in the place of what is still on its way. */
export function Skeleton() {
  return <div class="skeleton" role="status" aria-label="Loading"><i /><i /><i /></div>
}
