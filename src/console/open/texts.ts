/** What is tested at every change (test/console-tour.e2e.test.ts and its neighbours), and what is not. */
export const ACCESSIBILITY = {
  title: 'Tillgänglighetsredogörelse',
  about:
    'Insyns sidor är byggda för att följa WCAG 2.2 på nivå AA. Den här sidan säger vad som prövas, hur, och vad som inte är prövat.',
  tested: 'Det här prövas vid varje ändring',
  tests: [
    'Varje sida och dialog granskas med axe (WCAG 2.2 A och AA samt god praxis) i Chromium, vid 1280 och 320 punkters bredd, i ljust och mörkt läge.',
    'Ingen sida är bredare än fönstret vid 320 punkter, och inget man kan trycka på är mindre än 24 × 24 punkter.',
    'Varje dialog lämnar tillbaka markören till det som öppnade den.',
    'Ett uppslag, nattens sämsta källa och en månads stickprov klaras med tangentbordet ensamt. Ett uppslag klaras också utan skript.',
    'Ett läge visas alltid med tecken, färg och ord.',
    'Det som en skärmläsare får läses av ur webbläsaren på varje sida: varje knapp, länk, fält, tabell och område har ett namn, rubrikerna hoppar inte över någon nivå, och det som ändras läses upp högst en gång på fem sekunder.',
    'I systemets egna få färger (Windows högkontrastläge, så som Chromium återger det) har allt som används en ram eller en understrykning, och inget läge, diagram eller val syns bara genom sin färg.',
  ],
  notTested: 'Det här är inte prövat',
  untested: [
    'Ingen har gått igenom sidorna med skärmläsare. Det görs för hand inför varje utgåva (NVDA och Edge).',
    'Windows egna högkontrastteman på en riktig dator, Firefox och Safari.',
    'PDF-filerna är märkta för skärmläsare, men inte prövade med någon.',
  ],
  known: 'Brister som är kända',
  faults: [
    'Nätternas rutnät är stort: tolv stadsdelar och fjorton nätter är 168 länkar. Sidan börjar därför med det som kräver en människa.',
  ],
  help: 'Om något inte fungerar för dig',
  whom: 'Säg till den som sköter Insyn hos er, och vad du försökte göra. Svaret på ett uppslag får du under tiden av en kollega: säg ändamålet och ärendet.',
} as const

export const PROBLEMS = {
  title: 'Problemtyper',
  status: (status: number) => `HTTP-status ${String(status)}`,
  means: 'Vad det betyder',
  remedy: 'Vad du gör',
  retry: 'Hjälper ett nytt försök?',
  all: 'Alla problemtyper',
  about:
    'Varje svar med status 400 eller högre är ett problem enligt RFC 9457, och dess type är adressen till en av sidorna här.',
} as const

export const WELCOME = {
  title: 'Välkommen',
  about:
    'Insyn låter kontaktcenter se en begränsad del av stadsdelarnas uppgifter i Paraplyet och av fakturorna i Agresso. Vad som visas avgörs av stadsdelsnämndens avtal, rollen och ändamålet, och varje uppslag loggas hos den nämnd som ansvarar för uppgifterna.',
  nobodySignsIn: 'Ingen loggar in här: den här installationen svarar bara andra system.',
  builders: 'Du som bygger ett system',
  api: 'API:ets beskrivning (OpenAPI)',
} as const
