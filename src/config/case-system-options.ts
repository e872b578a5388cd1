/** Which case system the hub mirrors into, and how it is reached. */
export interface CaseSystemOptions {
  readonly url: string
  readonly token: string
  /** Days that a closed case keeps what was mirrored into it. */
  readonly rensaEfterDygn: number
  /** How many days a case is looked at again after something was taken out of it, and compared after it was closed. */
  readonly efterkontrollDygn: number
  /** The client whose cases those are that the case system's own list names. */
  readonly klient: string
  /** Absent: the case system follows the hub's own REST contract. */
  readonly supportManagement?: {
    /** Address of the JSON schema service beside support-management. */
    readonly schemaUrl: string
    readonly kommun: string
    readonly namnrymd: string
    readonly avsandare: string
    readonly oppnaStatus: readonly string[]
    readonly arendetagg: string
  }
}

/** As written: keys with a default may be absent. */
export type CaseSystemSettings = Omit<CaseSystemOptions, keyof typeof DEFAULTS | 'supportManagement'> &
  Partial<Pick<CaseSystemOptions, keyof typeof DEFAULTS>> & {
    readonly supportManagement?: Omit<NonNullable<CaseSystemOptions['supportManagement']>, 'arendetagg'> & {
      readonly arendetagg?: string
    }
  }

const DEFAULTS = { rensaEfterDygn: 0, efterkontrollDygn: 30, klient: 'arendesystem' } as const

export const defaultedCaseSystem = ({ supportManagement, ...cases }: CaseSystemSettings): CaseSystemOptions => ({
  ...DEFAULTS,
  ...cases,
  ...(supportManagement === undefined ? {} : { supportManagement: { arendetagg: 'caseId', ...supportManagement } }),
})
