import { CHANNEL_WORDS, fateWords } from '../../../domain/deliveries/words.ts'
import { useResource } from '../resource.ts'
import { useReader } from '../session.ts'
import { Exact } from '../time.tsx'
import type { DeliveryRow } from '../wire.ts'
import { EmptyState } from './empty-state.tsx'
import { Problem } from './problem.tsx'
import { StatusPill, type PillState } from './status-pill.tsx'

const STATES: Readonly<Record<DeliveryRow['state'], PillState>> = {
  due: 'unconfirmed', sending: 'unconfirmed', sent: 'closed', failed: 'breached', failed_over: 'at-risk', suppressed: 'paused', bundled: 'closed',
}
/** Nobody says so when a message arrives, so it is asked while one is on its way. */
const LOOK_MS = 5000

/** Who was told what of this case: when, by which channel, and whether it arrived. The newest stands first. */
export function Told({ caseId, open }: { readonly caseId: string; readonly open: boolean }) {
  const { data, problem } = useResource<{ readonly deliveries: readonly DeliveryRow[] }>(`/api/cases/${encodeURIComponent(caseId)}/deliveries`, caseId, open ? LOOK_MS : undefined)
  if (!data) return <Problem problem={problem} />
  if (data.deliveries.length === 0) return <EmptyState what="Nobody was told anything yet.">Each message to a person or channel will stand here, with whether it arrived.</EmptyState>
  return <ul class="effects told">{data.deliveries.toReversed().map((delivery) => <Delivery key={delivery.id} of={delivery} />)}</ul>
}

function Delivery({ of }: { readonly of: DeliveryRow }) {
  const { me } = useReader()
  return (
    <li>
      <div><strong>{of.person === me.id ? 'You' : of.to}</strong> by {CHANNEL_WORDS[of.channel]} <StatusPill state={STATES[of.state]} word={fateWords(of)} />{of.possibleRepeat && <> <StatusPill state="at-risk" word="may have come twice" /></>}</div>
      <div>{of.headline}</div>
      <div class="quiet">
        {of.settledAt ? <Exact at={of.settledAt} /> : <>since <Exact at={of.createdAt} />{of.nextAt && <>, next try <Exact at={of.nextAt} /></>}</>}
        {of.tries > 1 && `, ${of.tries} tries`}{of.reason && `: ${of.reason}`}
      </div>
    </li>
  )
}
