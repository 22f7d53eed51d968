/** Chunks of bytes as lines without their newline, as many at once as a chunk has; a last one without a newline comes too. */
export async function* linesIn(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<readonly Buffer[]> {
  let rest: Buffer | undefined
  for await (const chunk of chunks) {
    const bytes = rest ? Buffer.concat([rest, chunk]) : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    const lines: Buffer[] = []
    let from = 0
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, from)) {
      lines.push(bytes.subarray(from, end))
      from = end + 1
    }
    rest = from < bytes.length ? bytes.subarray(from) : undefined
    if (lines.length > 0) yield lines
  }
  if (rest) yield [rest]
}
