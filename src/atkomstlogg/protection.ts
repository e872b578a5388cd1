import { OWN_LOG, type Access, type Event } from './access.ts'

/** What answers a request about a person. */
export const ANSWERS: ReadonlySet<Event> = new Set(['uppslag', 'faktura', 'arende'])

interface Placed {
  readonly logg: string
  readonly atkomst: Pick<Access, 'handelse' | 'utfall' | 'orsak' | 'flaggor' | 'andamal'>
}

/**
 * Whether the record is there since its person is protected: that of a board that flagged a person of whom nothing was
 * shown, of a protected person who was shown, or of an operator who found such records or was refused such a row.
 */
export const isThereForProtection = ({
  logg,
  atkomst: { handelse, utfall, orsak, flaggor, andamal },
}: Placed): boolean =>
  // Records from before flags were kept have none.
  ((flaggor as Access['flaggor'] | undefined) ?? []).includes('skyddad-visad') ||
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
