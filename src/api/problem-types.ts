import type { Problemkod } from './problem.ts'

/** What the page of a problem type tells whoever meets it; Swedish. */
export interface Problemtyp {
  readonly betyder: string
  readonly gor: string
  readonly omforsok: string
}

const HOS_OSS: Problemtyp = {
  betyder:
    'Något gick fel i Insyn eller i ett system bakom. Ingenting har lämnats ut. Felet har rapporterats till driften med ' +
    'begärans id.',
  gor: 'Ange begärans id (fältet instance, eller huvudet X-Request-Id) om du hör av dig till driften.',
  omforsok: 'Ett nytt försök hjälper sällan förrän felet är åtgärdat.',
}
const SVARAR_INTE: Problemtyp = {
  betyder: 'Något som behövs för att svara är tillfälligt borta. Ingenting har lämnats ut.',
  gor: 'Vänta så länge som huvudet Retry-After säger och försök igen. Hör av dig till driften om det håller i sig.',
  omforsok: 'Ja, samma begäran kan skickas igen.',
}

/** One for every code, so that no type can be without its page. */
export const PROBLEMTYPER: { readonly [K in Problemkod]: Problemtyp } = {
  TOKEN_OGILTIG: {
    betyder:
      'Begäran saknar åtkomsttoken, eller så är den förfalskad, utgången eller utfärdad för något annat. Vilket det är ' +
      'sägs inte.',
    gor: 'Hämta en ny token hos utfärdaren och skicka den som Authorization: Bearer.',
    omforsok: 'Ja, med en ny token. Samma token ger samma svar.',
  },
  BEGARAN_OGILTIG: {
    betyder:
      'Begäran följer inte sitt schema: ett fält saknas, är okänt eller har fel form, kroppen är för stor (413) eller är ' +
      'inte JSON (415). Fältet fel pekar ut var (JSON Pointer) och vilken regel, aldrig vad som stod där.',
    gor: 'Rätta begäran efter fältet fel och API-beskrivningen.',
    omforsok: 'Nej, inte förrän begäran är rättad.',
  },
  ATKOMST_NEKAD: {
    betyder:
      'Avsändaren får inte göra detta, vem begäran än gäller: rollen, ändamålet, ärendet eller identifieringen räcker ' +
      'inte. Försöket är loggat.',
    gor: 'Läs fältet detail. Ange det som saknas, eller be den som förvaltar behörigheterna om hjälp.',
    omforsok: 'Nej, inte med samma begäran.',
  },
  FINNS_EJ: {
    betyder:
      'Adressen, eller det som den pekar ut, finns inte eller finns inte längre. Det säger ingenting om en person.',
    gor: 'Kontrollera adressen. Ett ärende måste ha anmälts som öppnat innan något annat kan sägas om det.',
    omforsok: 'Nej, inte förrän det som efterfrågas finns.',
  },
  METOD_EJ_TILLATEN: {
    betyder: 'Adressen finns, men tar inte emot den här HTTP-metoden.',
    gor: 'Använd någon av metoderna i huvudet Allow.',
    omforsok: 'Nej, inte med samma metod.',
  },
  KONFLIKT: {
    betyder:
      'Begäran går inte att utföra i nuvarande läge: någon annan har hunnit före, eller en begäran med samma ' +
      'Idempotency-Key pågår eller avbröts innan den besvarades.',
    gor: 'Läs nuvarande läge och avgör om begäran fortfarande behövs. Skicka den i så fall med en ny nyckel.',
    omforsok:
      'Med samma Idempotency-Key: ja, om den första begäran kan pågå ännu; svaret blir då dess svar. Blir det samma konflikt ' +
      'igen är utgången okänd och måste läsas av.',
  },
  NYCKEL_ATERANVAND: {
    betyder:
      'En Idempotency-Key som redan hör till en begäran kom tillbaka med en annan begäran, eller med andra roller.',
    gor: 'Ge varje ny begäran en ny nyckel, till exempel ett slumpat UUID, och ändra inget när den skickas om.',
    omforsok: 'Nej, inte med samma nyckel.',
  },
  FOR_MANGA_ANROP: {
    betyder: 'Klienten eller slutanvändaren frågar oftare än vad som är överenskommet.',
    gor: 'Vänta så länge som huvudet Retry-After säger. Fråga inte i loop och inte om samma sak flera gånger.',
    omforsok: 'Ja, efter väntan.',
  },
  LOGG_OTILLGANGLIG: {
    ...SVARAR_INTE,
    betyder: 'Åtkomstloggen kan inte skrivas just nu, och inget lämnas ut utan att först vara loggat.',
  },
  KALLA_OTILLGANGLIG: SVARAR_INTE,
  MALSYSTEM_OTILLGANGLIGT: HOS_OSS,
  MALSYSTEM_NEKAR: HOS_OSS,
  KAFKA_OTILLGANGLIG: HOS_OSS,
  KAFKA_NEKAR: HOS_OSS,
  MEDDELANDE_OGILTIGT: HOS_OSS,
  KONFIG_OGILTIG: HOS_OSS,
  NYCKEL_SAKNAS: HOS_OSS,
  DATABAS_FEL: HOS_OSS,
  KALLA_INLOGGNING: HOS_OSS,
  KALLA_FAULT: HOS_OSS,
  KALLA_INTE_SVAR: HOS_OSS,
  KALLA_TRUNKERAD: HOS_OSS,
  KALLA_OORDNAD: HOS_OSS,
  KORNING_PAGAR: HOS_OSS,
  LOGG_BRUTEN: HOS_OSS,
  OVANTAT: HOS_OSS,
}

export const PROBLEMKODER = Object.keys(PROBLEMTYPER) as readonly Problemkod[]
