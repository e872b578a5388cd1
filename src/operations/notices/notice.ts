/** One fact of a notice: a code, where, and the page on which somebody acts. Nothing of a person. */
export interface NoticeFact {
  readonly kod: string
  readonly rubrik: string
  readonly kalla?: string
  readonly stadsdel?: string
  /** Where the console is known. */
  readonly lank?: string
}

export interface Notice {
  /** The same whenever it is sent again. */
  readonly id: string
  /** ISO 8601. */
  readonly skapad: string
  /** Name of the installation. */
  readonly installation: string
  readonly handelser: readonly NoticeFact[]
}

/** A way out for notices. Rejects when whoever receives has not taken it. */
export interface NoticeChannel {
  readonly name: 'smtp' | 'webhook'
  send(notice: Notice, signal: AbortSignal): Promise<void>
  close(): void
}
