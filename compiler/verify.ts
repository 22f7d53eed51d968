import type { Context } from './context.ts'
import type { Flow } from './flow.ts'
import type { Lowered } from './lower.ts'
import type { Routes } from './routes.ts'
import { circles } from './rules/circles.ts'
import { fileName } from './rules/file-name.ts'
import { fourQuestions } from './rules/four-questions.ts'
import { limits } from './rules/limits.ts'
import { lookalikes } from './rules/lookalikes.ts'
import { loops } from './rules/loops.ts'
import { paying } from './rules/paying.ts'
import { reach } from './rules/reach.ts'
import { reachable } from './rules/reachable.ts'
import { size } from './rules/size.ts'
import { unused } from './rules/unused.ts'
import { vague } from './rules/vague.ts'

/** A rule about what a SOP means; one file each. */
export interface Subject {
  readonly context: Context
  readonly routes: readonly Routes[]
  readonly flow: Flow
  readonly lowered: Lowered
}

const RULES: readonly ((subject: Subject) => void)[] = [fileName, fourQuestions, reachable, loops, limits, circles, unused, lookalikes, vague, size, reach, paying]

/** Applies every rule. */
export function verify(context: Context, routes: readonly Routes[], flow: Flow, lowered: Lowered): void {
  for (const rule of RULES) rule({ context, routes, flow, lowered })
}
