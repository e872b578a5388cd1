import { API, apiAddress } from './contracts/api-info.ts'
import { PROBLEM_PATH } from './problem.ts'

/** What the national REST profile requires of an API's description, in Swedish and English. */
export const INFO = {
  title: 'Insyn',
  version: API.apiVersion,
  summary: 'Vad kontaktcenter får se av stadsdelarnas uppgifter om en person',
  description: `**Svenska.** Insyn låter stadens kontaktcenter se en begränsad del av stadsdelsnämndernas uppgifter i Paraplyet och
av fakturorna i Agresso. Vad som visas avgörs av nämndens avtal, rollen, ändamålet och skyddet av personuppgifter. Varje svar
är loggat hos den nämnd som ansvarar för uppgifterna innan det lämnas ut; även det som är tomt eller nekat. En person som
saknas, har skyddade personuppgifter, inte omfattas av något avtal eller ligger utanför behörigheten ger ett och samma svar.
Personnummer skickas bara i begärans kropp, aldrig i en adress eller ett huvud.

**English.** Insyn lets the city's contact centre see a restricted part of what the district boards hold in Paraplyet, and of
the invoices in Agresso. What is shown follows from the board's agreement, the role, the purpose and protection of identity.
Every answer is in the log of the board that is responsible for the data before it is given, and so is one that is empty or
refused. A person who is absent, has protected identity, is covered by no agreement or is out of reach gives one and the same
answer. A personal identity number is only ever sent in the body of a request, never in an address or a header.`,
  termsOfService: 'https://insyn.example/villkor',
  contact: { name: 'Insyns förvaltning', url: 'https://insyn.example/kontakt', email: 'forvaltning@insyn.example' },
  license: { name: 'Endast enligt avtal med staden', url: 'https://insyn.example/licens' },
  'x-sla': {
    availability: 'Enligt driftavtalet. En källa som inte svarar gör svaret ofullständigt, inte otillgängligt.',
    responseTime: 'Enligt driftavtalet; svaret läses ur spegeln och väntar inte på källorna.',
    support: 'Kontorstid genom förvaltningen; ange begärans id ur X-Request-Id.',
  },
  'x-limitations': [
    'Uppgifterna är så färska som raden i kallor säger; den senaste fullständiga läsningen gäller.',
    'En kropp får vara högst 64 kB och måste vara okomprimerad JSON i UTF-8 utan BOM, högst 16 nivåer djup och utan samma fält två gånger.',
    'En begäran får ha högst 100 huvuden och 32 kB av dem.',
    'Inget svar får sparas av mellanled: Cache-Control är alltid no-store, och ETag förekommer inte.',
    'Antalet anrop är begränsat per klient och slutanvändare.',
    'Nya frivilliga fält och nya problemtyper kan tillkomma inom v1: en klient bortser från fält i ett svar som den inte känner. Okända fält i en begäran avvisas.',
  ],
} as const

export const externalDocumentation = (address: string) => ({
  description: 'Problemtyperna: vad de betyder, vad man gör och om ett nytt försök hjälper',
  url: address + PROBLEM_PATH,
})

export const servers = (address: string) => [{ url: apiAddress(address), description: 'Insyn, huvudversion 1' }]

/** Which of the two it is depends on the issuer: a token says itself whether it is bound. */
export const SECURITY_NEEDED = [{ atkomsttoken: [] }, { atkomsttoken: [], klientcertifikat: [] }] as const

export const SECURITY_SCHEMES = {
  atkomsttoken: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description:
      'OAuth 2.0-åtkomsttoken (RFC 6750) i form av JWT (RFC 9068) från en utfärdare som installationen litar på. Den namnger ' +
      'klienten, slutanvändaren och dennes roller. Fås hos utfärdaren, aldrig av Insyn. En token som är bunden till ett ' +
      'klientcertifikat (anspråket cnf med x5t#S256, RFC 8705) gäller bara över en anslutning med det certifikatet.',
  },
  klientcertifikat: {
    type: 'mutualTLS',
    description:
      'Ömsesidig TLS, 1.2 eller 1.3, för en bunden token: klienten visar samma certifikat för Insyn som för utfärdaren, direkt ' +
      'eller för den proxy som avslutar TLS åt Insyn. Proxyn skickar certifikatet vidare i Client-Cert (RFC 9440); klienten ' +
      'sätter aldrig det huvudet själv. Utan certifikat, eller med ett annat, blir svaret 401 TOKEN_OGILTIG, detsamma som för ' +
      'varje annan token som inte gäller. Om utfärdaren binder sina token, och om andra godtas, avgör installationen.',
  },
} as const
