/** What was found of one template. */
export interface TemplateTrial {
  /** Which of the settings agresso.mallar it is. */
  readonly kind: string
  readonly name: string
  readonly id: number
  readonly maxRows: number
  /** What the manifest reads of it, and as what. */
  readonly columns: readonly {
    readonly column: string
    readonly falt: string
    readonly state: 'finns' | 'dold' | 'saknas'
  }[]
  /** The search criteria that single persons and changes are read by. */
  readonly criteria: readonly { readonly column: string; readonly exists: boolean; readonly use: 'person' | 'andrad' }[]
  /** Absent while the template has not been read to its end. */
  evidence?: 'total-rad' | 'antal' | 'ingen' | 'tomt'
  /** In which orders the customer numbers came: as numbers, as text, both or neither. */
  order?: 'nummer' | 'text' | 'nummer, text' | 'none'
  rows: number
}

/** What a read of one company would have brought: names, numbers and reasons, never a value of anybody. */
export interface Trial {
  readonly stadsdel: string
  readonly templates: readonly TemplateTrial[]
  /** Absent when nothing was read to the end. */
  readonly read?: {
    /** Those with protected identity among them, and not told apart. */
    readonly personer: number
    readonly fakturor: number
    /** Customers who are no persons, by what they are. */
    readonly notPersons: Readonly<Record<string, number>>
  }
  /** Items and rows that could not be read. */
  readonly rejected: readonly { readonly falt: string; readonly reason: string; readonly count: number }[]
  /** Columns that no manifest lists, and how many values were passed over. */
  readonly unlisted: Readonly<Record<string, number>>
  /** What is wrong, the first to be put right first; nothing when the company can be read. */
  readonly problems: readonly string[]
}
