import type { CodeText } from './night-runs.ts'

/** What each code means and what to do about it, for who operates the hub. docs/operations.md says the same at length. */
const TEXTS: ReadonlyMap<string, CodeText> = new Map([
  [
    'KALLA_OTILLGANGLIG',
    {
      what: 'Källan svarade inte, eller inte färdigt.',
      remedy: 'Kontrollera att tjänsten är igång och går att nå härifrån. Kör om när den svarar.',
    },
  ],
  [
    'KALLA_INLOGGNING',
    {
      what: 'Källan nekade inloggningen.',
      remedy:
        'Rätta användare och lösenord i inställningarna och starta om, eller lås upp kontot i källan och säg till med insyn synk forsok-igen. Insyn försöker inte igen av sig självt, så att kontot inte låses.',
    },
  ],
  [
    'KALLA_FAULT',
    {
      what: 'Källan svarade med ett fel.',
      remedy:
        'Läs källans egen logg vid samma tid. Gäller felet anropet: jämför inställningar och versioner på båda sidor.',
    },
  ],
  [
    'KALLA_INTE_SVAR',
    {
      what: 'Det som kom var inget svar på frågan, till exempel en inloggningssida eller ett avbrutet svar.',
      remedy: 'Kontrollera adressen, och vad som står framför tjänsten.',
    },
  ],
  [
    'KALLA_FOR_STOR',
    {
      what: 'Svaret var större än vad Insyn får läsa. Ingenting togs bort.',
      remedy:
        'Är källan så stor: höj synk.tak i inställningarna och starta om. Är den inte det: kontrollera vad som svarar på adressen.',
    },
  ],
  [
    'KALLA_TRUNKERAD',
    {
      what: 'Källan gav färre rader än den själv säger att den har. Ingenting togs bort.',
      remedy: 'Höj gränsen i källan (MaxRows i mallen).',
    },
  ],
  [
    'KALLA_OORDNAD',
    {
      what: 'En persons rader kom utspridda, även i andra läsningen.',
      remedy: 'Be källans förvaltare att lämna raderna i ordning.',
    },
  ],
  [
    'KONFIG_OGILTIG',
    {
      what: 'En inställning stämmer inte med källan.',
      remedy: 'Rätta inställningen som nämns i felet och starta om.',
    },
  ],
  [
    'NYCKEL_SAKNAS',
    {
      what: 'Avtalet upphörde eller dess nyckel byttes medan källan lästes.',
      remedy: 'Ingenting: nästa körning läser det som gäller då.',
    },
  ],
  [
    'KORNING_PAGAR',
    {
      what: 'En annan körning av samma källa och stadsdel pågick redan.',
      remedy: 'Ingenting, eller kör när den andra är klar.',
    },
  ],
  [
    'KORNING_FORLORAD',
    {
      what: 'Tråden som läste dog, till exempel för att minnet tog slut. Det som hann skrivas står kvar.',
      remedy: 'Läs loggen vid samma tid och se till att det finns minne. Nästa körning läser om allt.',
    },
  ],
  ['DATABAS_FEL', { what: 'Databasen gick inte att använda.', remedy: 'Kontrollera databasen och dess anslutningar.' }],
  [
    'DATABAS_NERE',
    {
      what: 'Databasen gick inte att nå, eller avbröt anslutningen.',
      remedy: 'Kontrollera att databasen är igång och går att nå härifrån. Insyn fortsätter av sig självt.',
    },
  ],
  [
    'DATABAS_SVARAR_EJ',
    {
      what: 'Databasen svarade inte i tid.',
      remedy: 'Kontrollera databasens belastning och nätet dit. Insyn fortsätter av sig självt.',
    },
  ],
  [
    'DATABAS_LANGSAM',
    {
      what: 'Databasen avbröt en fråga som tog längre tid än en minut.',
      remedy: 'Kontrollera databasserverns minne och disk, och vad den gör mer. Insyn försöker igen.',
    },
  ],
  [
    'DATABAS_SKRIVSKYDDAD',
    {
      what: 'Databasen tog inte emot skrivningar, som en reserv gör.',
      remedy: 'Kontrollera att adressen leder till den databas som är i drift.',
    },
  ],
  [
    'DATABAS_FULL',
    { what: 'Databasens disk är full.', remedy: 'Ge databasen mer plats. Insyn fortsätter av sig självt.' },
  ],
  [
    'LOGG_OTILLGANGLIG',
    {
      what: 'Åtkomstloggen gick inte att skriva, så ingenting gjordes.',
      remedy: 'Kontrollera databasen och disken.',
    },
  ],
  [
    'LOGG_BRUTEN',
    {
      what: 'Åtkomstloggen stämmer inte med det som har undertecknats.',
      remedy: 'Låt databasen vara som den är och kontakta säkerhetsansvarig.',
    },
  ],
  [
    'OKANT_FEL',
    { what: 'Ett fel i Insyn självt.', remedy: 'Kontrollera databasen och tekniska loggen vid samma tid.' },
  ],
  [
    'avbruten',
    { what: 'Körningen avbröts innan den var klar. Ingenting togs bort.', remedy: 'Kör om när det passar.' },
  ],
  ['vantar', { what: 'Borttagningar hålls tills en människa har granskat dem.', remedy: 'Granska borttagningen.' }],
  ['misslyckad', { what: 'Körningen misslyckades.', remedy: 'Öppna körningen och läs felet.' }],
  [
    'tom-lasning',
    {
      what: 'Källan svarade att den inte har någon alls. Ingenting togs bort.',
      remedy: 'Kontrollera källan. Godkänn bara om den verkligen är tom.',
    },
  ],
  [
    'herrelosa-rader',
    {
      what: 'Källan lämnade rader som inte hör till någon känd person, och de är nya. Ingenting togs bort.',
      remedy: 'Rätta raderna i källan. De kan höra till någon som annars ser ut att ha försvunnit.',
    },
  ],
  [
    'tyst-del',
    {
      what: 'En del av källan gav ingenting, och gav rader förra gången. Ingenting togs bort.',
      remedy: 'Kontrollera den delen av källan, till exempel en mall.',
    },
  ],
  [
    'for-manga-borta',
    {
      what: 'Källan hade så mycket mindre än förra gången att ingenting togs bort.',
      remedy: 'Kontrollera i källan om det stämmer. Godkänn eller avvisa sedan borttagningen.',
    },
  ],
  ['datum', { what: 'Datumet går inte att läsa.', remedy: 'Rätta det i källan och kör om.' }],
  [
    'format',
    {
      what: 'Värdet har inte den form som fältet ska ha.',
      remedy: 'Rätta det i källan, eller manifestet, och kör om.',
    },
  ],
  ['saknas', { what: 'Ett fält som måste finnas är tomt.', remedy: 'Fyll i det i källan och kör om.' }],
  [
    'dubbelt',
    { what: 'Samma post finns två gånger med olika innehåll.', remedy: 'Ta bort den ena i källan och kör om.' },
  ],
  ['motsagelse', { what: 'Källan säger emot sig själv.', remedy: 'Rätta det i källan och kör om.' }],
  ['personnummer', { what: 'Numret är inget giltigt personnummer.', remedy: 'Rätta det i källan och kör om.' }],
  ['struktur', { what: 'Raden är inte byggd som manifestet säger.', remedy: 'Jämför manifestet med källan.' }],
  [
    'tvetydigt',
    {
      what: 'Numret saknar sekel och kan betyda två personer.',
      remedy: 'Ta reda på i källan vem som avses, och välj sekel.',
    },
  ],
  [
    'MALSYSTEM_OTILLGANGLIGT',
    {
      what: 'Ärendesystemet tog inte emot.',
      remedy: 'Kontrollera att ärendesystemet är igång. Insyn försöker igen av sig självt.',
    },
  ],
  [
    'MALSYSTEM_NEKAR',
    {
      what: 'Ärendesystemet nekade skrivningen.',
      remedy: 'Läs ärendesystemets logg, rätta orsaken och kör om.',
    },
  ],
  [
    'NYARE_I_ARENDET',
    {
      what: 'Ärendet har en nyare version än den som skulle skrivas.',
      remedy: 'Kör en avstämning med rättning, och ta reda på vem som mer skriver i ärendena.',
    },
  ],
  [
    'KAFKA_OTILLGANGLIG',
    {
      what: 'Kafka tog inte emot.',
      remedy: 'Kontrollera mäklarna. Insyn försöker igen av sig självt.',
    },
  ],
  ['KAFKA_NEKAR', { what: 'Kafka nekade meddelandet.', remedy: 'Rätta orsaken och kör om meddelandet.' }],
])

/** What a value's form is wrong in (`format:dag`) has the words of the form. */
export const codeText = (code: string): CodeText =>
  TEXTS.get(code.replace(/^format:.*/, 'format')) ?? {
    what: `Okänd orsak (${code}).`,
    remedy: 'Läs tekniska loggen vid samma tid.',
  }
