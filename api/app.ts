import express from 'express'
import type { Express } from 'express'
import { refuseUncovered } from './access/cover.ts'
import { accessRoutes } from './access/enforce.ts'
import { recentAlarms } from './alarms.ts'
import { consoleRoutes } from './console.ts'
import type { ApiDeps } from './deps.ts'
import { jsonOnly, knownHost, refuseTrickyJson, requestLog, sameSite, securityHeaders } from './guard.ts'
import { LIMITS } from './limits.ts'
import { createMetrics } from './metrics.ts'
import { mailLinkRoutes } from './mail-links/routes.ts'
import { BadRequest, problemHandler } from './problem.ts'
import { alarmRoutes } from './routes/alarms.ts'
import { auditRoutes } from './routes/audit.ts'
import { caseRoutes } from './routes/cases.ts'
import { deliveryRoutes } from './routes/deliveries.ts'
import { demoRoutes } from './routes/demo.ts'
import { evidenceRoutes } from './routes/evidence.ts'
import { hookRoutes } from './routes/hooks.ts'
import { liveRoutes } from './routes/live.ts'
import { absenceRoutes } from './routes/absences.ts'
import { metricRoutes } from './routes/metrics.ts'
import { inboxRoutes } from './routes/inbox.ts'
import { connectorRoutes } from './routes/connectors.ts'
import { moneyRoutes } from './routes/money.ts'
import { parkedRoutes } from './routes/parked.ts'
import { rosterRoutes } from './routes/rosters.ts'
import { sessionRoutes } from './routes/session.ts'
import { signInMailRoutes } from './routes/sign-in-mail.ts'
import { signInOpenIdRoutes } from './routes/sign-in-openid.ts'
import { signInRoutes } from './routes/sign-in.ts'
import { sopRoutes } from './routes/sops.ts'
import { stepRoutes } from './routes/steps.ts'
import { systemRoutes } from './routes/system.ts'
import { taskRoutes } from './routes/tasks.ts'
import { tokenRoutes } from './routes/tokens.ts'
import { identify } from './sign-in/identify.ts'
import { fairShare } from './sign-in/limits.ts'
import { slackRoutes } from './slack/routes.ts'

/** The whole of HTTP, without listening: requests in, ports out. */
export function createApp(deps: ApiDeps): Express {
  const app = express()
  const metrics = createMetrics(() => recentAlarms(deps), () => deps.deliveries.backlog())
  app.disable('x-powered-by')
  app.set('query parser', 'simple')
  app.set('trust proxy', deps.settings.trustedProxies ?? 0)
  app.use(requestLog(deps.log), securityHeaders(deps.settings.publicUrl), metrics.measure)
  app.use(knownHost(deps.settings.hosts))
  // Anybody may, and the signature decides: what comes by the hundred a second is not held against every other route first.
  app.use('/hooks', hookRoutes(deps, metrics))
  app.use('/api', sameSite(deps.settings.publicUrl), identify(deps), fairShare())
  app.use(accessRoutes(deps))
  app.use('/slack', slackRoutes(deps))
  app.use('/t', identify(deps), mailLinkRoutes(deps))
  app.use(systemRoutes(deps, metrics))
  app.use('/api', (_request, response, next) => {
    response.set('Cache-Control', 'no-store')
    next()
  })
  app.use('/api', evidenceRoutes(deps))
  app.use('/api', jsonOnly, express.json({ limit: LIMITS.json, strict: true, verify: refuseTrickyJson }))
  app.use(
    '/api',
    sessionRoutes(deps),
    signInRoutes(deps),
    signInMailRoutes(deps),
    signInOpenIdRoutes(deps),
    tokenRoutes(deps),
    caseRoutes(deps),
    deliveryRoutes(deps),
    stepRoutes(deps),
    taskRoutes(deps),
    sopRoutes(deps),
    alarmRoutes(deps),
    auditRoutes(deps),
    inboxRoutes(deps),
    parkedRoutes(deps),
    moneyRoutes(deps),
    connectorRoutes(deps),
    metricRoutes(deps),
    rosterRoutes(deps),
    absenceRoutes(deps),
    liveRoutes(deps),
    demoRoutes(deps),
  )
  app.use(['/api', '/hooks', '/slack'], (request) => {
    throw new BadRequest(
      404,
      'unknown-address',
      `there is nothing at "${request.originalUrl.slice(0, 200)}"; /api/openapi.json lists what there is`,
    )
  })
  app.use(consoleRoutes(deps.settings.consoleDir))
  app.use((request) => {
    throw new BadRequest(404, 'unknown-address', `there is nothing at "${request.path.slice(0, 200)}"`)
  })
  app.use(problemHandler(deps.log))
  refuseUncovered(app)
  return app
}
