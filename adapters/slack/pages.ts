import { homeView, strangerView } from './home.ts'
import { readPlace, startModal, START_MODAL, stepModal, STEP_MODAL } from './modal.ts'
import { errorsAt, readFields, readFilled } from './modal-read.ts'
import { asksFor } from './card-actions.ts'
import { DIRECT_ACTS, MODAL_ACTS, MORE, OPEN, outcomeIn, readReference } from './reference.ts'
import { exactAt } from './reader.ts'
import { caseList, reply, taskList } from './replies.ts'

/** All that is shown in Slack and read back from it, for whoever takes interactions in. */
export const slackPages = {
  homeView, strangerView, stepModal, startModal, readPlace, readFilled, readFields, errorsAt, readReference, outcomeIn, asksFor, reply, taskList, caseList, exactAt,
  STEP_MODAL, START_MODAL, DIRECT_ACTS, MODAL_ACTS, MORE, OPEN,
} as const

/** @see slackPages */
export type SlackPages = typeof slackPages
