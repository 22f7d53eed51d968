import { Command } from 'commander'
import { cardOf } from '../../domain/card/card.ts'
import type { MakeCommand } from './command.ts'
import { compileOne } from './compile.ts'

/** `sop card FILE` — a SOP on one page for the floor, made of the Plan that cases follow. */
export const cardCommand: MakeCommand = (io, _setCode, vocabulary) =>
  new Command('card')
    .description('Print a SOP as a card for the floor: what starts it, each step with its owner and time, how it ends, whom to ask')
    .argument('<file>', 'the SOP, - for standard input')
    .option('--html', 'print a page for a browser or a printer')
    .option('--json', 'print the card as data')
    .addHelpText('after', '\nExample:\n  sop card sops/returns-standard.yaml --html > card.html')
    .action(async (file: string, { html, json }: { html?: true; json?: true }) => {
      const card = cardOf((await compileOne(io, file, vocabulary)).plan)
      if (json) return io.out(JSON.stringify(card))
      const { cardHtml, cardText } = await import('../print/card.ts')
      io.out(html ? cardHtml(card).trimEnd() : cardText(io, card))
    })
