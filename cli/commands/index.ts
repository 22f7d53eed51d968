import { auditCommand } from './audit.ts'
import { calendarCommand } from './calendar.ts'
import { cancelCommand } from './cancel.ts'
import { cardCommand } from './card.ts'
import { caseCommand } from './case.ts'
import { casesCommand } from './cases.ts'
import { clockCommand } from './clock.ts'
import type { MakeCommand } from './command.ts'
import { compileCommand } from './compile.ts'
import { connectorsCommand } from './connectors.ts'
import { escalateCommand } from './escalate.ts'
import { evalCommand } from './eval.ts'
import { initCommand } from './init.ts'
import { letterCommand } from './letter.ts'
import { lintCommand } from './lint.ts'
import { metricsCommand } from './metrics.ts'
import { moneyCommand } from './money.ts'
import { personCommand } from './person.ts'
import { recalculateCommand } from './recalculate.ts'
import { rosterCommand } from './roster.ts'
import { schemaCommand } from './schema.ts'
import { simulateCommand } from './simulate.ts'
import { startCommand } from './start.ts'
import { answerCommand, cannotCommand, claimCommand, completeCommand, confirmCommand, handoffCommand, pauseCommand, releaseCommand, resumeCommand, settleCommand, stayCommand } from './steps.ts'
import { tableCommand } from './table.ts'
import { tasksCommand } from './tasks.ts'
import { testCommand } from './test.ts'
import { tokenCommand } from './token.ts'
import { windCommand } from './wind.ts'

/** Every command, in the order that `sop --help` shows. */
export const COMMANDS: readonly MakeCommand[] = [
  initCommand,
  lintCommand,
  compileCommand,
  cardCommand,
  schemaCommand,
  testCommand,
  simulateCommand,
  evalCommand,
  tableCommand,
  letterCommand,
  calendarCommand,
  clockCommand,
  rosterCommand,
  escalateCommand,
  connectorsCommand,
  startCommand,
  casesCommand,
  caseCommand,
  tasksCommand,
  completeCommand,
  claimCommand,
  releaseCommand,
  handoffCommand,
  stayCommand,
  pauseCommand,
  resumeCommand,
  cannotCommand,
  confirmCommand,
  answerCommand,
  settleCommand,
  cancelCommand,
  recalculateCommand,
  windCommand,
  metricsCommand,
  moneyCommand,
  auditCommand,
  personCommand,
  tokenCommand,
]
