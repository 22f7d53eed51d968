const UNITS: Readonly<Record<string, number>> = { kb: 1024, mb: 1024 * 1024 }

/** Bytes of `12mb`. Throws `RangeError` for anything else: what a body parser cannot read it takes for no limit at all. */
export function bytesOf(text: string): number {
  const [, count = '', unit = ''] = /^([1-9]\d{0,3})(kb|mb)$/.exec(text) ?? []
  const factor = UNITS[unit]
  if (factor === undefined) throw new RangeError(`"${text}" is no limit for what may be sent: write it as "512kb" or "12mb"`)
  return Number(count) * factor
}

/** The most that is read of a request, in bytes. They are read as the process starts, which does not where one is wrong. */
export const LIMITS = {
  json: bytesOf('1mb'),
  webhook: bytesOf('1mb'),
  slack: bytesOf('1mb'),
  /** Files in all, and a page without any. */
  mailPage: bytesOf('10mb'),
  /** A photo of a telephone is 3 to 8 MB. */
  evidence: bytesOf('12mb'),
} as const
