import type { Recorded, Recorder, Turn } from '../domain/ports.ts'

/**
 * Records one turn and answers its questions to the organisation. Runs as a local activity, so that its token stands in the
 * marker that makes the turn true; as an ordinary one when the database is away for longer. Running twice inserts twice, under
 * two tokens, of which one is never proven.
 */
export const createRecord =
  ({ recorder }: { readonly recorder: Recorder }) =>
  (turn: Turn): Promise<Recorded> =>
    recorder.record(turn)
