/**
 * Reads a comma list of secrets, the newest first while one is being rotated. Throws `RangeError` for an empty list or an empty
 * member: an empty secret would make every signature easy to forge.
 */
export function secretsOf(variable: string, text: string): readonly string[] {
  const secrets = text.split(',').map((secret) => secret.trim())
  if (secrets.includes('')) throw new RangeError(`"${variable}" is empty or has an empty member; set it to the secret of the sender, or to several with commas between`)
  return secrets
}
