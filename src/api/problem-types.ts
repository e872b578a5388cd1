import type { ProblemCode } from './problem.ts'

/** What the page of a problem type tells whoever meets it; Swedish. */
export interface ProblemType {
  readonly means: string
  readonly make: string
  readonly retry: string
}

const OURS: ProblemType = {
  means:
    'Något gick fel i Insyn eller i ett system bakom. Ingenting har lämnats ut. Felet har rapporterats till driften med ' +
    'begärans id.',
  make: 'Ange begärans id (fältet instance, eller huvudet X-Request-Id) om du hör av dig till driften.',
  retry: 'Ett nytt försök hjälper sällan förrän felet är åtgärdat.',
}
const NO_ANSWER: ProblemType = {
  means: 'Något som behövs för att svara är tillfälligt borta. Ingenting har lämnats ut.',
  make: 'Vänta så länge som huvudet Retry-After säger och försök igen. Hör av dig till driften om det håller i sig.',
  retry: 'Ja, samma begäran kan skickas igen.',
}

/** One for every code, so that no type can be without its page. */
export const PROBLEM_TYPES: { readonly [K in ProblemCode]: ProblemType } = {
  TOKEN_OGILTIG: {
    means:
      'Begäran saknar åtkomsttoken, eller så är den förfalskad, utgången eller utfärdad för något annat. Vilket det är ' +
      'sägs inte.',
    make: 'Hämta en ny token hos utfärdaren och skicka den som Authorization: Bearer.',
    retry: 'Ja, med en ny token. Samma token ger samma svar.',
  },
  BEGARAN_OGILTIG: {
    means:
      'Begäran följer inte sitt schema: ett fält saknas, är okänt eller har fel form, kroppen är för stor (413) eller är ' +
      'inte JSON (415). Fältet fel pekar ut var (JSON Pointer) och vilken regel, aldrig vad som stod där.',
    make: 'Rätta begäran efter fältet fel och API-beskrivningen.',
    retry: 'Nej, inte förrän begäran är rättad.',
  },
  ATKOMST_NEKAD: {
    means:
      'Avsändaren får inte göra detta, vem begäran än gäller: rollen, ändamålet, ärendet eller identifieringen räcker ' +
      'inte. Försöket är loggat.',
    make: 'Läs fältet detail. Ange det som saknas, eller be den som förvaltar behörigheterna om hjälp.',
    retry: 'Nej, inte med samma begäran.',
  },
  FINNS_EJ: {
    means:
      'Adressen, eller det som den pekar ut, finns inte eller finns inte längre. Det säger ingenting om en person.',
    make: 'Kontrollera adressen. Ett ärende måste ha anmälts som öppnat innan något annat kan sägas om det.',
    retry: 'Nej, inte förrän det som efterfrågas finns.',
  },
  METOD_EJ_TILLATEN: {
    means: 'Adressen finns, men tar inte emot den här HTTP-metoden.',
    make: 'Använd någon av metoderna i huvudet Allow.',
    retry: 'Nej, inte med samma metod.',
  },
  KONFLIKT: {
    means:
      'Begäran går inte att utföra i nuvarande läge: någon annan har hunnit före, eller en begäran med samma ' +
      'Idempotency-Key pågår eller avbröts innan den besvarades.',
    make: 'Läs nuvarande läge och avgör om begäran fortfarande behövs. Skicka den i så fall med en ny nyckel.',
    retry:
      'Med samma Idempotency-Key: ja, om den första begäran kan pågå ännu; svaret blir då dess svar. Blir det samma konflikt ' +
      'igen är utgången okänd och måste läsas av.',
  },
  NYCKEL_ATERANVAND: {
    means:
      'En Idempotency-Key som redan hör till en begäran kom tillbaka med en annan begäran, eller med andra roller.',
    make: 'Ge varje ny begäran en ny nyckel, till exempel ett slumpat UUID, och ändra inget när den skickas om.',
    retry: 'Nej, inte med samma nyckel.',
  },
  FOR_MANGA_ANROP: {
    means: 'Klienten eller slutanvändaren frågar oftare än vad som är överenskommet.',
    make: 'Vänta så länge som huvudet Retry-After säger. Fråga inte i loop och inte om samma sak flera gånger.',
    retry: 'Ja, efter väntan.',
  },
  LOGG_OTILLGANGLIG: {
    ...NO_ANSWER,
    means: 'Åtkomstloggen kan inte skrivas just nu, och inget lämnas ut utan att först vara loggat.',
  },
  KALLA_OTILLGANGLIG: NO_ANSWER,
  MALSYSTEM_OTILLGANGLIGT: OURS,
  MALSYSTEM_NEKAR: OURS,
  KAFKA_OTILLGANGLIG: OURS,
  KAFKA_NEKAR: OURS,
  MEDDELANDE_OGILTIGT: OURS,
  KONFIG_OGILTIG: OURS,
  NYCKEL_SAKNAS: OURS,
  DATABAS_FEL: OURS,
  KALLA_INLOGGNING: OURS,
  KALLA_FAULT: OURS,
  KALLA_INTE_SVAR: OURS,
  KALLA_TRUNKERAD: OURS,
  KALLA_OORDNAD: OURS,
  KORNING_PAGAR: OURS,
  LOGG_BRUTEN: OURS,
  OVANTAT: OURS,
}

export const PROBLEM_CODES = Object.keys(PROBLEM_TYPES) as readonly ProblemCode[]
