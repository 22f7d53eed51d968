import { z } from 'zod'
import { createDocument } from 'zod-openapi'
import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject } from 'zod-openapi'
import { InboxList, InboxOne, InboxParams, InboxQuery } from './schema/inbox.ts'
import { DismissBody, ParkedDecided, ParkedList, ParkedParams } from './schema/parked.ts'
import { MetricHistory, MetricList, MetricParams, MetricReportBody, MetricReported } from './schema/metrics.ts'
import { MoneyBody, MoneyStanding } from './schema/money.ts'
import { AuditQuery } from './schema/audit.ts'
import { AlarmList } from './schema/alarms.ts'
import { CaseList, CasePage, CaseQuery, OpenBody, Opened, TimelineEntry } from './schema/cases.ts'
import { AnswerBody, Answered, CancelBody, CannotBody, ClaimBody, CompleteBody, ConfirmBody, DeclineBody, HandoffBody, LevelBody, PauseBody, RecalculateBody, RemarkBody, SettleBody, WindBody } from './schema/commands.ts'
import { CaseParams, Problem, StepParams } from './schema/common.ts'
import { DeliveryList } from './schema/deliveries.ts'
import { EvidenceParams, Uploaded } from './schema/evidence.ts'
import { AbsenceBody, AbsencePreview, ChangeBody, ChangeMade, ChangeParams, ChangePreview, Coverage, OrganisationInForce, RosterList, RosterParams, RosterQuery, RosterSchedule, TakeBackBody, TakeBody, TargetQuery, TargetYield, WhoIsOn, WhoQuery } from './schema/rosters.ts'
import { Session, SessionBody } from './schema/session.ts'
import { MailBody, MailSent, PasswordBody, PersonParams, RedeemBody, SignedOut, SignOutBody, TokenBody, TokenList, TokenMade, TokenParams, TokenRevoked } from './schema/sign-in.ts'
import { ConnectorChecked, ConnectorList, ConnectorParams } from './schema/connectors.ts'
import { SopList, SopPage, SopParams } from './schema/sops.ts'
import { DemoKilled, DemoNow, DemoReturn, DemoWorker, Health, Readiness, Received } from './schema/system.ts'
import { Task, TaskLists, TaskQuery } from './schema/tasks.ts'

interface Described {
  readonly summary: string
  readonly path?: z.ZodObject
  readonly query?: z.ZodObject
  readonly body?: z.ZodType
  readonly answer: z.ZodType
  readonly status?: '200' | '201'
  /** Needs no person. */
  readonly open?: true
}

const JSON_TYPE = 'application/json'

/** One operation from the very schemas that the route parses and answers with. */
function operation({ summary, path, query, body, answer, status = '200', open }: Described): ZodOpenApiOperationObject {
  return {
    summary,
    ...(open ? { security: [] } : {}),
    ...(path || query ? { requestParams: { ...(path ? { path } : {}), ...(query ? { query } : {}) } } : {}),
    ...(body ? { requestBody: { required: true, content: { [JSON_TYPE]: { schema: body } } } } : {}),
    responses: {
      [status]: { description: 'done', content: { [JSON_TYPE]: { schema: answer } } },
      default: { description: 'a problem, RFC 9457', content: { 'application/problem+json': { schema: Problem } } },
    },
  }
}

const command = (summary: string, body: z.ZodType) => ({ post: operation({ summary, path: StepParams, body, answer: Answered }) })
const FileBody = z.string().meta({ contentMediaType: 'application/octet-stream' })
const StepPage = z.object({ task: Task.nullable().meta({ description: 'null once the step is over' }), timeline: z.array(TimelineEntry) })

const paths: ZodOpenApiPathsObject = {
  '/api/session': {
    get: operation({ summary: 'who I am, and who there is', answer: Session, open: true }),
    post: operation({ summary: 'be this person, where everybody is believed', body: SessionBody, answer: Session, open: true }),
  },
  '/api/sign-in/password': { post: operation({ summary: 'sign in with a password', body: PasswordBody, answer: Session, open: true }) },
  '/api/sign-in/mail': { post: operation({ summary: 'ask for a link by mail; the answer is the same whether or not there is such a person', body: MailBody, answer: MailSent, open: true }) },
  '/api/sign-in/mail/redeem': { post: operation({ summary: 'sign in by such a link, in the browser that asked for it', body: RedeemBody, answer: Session, open: true }) },
  '/api/sign-in/openid': { get: { summary: 'on to the provider of OpenID Connect', security: [], responses: { 303: { description: 'the provider’s page' } } } },
  '/api/sign-in/openid/callback': { get: { summary: 'back from the provider', security: [], responses: { 303: { description: 'the console, signed in, or the page for signing in with why not' } } } },
  '/api/sign-out': { post: operation({ summary: 'sign out, here or everywhere', body: SignOutBody, answer: SignedOut, open: true }) },
  '/api/people/{person}/sign-out': { post: operation({ summary: 'admins: end all sessions of somebody', path: PersonParams, answer: SignedOut }) },
  '/api/tokens': {
    get: operation({ summary: 'admins: tokens of other systems, without the tokens themselves', answer: TokenList }),
    post: operation({ summary: 'admins: make a token, which is told this once', body: TokenBody, answer: TokenMade, status: '201' }),
  },
  '/api/tokens/{id}/revoke': { post: operation({ summary: 'admins: take a token no more', path: TokenParams, answer: TokenRevoked }) },
  '/api/cases': {
    get: operation({ summary: 'cases, newest first', query: CaseQuery, answer: CaseList }),
    post: operation({ summary: 'open a case by hand', body: OpenBody, answer: Opened, status: '201' }),
  },
  '/api/cases/{caseId}': { get: operation({ summary: 'a case with its story', path: CaseParams, answer: CasePage }) },
  '/api/cases/{caseId}/deliveries': { get: operation({ summary: 'who was told what of a case, by which channel, and whether it arrived', path: CaseParams, answer: DeliveryList }) },
  '/api/cases/{caseId}/cancel': { post: operation({ summary: 'end a case early', path: CaseParams, body: CancelBody, answer: Answered }) },
  '/api/cases/{caseId}/recalculate': {
    post: operation({ summary: 'managers: read its calendars anew and move the clocks that run on them', path: CaseParams, body: RecalculateBody, answer: Answered }),
  },
  '/api/cases/{caseId}/wind': {
    post: operation({ summary: 'demo and tests: move its clock on', path: CaseParams, body: WindBody, answer: CasePage }),
  },
  '/api/cases/{caseId}/steps/{step}': { get: operation({ summary: 'a step with its story', path: StepParams, answer: StepPage }) },
  '/api/cases/{caseId}/steps/{step}/complete': command('finish a task', CompleteBody),
  '/api/cases/{caseId}/steps/{step}/claim': command('say that I have it', ClaimBody),
  '/api/cases/{caseId}/steps/{step}/release': command('give it back', ClaimBody),
  '/api/cases/{caseId}/steps/{step}/cannot': command('say that I cannot do it, and why', CannotBody),
  '/api/cases/{caseId}/steps/{step}/settle': command('deal with an exception', SettleBody),
  '/api/cases/{caseId}/steps/{step}/pause': command('stop its clock for a reason that the SOP has', PauseBody),
  '/api/cases/{caseId}/steps/{step}/resume': command('let its clock go on', ClaimBody),
  '/api/cases/{caseId}/steps/{step}/handoff': command('pass it on, saying how it stands', HandoffBody),
  '/api/cases/{caseId}/steps/{step}/escalate': command('tell the next level of its path now', LevelBody),
  '/api/cases/{caseId}/steps/{step}/deescalate': command('take it back from the level that it has reached', LevelBody),
  '/api/cases/{caseId}/steps/{step}/remark': command('say that it was done another way, or that the SOP is wrong here', RemarkBody),
  '/api/cases/{caseId}/steps/{step}/decline': command('say that I will not do it, so that the next level is told', DeclineBody),
  '/api/cases/{caseId}/steps/{step}/stay': command('keep it although my shift has ended', ClaimBody),
  '/api/cases/{caseId}/steps/{step}/confirm': command('say yes or no to what a step would do', ConfirmBody),
  '/api/cases/{caseId}/steps/{step}/answer': command('say what no system knows', AnswerBody),
  '/api/evidence': {
    post: {
      ...operation({ summary: 'upload a photo or file that proves a completion', answer: Uploaded, status: '201' }),
      requestBody: { required: true, description: 'the file itself', content: { '*/*': { schema: FileBody } } },
    },
  },
  '/api/evidence/{sha256}': {
    get: {
      ...operation({ summary: 'a photo or file by its hash', path: EvidenceParams, answer: Uploaded }),
      responses: {
        200: { description: 'the file itself', content: { '*/*': { schema: FileBody } } },
        default: { description: 'a problem, RFC 9457', content: { 'application/problem+json': { schema: Problem } } },
      },
    },
  },
  '/api/evidence/{sha256}/small': {
    get: {
      ...operation({ summary: 'a small picture of a photo, at most 480 pixels wide and high', path: EvidenceParams, answer: Uploaded }),
      responses: {
        200: { description: 'the picture itself', content: { 'image/webp': { schema: FileBody } } },
        default: { description: 'a problem, RFC 9457', content: { 'application/problem+json': { schema: Problem } } },
      },
    },
  },
  '/api/tasks': { get: operation({ summary: 'work lists', query: TaskQuery, answer: TaskLists }) },
  '/api/rosters': { get: operation({ summary: 'rosters: who is on now, next and in a stretch of time, changes and gaps', query: RosterQuery, answer: RosterList }) },
  '/api/rosters/{roster}/who': { get: operation({ summary: 'who is on at an instant, and why', path: RosterParams, query: WhoQuery, answer: WhoIsOn }) },
  '/api/rosters/{roster}/schedule': { get: operation({ summary: 'who is on when, and when nobody is', path: RosterParams, query: RosterQuery, answer: RosterSchedule }) },
  '/api/rosters/{roster}/changes': { post: operation({ summary: 'put somebody else on for a time, or offer a shift', path: RosterParams, body: ChangeBody, answer: ChangeMade, status: '201' }) },
  '/api/rosters/{roster}/changes/preview': { post: operation({ summary: 'what such a change would do', path: RosterParams, body: ChangeBody, answer: ChangePreview }) },
  '/api/absences': { post: operation({ summary: 'enter when somebody is away: oneself, or for others whoever may change rosters', body: AbsenceBody, answer: ChangeMade, status: '201' }) },
  '/api/absences/preview': { post: operation({ summary: 'what such an absence would do', body: AbsenceBody, answer: AbsencePreview }) },
  '/api/roster-changes/{change}/take': { post: operation({ summary: 'take an offered shift', path: ChangeParams, body: TakeBody, answer: ChangeMade }) },
  '/api/roster-changes/{change}/take-back': { post: operation({ summary: 'take a change back', path: ChangeParams, body: TakeBackBody, answer: ChangeMade }) },
  '/api/organisation': { get: operation({ summary: 'people, roles, calendars and rosters as they are in force, with the changes made here; without systems, sources and limits', answer: OrganisationInForce }) },
  '/api/who': { get: operation({ summary: 'whom a role, roster or person yields at an instant', query: TargetQuery, answer: TargetYield }) },
  '/api/coverage': { get: operation({ summary: 'human steps that nobody on shift would see before they are due, in the next 30 days', answer: Coverage }) },
  '/api/sops': { get: operation({ summary: 'published SOPs', answer: SopList }) },
  '/api/sops/{sop}': { get: operation({ summary: 'a SOP as a card: each step with its owner and time, in words', path: SopParams, answer: SopPage }) },
  '/api/connectors': { get: operation({ summary: 'what is reached outside', answer: ConnectorList }) },
  '/api/connectors/{name}/check': { post: operation({ summary: 'ops leads and admins: try its keys and scopes by calls that change nothing', path: ConnectorParams, answer: ConnectorChecked }) },
  '/api/alarms': { get: operation({ summary: 'what somebody must look at, of the last 7 days; for managers, admins and ops leads', answer: AlarmList }) },
  '/api/metrics': { get: operation({ summary: 'the numbers that the shop looks at, with their meaning and last values', answer: MetricList }) },
  '/api/metrics/{metric}': { get: operation({ summary: 'one of them with its history', path: MetricParams, answer: MetricHistory }) },
  '/api/metrics/{metric}/values': { post: operation({ summary: 'integrations, ops leads and admins: tell a number that another system knows', path: MetricParams, body: MetricReportBody, answer: MetricReported, status: '201' }) },
  '/api/money': { get: operation({ summary: 'whether payments run, and who stopped or released them', answer: MoneyStanding }) },
  '/api/money/stop': { post: operation({ summary: 'approvers, ops leads, managers and admins: no case pays anything any more', body: MoneyBody, answer: MoneyStanding }) },
  '/api/money/release': { post: operation({ summary: 'ops leads, managers and admins: payments go on', body: MoneyBody, answer: MoneyStanding }) },
  '/api/inbox': { get: operation({ summary: 'every webhook that was taken, newest first', query: InboxQuery, answer: InboxList }) },
  '/api/inbox/{id}': { get: operation({ summary: 'one webhook and what it says; managers and auditors read it without data about people', path: InboxParams, answer: InboxOne }) },
  '/api/parked': { get: operation({ summary: 'webhooks, mails and acts in Slack that wait for a person to decide', answer: ParkedList }) },
  '/api/parked/{kind}/{id}/again': { post: operation({ summary: 'ops leads and admins: have it tried again', path: ParkedParams, answer: ParkedDecided }) },
  '/api/parked/{kind}/{id}/dismiss': { post: operation({ summary: 'ops leads and admins: nothing more is to be done about it', path: ParkedParams, body: DismissBody, answer: ParkedDecided }) },
  '/api/audit': {
    get: {
      summary: 'managers, auditors and admins: the record, with everything it takes to check it',
      requestParams: { query: AuditQuery },
      responses: { 200: { description: 'one line an event', content: { 'application/jsonl': { schema: z.string() }, 'text/csv': { schema: z.string() } } } },
    },
  },
  '/api/live': {
    get: {
      summary: 'server-sent events: `changed` with a case’s id',
      responses: { 200: { description: 'a stream', content: { 'text/event-stream': { schema: z.string() } } } },
    },
  },
  '/api/demo': { get: operation({ summary: 'whether this is a demo', answer: DemoNow, open: true }) },
  '/api/demo/return': { post: operation({ summary: 'demo: the sample shop asks for a return', answer: DemoReturn, open: true }) },
  '/api/demo/kill-worker': { post: operation({ summary: 'demo: kill the worker', answer: DemoKilled, open: true }) },
  '/api/demo/worker': { get: operation({ summary: 'demo: how the worker is', answer: DemoWorker, open: true }) },
  '/hooks/{source}': {
    post: operation({
      summary: 'webhooks, signed the way their sender signs; 401 where they are not, 404 where none are taken or the secret is not set',
      path: z.object({ source: z.string().meta({ description: 'shopify, easypost, stripe, or a source of the organisation file', example: 'stripe' }) }),
      body: z.unknown(),
      answer: Received,
      open: true,
    }),
  },
  '/healthz': { get: operation({ summary: 'the process is up', answer: Health, open: true }) },
  '/readyz': { get: operation({ summary: 'engine, database and migrations are there', answer: Readiness, open: true }) },
  '/metrics': {
    get: {
      summary: 'for Prometheus',
      security: [],
      responses: { 200: { description: 'text', content: { 'text/plain': { schema: z.string() } } } },
    },
  },
  '/api/openapi.json': { get: operation({ summary: 'this description', answer: z.looseObject({ openapi: z.string() }), open: true }) },
}

let made: ReturnType<typeof createDocument> | undefined

/** The OpenAPI 3.1 description of every route, made once. */
export const openapi = () =>
  (made ??= createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Evenkeel',
      version: '0.1.0',
      description: 'Cases of standard operating procedures. Problems are RFC 9457 with a stable `code`.',
    },
    security: [{ session: [] }, { token: [] }, { person: [] }],
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: '__Host-evenkeel', description: 'where the address is plain http on this machine: evenkeel_session' },
        token: { type: 'http', scheme: 'bearer' },
        person: { type: 'apiKey', in: 'header', name: 'X-Evenkeel-Person', description: 'believed in a demo, and on this machine with EVENKEEL_OPEN_ACCESS=yes' },
      },
    },
    paths,
  }))
