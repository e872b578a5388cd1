import type { SourceName } from '../informationsmangd.ts'

/** How the console signs people in: OIDC, with an identity provider whose persons are those of an issuer of tokens. */
export interface ConsoleOptions {
  /** Name of the issuer whose subjects its persons are. */
  readonly utfardare: string
  /** Issuer of the ID tokens, where it is not the one of the access tokens. */
  readonly issuer?: string
  /** The console's own contract in klienter.yaml. */
  readonly klient: string
  /** The console's name at the identity provider. */
  readonly klientId: string
  readonly klientautentisering: 'private_key_jwt' | 'client_secret_basic' | 'none'
  readonly hemlighet?: string
  /** PEM text, and what the identity provider calls the key. */
  readonly nyckel?: string
  readonly nyckelId?: string
  /** PEM text of the key's certificate, where the identity provider knows the key by that (Entra ID). */
  readonly certifikat?: string
  /** Scopes. */
  readonly omfattning: readonly string[]
  /** Names of claims; those of the issuer when absent. */
  readonly ansprak: {
    readonly namn: string
    readonly roller: string
    readonly personnummer?: string
    readonly loggar?: string
  }
  /** From the identity provider's names to roles; absent: the names are the roles. */
  readonly rollkarta?: Readonly<Record<string, string>>
  /** Which assurance levels (acr) a right demands. */
  readonly acr: Readonly<Record<string, readonly string[]>>
  /** Whom somebody asks who may not sign in. */
  readonly kontakt: string
  /** Whom staff ring about what a source would have shown. */
  readonly ring: readonly Ring[]
  /** Minutes without anything done, hours in all, minutes until the roles are asked for anew. */
  readonly vilaMinuter: number
  readonly hogstTimmar: number
  readonly omprovningMinuter: number
}

/** Of a source in one stadsdel, of a source, or of all. */
export interface Ring {
  readonly kalla?: SourceName
  readonly stadsdel?: string
  readonly text: string
}

/** As written: keys with a default may be absent. */
export type ConsoleSettings = Pick<
  ConsoleOptions,
  'utfardare' | 'klient' | 'klientId' | 'klientautentisering' | 'kontakt'
> &
  Partial<Omit<ConsoleOptions, 'ansprak'>> & { readonly ansprak?: Partial<ConsoleOptions['ansprak']> }

interface ClaimNames {
  readonly namn: string
  readonly ansprak: { readonly roller: string; readonly personnummer?: string; readonly loggar?: string }
}

/** With the claim names of its issuer where it names none. */
export function defaultedConsole(
  { ansprak, ...console }: ConsoleSettings,
  issuers: readonly ClaimNames[],
): ConsoleOptions {
  const own = issuers.find(({ namn }) => namn === console.utfardare)?.ansprak ?? { roller: 'roller' }
  return {
    omfattning: ['openid', 'profile'],
    acr: {},
    ring: [],
    vilaMinuter: 30,
    hogstTimmar: 10,
    omprovningMinuter: 60,
    ...console,
    ansprak: {
      namn: 'name',
      roller: own.roller,
      ...(own.personnummer === undefined ? {} : { personnummer: own.personnummer }),
      ...(own.loggar === undefined ? {} : { loggar: own.loggar }),
      ...ansprak,
    },
  }
}
