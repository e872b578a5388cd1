import { InsynError } from '../../errors.ts'

/** `why` says what rule was broken, never by which text: the text may be the very thing we must not copy. */
export const notAnAnswer = (why: string): InsynError => new InsynError('KALLA_INTE_SVAR', why)

/** Runs the steps of one document until one of them fails or the document has ended; from then on nothing is taken. */
export interface FailOnce {
  run(step: () => void): void
  /** The document was complete. */
  ended(): void
}

export function failOnce(): FailOnce {
  let failure: Error | undefined
  return {
    run(step) {
      if (failure !== undefined) throw failure
      try {
        step()
      } catch (error) {
        failure = error instanceof Error ? error : notAnAnswer('reader failed')
        throw failure
      }
    },
    ended() {
      failure = notAnAnswer('more input after the end of the document')
    },
  }
}
