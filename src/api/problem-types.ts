import type { ProblemCode } from './problem.ts'

/** Text of a problem type's page, in Swedish. */
export interface ProblemType {
  readonly means: string
  readonly remedy: string
  readonly retry: string
}

const INTERNAL: ProblemType = {
  means:
    'Något gick fel i Insyn eller i ett system bakom. Ingenting har lämnats ut. Felet har rapporterats till driften med ' +
    'begärans id.',
  remedy: 'Ange begärans id (fältet instance, eller huvudet X-Request-Id) om du hör av dig till driften.',
  retry: 'Ett nytt försök hjälper sällan förrän felet är åtgärdat.',
}
const UNAVAILABLE: ProblemType = {
  means: 'Något som behövs för att svara är tillfälligt borta. Ingenting har lämnats ut.',
  remedy: 'Vänta så länge som huvudet Retry-After säger och försök igen. Hör av dig till driften om det håller i sig.',
  retry: 'Ja, samma begäran kan skickas igen.',
}

/** One entry for every code, so that every type has a page. */
export const PROBLEM_TYPES: { readonly [K in ProblemCode]: ProblemType } = {
  TOKEN_OGILTIG: {
    means:
      'Begäran saknar åtkomsttoken, eller så är den förfalskad, utgången, utfärdad för något annat eller för längre tid än ' +
      'installationen godtar, eller bunden till ett klientcertifikat (RFC 8705) som anslutningen inte visar. Vilket det är ' +
      'sägs inte.',
    remedy:
      'Hämta en ny token hos utfärdaren och skicka den som Authorization: Bearer. Är den bunden till ett certifikat ska ' +
      'anslutningen göras med det.',
    retry: 'Ja, med en ny token. Samma token ger samma svar.',
  },
  BEGARAN_OGILTIG: {
    means:
      'Begäran följer inte sitt schema: ett fält saknas, är okänt, anges flera gånger eller har fel form, kroppen är för ' +
      'stor (413) eller är inte JSON i UTF-8 (415), huvudena är för många eller för stora (431), eller så innehåller en ' +
      'text tecken som inte kan skrivas ut eller något som kan läsas som ett personnummer. Fältet fel pekar ut var (JSON ' +
      'Pointer) och vilken regel, aldrig vad som stod där.',
    remedy: 'Rätta begäran efter fältet fel och API-beskrivningen.',
    retry: 'Nej, inte förrän begäran är rättad.',
  },
  ATKOMST_NEKAD: {
    means:
      'Avsändaren får inte göra detta, vem begäran än gäller: rollen, ändamålet, ärendet eller identifieringen räcker ' +
      'inte, eller så saknar det anropande systemet avtal eller är avstängt. Försöket är loggat.',
    remedy:
      'Läs fältet detail: det säger vad som saknas. Ange det som saknas, eller be den som förvaltar behörigheterna om hjälp.',
    retry: 'Nej, inte med samma begäran.',
  },
  FINNS_EJ: {
    means:
      'Adressen, eller det som den pekar ut, finns inte eller finns inte längre. Det säger ingenting om en person.',
    remedy: 'Kontrollera adressen. Ett ärende måste ha anmälts som öppnat innan något annat kan sägas om det.',
    retry: 'Nej, inte förrän det som efterfrågas finns.',
  },
  METOD_EJ_TILLATEN: {
    means: 'Adressen finns, men tar inte emot den här HTTP-metoden.',
    remedy: 'Använd någon av metoderna i huvudet Allow.',
    retry: 'Nej, inte med samma metod.',
  },
  KONFLIKT: {
    means:
      'Begäran går inte att utföra i nuvarande läge: någon annan har hunnit före, eller en begäran med samma ' +
      'Idempotency-Key pågår eller avbröts innan den besvarades.',
    remedy: 'Läs nuvarande läge och avgör om begäran fortfarande behövs. Skicka den i så fall med en ny nyckel.',
    retry:
      'Med samma Idempotency-Key: ja, om den första begäran kan pågå ännu; svaret blir då dess svar. Blir det samma konflikt ' +
      'igen är utgången okänd och måste läsas av.',
  },
  NYCKEL_ATERANVAND: {
    means:
      'En Idempotency-Key som redan hör till en begäran kom tillbaka med en annan begäran, eller med andra roller.',
    remedy: 'Ge varje ny begäran en ny nyckel, till exempel ett slumpat UUID, och ändra inget när den skickas om.',
    retry: 'Nej, inte med samma nyckel.',
  },
  FOR_MANGA_ANROP: {
    means: 'Klienten eller slutanvändaren frågar oftare än vad som är överenskommet.',
    remedy: 'Vänta så länge som huvudet Retry-After säger. Fråga inte i loop och inte om samma sak flera gånger.',
    retry: 'Ja, efter väntan.',
  },
  LOGG_OTILLGANGLIG: {
    ...UNAVAILABLE,
    means: 'Åtkomstloggen kan inte skrivas just nu, och inget lämnas ut utan att först vara loggat.',
  },
  KALLA_OTILLGANGLIG: UNAVAILABLE,
  DATABAS_NERE: UNAVAILABLE,
  DATABAS_SVARAR_EJ: UNAVAILABLE,
  DATABAS_LANGSAM: UNAVAILABLE,
  DATABAS_SKRIVSKYDDAD: UNAVAILABLE,
  DATABAS_FULL: UNAVAILABLE,
  MALSYSTEM_OTILLGANGLIGT: INTERNAL,
  MALSYSTEM_NEKAR: INTERNAL,
  KAFKA_OTILLGANGLIG: INTERNAL,
  KAFKA_NEKAR: INTERNAL,
  MEDDELANDE_OGILTIGT: INTERNAL,
  KONFIG_OGILTIG: INTERNAL,
  NYCKEL_SAKNAS: INTERNAL,
  DATABAS_FEL: INTERNAL,
  KALLA_INLOGGNING: INTERNAL,
  KALLA_FAULT: INTERNAL,
  KALLA_INTE_SVAR: INTERNAL,
  KALLA_FOR_STOR: INTERNAL,
  KALLA_TRUNKERAD: INTERNAL,
  KALLA_OORDNAD: INTERNAL,
  KORNING_PAGAR: INTERNAL,
  KORNING_FORLORAD: INTERNAL,
  LOGG_BRUTEN: INTERNAL,
  OVANTAT: INTERNAL,
}

export const PROBLEM_CODES = Object.keys(PROBLEM_TYPES) as readonly ProblemCode[]
