import { styleText } from 'node:util'
import type { CliIo } from '../io.ts'

/** The styles that output uses. */
export type Paint = 'red' | 'green' | 'yellow' | 'bold' | 'dim' | 'cyan'

/** Colours text where the terminal takes colours; a colour never carries a meaning alone. */
export const paint = (io: Pick<CliIo, 'colour'>, style: Paint, text: string): string =>
  io.colour ? styleText(style, text, { validateStream: false }) : text
