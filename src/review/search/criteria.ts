/** What is searched for: within a criterion any of the values, all criteria together. An absent one asks for nothing. */
export interface Criteria {
  /** The logs that are searched: those of the officer, or some of them. */
  readonly logs: readonly string[]
  /** Without it, records that tell protection do not exist. */
  readonly mayProtected: boolean
  readonly personRef?: string | undefined
  /** Without an issuer, of every issuer. */
  readonly actors?: readonly { readonly slutanvandare: string; readonly utfardare?: string | undefined }[] | undefined
  readonly events?: readonly string[] | undefined
  readonly outcomes?: readonly string[] | undefined
  readonly causes?: readonly string[] | undefined
  readonly purposes?: readonly string[] | undefined
  readonly klienter?: readonly string[] | undefined
  readonly roller?: readonly string[] | undefined
  readonly flags?: readonly string[] | undefined
  readonly mangder?: readonly string[] | undefined
  readonly arenden?: readonly string[] | undefined
  readonly tillstand?: readonly string[] | undefined
  /** Days in Stockholm, `YYYY-MM-DD`, both included. */
  readonly from?: string | undefined
  readonly to?: string | undefined
}

/** Where a row stands in the order of every search: by time, then by number, then by profile, which no two rows share. */
export interface Position {
  /** Microseconds since 1970. */
  readonly time: number
  readonly nummer: number
  readonly profile: number
}
