/** A letter that asked a supplier something, as it is kept. Nothing in it opens anything. */
export interface SupplierLetter {
  /** By which a SOP knows it: the same for every try of one business key. */
  readonly id: string
  readonly caseId: string
  /** Whom it was sent to, in small letters: nobody else's answer counts. */
  readonly address: string
  /** What the author of the SOP calls what it is about, such as `PO-3307/2`. */
  readonly about: string
}

/** Letters to suppliers, kept before they leave, so that an answer finds its case. */
export interface SupplierLetters {
  /** Keeps a letter, once per id, and gives the token that goes into the address for answers; those of earlier tries stay good. */
  keep(letter: SupplierLetter & { readonly messageId: string }): Promise<string>
  /**
   * The latest letter that the case of a business key has sent to an address, with a token for answers to whatever it writes there next;
   * undefined where it has asked nobody there.
   */
  thread(key: string, address: string): Promise<{ readonly token: string; readonly messageId: string } | undefined>
  /** Undefined for a token that was never given. */
  byToken(token: string): Promise<SupplierLetter | undefined>
  /** The letter with one of these Message-IDs; the first of them that is one of ours counts. */
  byMessage(messageIds: readonly string[]): Promise<SupplierLetter | undefined>
}
