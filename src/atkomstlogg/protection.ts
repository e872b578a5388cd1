import { type Access, type Event, OWN_LOG } from './access.ts'

/** What answers a request about a person. */
export const ANSWERS: ReadonlySet<Event> = new Set(['uppslag', 'faktura', 'arende'])

/** Flag of an officer's act that concerns a record or a person that tells protection. */
export const TOUCHES_PROTECTED = 'ror-skyddad'

interface Placed {
  readonly logg: string
  readonly atkomst: Pick<Access, 'handelse' | 'utfall' | 'orsak' | 'flaggor' | 'andamal' | 'detaljer'>
}

/**
 * Whether the record is there since its person is protected: that of a board that flagged a person of whom nothing was
 * shown, of a protected person who was shown, or of an operator who found such records or was refused such a row.
 */
export const isThereForProtection = ({
  logg,
  atkomst: { handelse, utfall, orsak, flaggor, andamal, detaljer },
}: Placed): boolean =>
  // An act on the sample of such records.
  (handelse === 'granskning' && detaljer?.skyddade === true) ||
  // Records from before flags were kept have none.
  ((flaggor as Access['flaggor'] | undefined) ?? []).some(
    (flag) => flag === 'skyddad-visad' || flag === TOUCHES_PROTECTED,
  ) ||
  (logg !== OWN_LOG &&
    ((ANSWERS.has(handelse) && utfall !== 'visat') ||
      (handelse === 'granskning' &&
        // An officer's act has a cause of its own, so that nobody hides one behind the word.
        ((andamal === 'hitta' && orsak === 'granskning') || orsak === 'skyddad'))))

/**
 * Whether the record tells its reader that its person is protected, by being there or by its cause. Only an officer with
 * the right granska-skyddade sees such a record; for all others it does not exist.
 */
export const showsProtection = (record: Placed): boolean =>
  record.atkomst.orsak === 'skyddad' || isThereForProtection(record)
