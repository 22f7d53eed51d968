import { auditBench } from './audit.ts'
import { caseBench } from './case.ts'
import { chaosBench } from './chaos.ts'
import type { Bench } from './contract.ts'
import { deliveriesBench } from './deliveries.ts'
import { differentialBench } from './differential.ts'
import { expressionsBench } from './expressions.ts'
import { intakeBench } from './intake.ts'
import { lintBench } from './lint.ts'
import { moneyBench } from './money.ts'
import { racesBench } from './races.ts'
import { recoveryBench } from './recovery.ts'
import { timeBench } from './time.ts'
import { timersBench } from './timers.ts'

/** All benches, in the order in which they are listed. */
export const benches: readonly Bench[] = [caseBench, recoveryBench, lintBench, expressionsBench, differentialBench, timeBench, timersBench, racesBench, deliveriesBench, chaosBench, moneyBench, auditBench, intakeBench]
