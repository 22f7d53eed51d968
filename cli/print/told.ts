import type { z } from 'zod'
import type { DeliveryList } from '../../api/schema/deliveries.ts'
import { CHANNEL_WORDS, fateWords } from '../../domain/deliveries/words.ts'
import type { CliIo } from '../io.ts'
import { paint } from './paint.ts'
import { moment } from './time.ts'

type Delivery = z.output<typeof DeliveryList>['deliveries'][number]

/** Who was told what of a case, by which channel and when, and whether it arrived; oldest first. */
export function told(io: Pick<CliIo, 'colour'>, deliveries: readonly Delivery[]): string {
  if (deliveries.length === 0) return ''
  return [paint(io, 'bold', 'Who was told'), ...deliveries.map((delivery) => line(io, delivery))].join('\n')
}

function line(io: Pick<CliIo, 'colour'>, delivery: Delivery): string {
  const { to, channel, headline, settledAt, createdAt, nextAt, tries, reason, possibleRepeat } = delivery
  const how = [
    fateWords(delivery), ...(possibleRepeat ? ['may have come twice'] : []), ...(nextAt ? [`next try ${moment(nextAt)}`] : []), ...(tries > 1 ? [`${tries} tries`] : []),
  ].join(', ')
  return `${paint(io, 'dim', moment(settledAt ?? createdAt))}  ${to} by ${CHANNEL_WORDS[channel]}, ${how}${reason ? ` (${reason})` : ''}: ${headline}`
}
