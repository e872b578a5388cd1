import type { ReviewArea } from '../../operations/doctor.ts'

/** Of what a check found of its kind: what it means, and what to do. */
interface AreaText {
  readonly name: string
  readonly wrong: string
  /** What waits for a person. */
  readonly waits?: string
  /** What is worth knowing, and not wrong. */
  readonly note?: string
}

/** The details beneath are those of `insyn doctor`, in its English. */
export const AREA_TEXTS: Readonly<Record<ReviewArea, AreaText>> = {
  database: {
    name: 'Databasen',
    wrong:
      'Databasen är inte inställd som Insyn behöver, eller saknar Insyns roll en rättighet. Be den som sköter databasen rätta det.',
  },
  bus: {
    name: 'Kafka',
    wrong:
      'Ett ämne saknas eller har andra inställningar, eller så kommer ändringar inte fram till öppna ärenden. Kontrollera mäklarna, och skapa det som saknas med insyn kafka skapa.',
  },
  'case system': {
    name: 'Ärendesystemet',
    wrong: 'Ärendesystemet saknar något som Insyn behöver. Be ärendesystemets förvaltare ordna det.',
    note: 'Ärendesystemet sparar ändringar som inte går att ta bort. Den som svarar för uppgifterna behöver veta vilka.',
  },
  'set aside': {
    name: 'Undanlagt',
    wrong:
      'Meddelanden eller leveranser har nekats och skickas inte igen av sig själva, eller så är leveranser pausade. Öppna Leveranser, rätta orsaken och kör om eller återuppta.',
  },
  source: {
    name: 'Källa',
    wrong: 'Källan svarar, men dess klocka eller en inställning stämmer inte. Be källans förvaltare rätta det.',
    note: 'Källan lämnade inga rader av något slag som manifesten räknar upp, eller fält som inget manifest nämner. Fråga den som undertecknar tittbehörigheten, om det inte stämmer.',
  },
  reads: {
    name: 'Läsningar',
    wrong: 'Minst en källa har inte lästs helt på två dygn. Läs felet på nattens sida och kör nu.',
    waits: 'Borttagningar hålls tills du har godkänt eller avvisat dem. De står på Drift.',
    note: 'Allt har inte lästs helt än. Kör nu, eller vänta till natten.',
  },
  quarantine: {
    name: 'Karantän',
    wrong: 'Karantänen går inte att läsa.',
    waits:
      'Rader har nummer utan sekel, som kan betyda två personer. Ta reda på i källan vem som avses, och välj sekel.',
    note: 'Rader gick inte att läsa. Karantänen visar fält och orsak.',
  },
  'access logs': {
    name: 'Åtkomstloggar',
    wrong:
      'En åtkomstlogg stämmer inte med det som har undertecknats. Låt databasen vara som den är, stoppa Insyn och kontakta säkerhetsansvarig.',
  },
  followers: {
    name: 'Statistik och larm',
    wrong:
      'Poster i åtkomstloggen räknas inte, eller ger inga larm: statistik, tider eller larm har stannat. Läs tekniska loggen, och kontrollera databasen, disken och att Insyn är igång.',
  },
  'data keys': {
    name: 'Nycklar för uppgifterna',
    wrong:
      'En nyckel som har bytts ut är inte borta än, fast den borde vara det. Läs tekniska loggen, och se om läsningar eller utkorgen har stannat.',
    note: 'En nyckel har bytts ut och tas bort när ingenting är förseglat med den.',
  },
  clock: {
    name: 'Klockan',
    wrong: 'Databasens klocka och Insyns visar olika tid. Kontrollera hur båda ställs.',
  },
  certificates: {
    name: 'Certifikat',
    wrong: 'Minst ett certifikat har gått ut eller går ut inom två veckor. Beställ ett nytt, byt filen och starta om.',
    note: 'Minst ett certifikat går ut inom 60 dagar. Beställ ett nytt i tid.',
  },
  notices: {
    name: 'Meddelanden till personalen',
    wrong: 'Meddelanden går inte att skicka. Kontrollera inställningarna under meddelanden, och mottagaren.',
  },
  issuer: {
    name: 'Utfärdare',
    wrong:
      'Utfärdarens nycklar går inte att använda, eller så går dess klocka fel. Anropare som den utfärdar åt kan nekas. Kontrollera utfärdaren i inställningarna.',
  },
  disk: {
    name: 'Diskutrymme',
    wrong: 'Platsen tar slut, eller så sparas inga kontrollpunkter. Frigör plats, och kontrollera att Insyn är igång.',
  },
  checkpoints: {
    name: 'Kontrollpunkter',
    wrong: 'En mottagare saknar kontrollpunkter. Kontrollera mottagaren, och att Insyn är igång.',
    note: 'Kontrollpunkterna publiceras på färre än två ställen. Då bevisar loggen ingenting mot den som äger databasen.',
  },
  'log feed': {
    name: 'Loggflödet',
    wrong: 'Mottagaren saknar poster ur åtkomstloggen. Kontrollera syslogmottagaren.',
  },
}
