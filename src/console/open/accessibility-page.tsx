import { PageHead } from '../frame/components.tsx'
import type { Page } from '../frame/visit.ts'

/** What is tested at every change (test/console-tour.e2e.test.ts and its neighbours), and what is not. */
export const accessibilityPage: Page = {
  title: 'Tillgänglighetsredogörelse',
  content: (
    <article class="prose">
      <PageHead title="Tillgänglighetsredogörelse" />
      <p>
        Insyns sidor är byggda för att följa WCAG 2.2 på nivå AA. Den här sidan säger vad som prövas, hur, och vad som
        inte är prövat.
      </p>
      <h2>Det här prövas vid varje ändring</h2>
      <ul>
        <li>
          Varje sida och dialog granskas med axe (WCAG 2.2 A och AA samt god praxis) i Chromium, vid 1280 och 320
          punkters bredd, i ljust och mörkt läge.
        </li>
        <li>
          Ingen sida är bredare än fönstret vid 320 punkter, och inget man kan trycka på är mindre än 24 × 24 punkter.
        </li>
        <li>Varje dialog lämnar tillbaka markören till det som öppnade den.</li>
        <li>
          Ett uppslag, nattens sämsta källa och en månads stickprov klaras med tangentbordet ensamt. Ett uppslag klaras
          också utan skript.
        </li>
        <li>Ett läge visas alltid med tecken, färg och ord.</li>
        <li>
          Det som en skärmläsare får läses av ur webbläsaren på varje sida: varje knapp, länk, fält, tabell och område
          har ett namn, rubrikerna hoppar inte över någon nivå, och det som ändras läses upp högst en gång på fem
          sekunder.
        </li>
        <li>
          I systemets egna få färger (Windows högkontrastläge, så som Chromium återger det) har allt som används en ram
          eller en understrykning, och inget läge, diagram eller val syns bara genom sin färg.
        </li>
      </ul>
      <h2>Det här är inte prövat</h2>
      <ul>
        <li>Ingen har gått igenom sidorna med skärmläsare. Det görs för hand inför varje utgåva (NVDA och Edge).</li>
        <li>Windows egna högkontrastteman på en riktig dator, Firefox och Safari.</li>
        <li>PDF-filerna är märkta för skärmläsare, men inte prövade med någon.</li>
      </ul>
      <h2>Brister som är kända</h2>
      <ul>
        <li>
          Nätternas rutnät är stort: tolv stadsdelar och fjorton nätter är 168 länkar. Sidan börjar därför med det som
          kräver en människa.
        </li>
      </ul>
      <h2>Om något inte fungerar för dig</h2>
      <p>
        Säg till den som sköter Insyn hos er, och vad du försökte göra. Svaret på ett uppslag får du under tiden av en
        kollega: säg ändamålet och ärendet.
      </p>
    </article>
  ),
}
