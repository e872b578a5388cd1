import type { LoginAttempt, LoginGuard } from '../../platform/login-guard.ts'
import type { Request, SoapBinding } from '../soap/binding.ts'

/**
 * Faults that say of the login that it is refused, in English, Swedish and Norwegian, as .NET services word them: the fault
 * itself is most often a plain `Client` or `Server`. `agresso.inloggningsfel` takes their place.
 */
export const LOGIN_TEXTS: readonly RegExp[] = [
  /\b(log[- ]?(in|on)|sign[- ]?in|authenti\w+|autenti\w+|inloggning\w*|p[åa]logg\w*|innlogg\w*)\b.{0,60}\b(fail\w*|refus\w*|denied|invalid|incorrect|misslyck\w*|nekad\w*|felaktig\w*|mislyk\w*|ugyldig\w*)/is,
  /\b(invalid|incorrect|wrong|unknown|bad|failed|fel|felaktigt?|ogiltigt?|ok[äa]nd|ugyldig|feil|ukjent)\b.{0,40}\b(user|username|password|credentials?|log[- ]?(in|on)|anv[äa]ndar\w*|l[öo]senord\w*|inloggning\w*|bruker\w*|passord\w*)/is,
  /\b(credentials?|user ?name|password|l[öo]senord\w*|anv[äa]ndarnamn\w*|passord\w*|brukernavn\w*)\b.{0,60}\b(not|invalid|incorrect|wrong|expired|fel|felaktigt?|ogiltigt?|ugyldig|feil|ikke|inte)\b/is,
  /\b(user|account|anv[äa]ndaren|kontot|bruker\w*|konto)\b.{0,40}\b(locked|disabled|expired|sp[äa]rra[dt]|l[åa]st|inaktiv\w*|utg[åa]tt|sperret)\b/is,
  /\b(unauthori[sz]ed|not authori[sz]ed|access (is )?denied|[åa]tkomst nekad|beh[öo]righet saknas|ikke autorisert)\b/i,
]

/** Every request carries the credentials: each is a use of them, and the guard is asked before it. */
export function guardedBinding(binding: SoapBinding, guard: LoginGuard): SoapBinding {
  return {
    async call(request, deadline) {
      const attempt = await guard.attempt(request.what, companyOf(request))
      try {
        const answer = await binding.call(request, deadline)
        attempt.accepted()
        return answer
      } catch (error) {
        attempt.failed(error)
        throw error
      }
    },

    async *stream(request, recipient, limits) {
      const attempt = await guard.attempt(request.what, companyOf(request))
      try {
        yield* accepting(binding.stream(request, recipient, limits), attempt)
      } catch (error) {
        attempt.failed(error)
        throw error
      } finally {
        // Left by its reader before anything came: nothing was said of the login.
        attempt.failed(undefined)
      }
    },
  }
}

/** A reply without an error has taken the credentials, however little of it is read. */
async function* accepting<T>(pieces: AsyncIterable<T>, attempt: LoginAttempt): AsyncGenerator<T, void> {
  for await (const piece of pieces) {
    attempt.accepted()
    yield piece
  }
  attempt.accepted()
}

/** An account may be refused for one company and accepted for the others. */
function companyOf({ argument }: Request): string | undefined {
  const { credentials } = argument
  return typeof credentials === 'object' && 'Client' in credentials && typeof credentials.Client === 'string'
    ? credentials.Client
    : undefined
}
