import { Router } from 'express'
import type { Request, Response } from 'express'
import type { ApiDeps } from '../deps.ts'
import { isStillKnown } from '../sign-in/identify.ts'
import { only } from './method.ts'

/** Short enough that proxies do not close a quiet stream. */
const HEARTBEAT_MS = 20_000
/** A page that has not read this many bytes sleeps; it reads everything again when it comes back. */
const MOST_UNREAD = 256 * 1024

/** Server-sent events: `changed` with the case's id whenever its rows change. A page that missed some reads again when it reconnects. */
export function liveRoutes(deps: Pick<ApiDeps, 'catalogue' | 'changes' | 'stopping' | 'settings' | 'signIn' | 'now'>): Router {
  const { changes, stopping } = deps
  const router = Router()
  const open = new Map<Response, Request>()
  const beat = setInterval(() => {
    // Whoever was signed out meanwhile is told no more.
    for (const [response, request] of open) void isStillKnown(deps, request).then((known) => (known ? say(response, ': still here\n\n') : response.end()))
  }, HEARTBEAT_MS)
  beat.unref()
  stopping.addEventListener('abort', () => {
    for (const response of open.keys()) response.end()
  })

  only(
    router.route('/live').get((request, response) => {
      response.set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' })
      response.write('retry: 2000\n\n')
      open.set(response, request)
      const stop = changes.subscribe((caseId) => {
        // After a gap the page has to read everything again, which is what it does when it reconnects.
        if (caseId === undefined) response.end()
        else say(response, `event: changed\ndata: ${JSON.stringify({ caseId })}\n\n`)
      })
      request.on('close', () => {
        stop()
        open.delete(response)
      })
    }),
    'GET',
  )
  return router
}

function say(response: Response, text: string): void {
  // Ended by us, and not yet closed by the browser: whoever writes there ends the whole process.
  if (response.writableEnded) return
  if (response.writableLength > MOST_UNREAD) response.destroy()
  else response.write(text)
}
