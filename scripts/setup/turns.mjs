/**
 * Lets several speak of work that goes on side by side without mixing their words: one is heard while it speaks, the others' words are kept
 * until it has ended and are then heard in the order in which they began.
 * @param {(text: string) => void} hear
 * @returns {() => { say: (text: string) => void, end: () => void }} begins a turn; each must end
 */
export function createTurns(hear) {
  /** @type {{ kept: string[], ended: boolean }[]} */
  const waiting = []

  return function begin() {
    const turn = { kept: /** @type {string[]} */ ([]), ended: false }
    waiting.push(turn)
    return {
      say(text) {
        if (turn === waiting[0]) hear(text)
        else turn.kept.push(text)
      },
      end() {
        turn.ended = true
        while (waiting[0]?.ended) {
          waiting.shift()
          for (const text of waiting[0]?.kept.splice(0) ?? []) hear(text)
        }
      },
    }
  }
}
