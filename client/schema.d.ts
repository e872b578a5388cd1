// Generated from the API's contracts by `npm run openapi`.
export interface paths {
    "/uppslag": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Slå upp en person
         * @description **Svenska.** Vad kontaktcenter får se om en person just nu. En person som saknas, har skyddade personuppgifter, inte omfattas av något avtal, ligger utanför behörigheten eller är den som frågar ger ett och samma svar. Svarets personId kan användas i stället för numret under en kort stund, till exempel för att byta ändamål under ett samtal. Anges arende men varken nummer eller personId gäller uppslaget personen i det ärendet, så länge den egna klienten har det öppet; annars svaras som om personen saknas. Kräver en roll som får se något för något ändamål: `aldre-direkt`, `arendesystem`, `barn-och-utbildning`, `funktionsnedsattning`, `skyddad-handlaggare`, `trygghetsjour`.
         *
         *     **English.** What the contact centre may see of one person now. A person who is absent, has protected identity, is covered by no agreement, is out of reach or is the one who asks gives one and the same answer. The personId of the answer can stand in for the number for a short while, as when the purpose changes during a call. With arende and neither a number nor a personId the lookup is of the person of that case, while the same client has it open; if it has not, the answer is that of an absent person. Requires a role that may see something for some purpose: `aldre-direkt`, `arendesystem`, `barn-och-utbildning`, `funktionsnedsattning`, `skyddad-handlaggare`, `trygghetsjour`.
         */
        post: operations["gorUppslag"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/arenden/{arendeId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Hur speglingen till ett anmält ärende står
         * @description **Svenska.** Om ärendesystemet har ärendet, och om speglingen därför pågår, väntar eller är nekad. Hubben frågar ärendesystemet om varje ärende som anmäls. Svaret är detsamma vem ärendet än gäller, och säger inte om något har skrivits eller hur mycket. Ett ärende som den egna klienten inte har anmält finns inte. Kräver rollen arendesystem.
         *
         *     **English.** Whether the case system has the case, and so whether the mirroring goes on, waits or is refused. The hub asks the case system about every case that is reported. The answer is the same whoever the case is about, and does not say whether anything was written or how much. A case that the same client has not reported does not exist. Requires the role arendesystem.
         */
        get: operations["hamtaArende"];
        /**
         * Anmäl att ett ärende öppnats, kategoriserats eller stängts
         * @description **Svenska.** Börjar eller avslutar speglingen till ärendet och svarar med vad ärendet bör registrera. Att anmäla samma sak igen ändrar ingenting. Kategorins ord sparas bara om konfigurationen har dem, annars som övrigt. Svaret väntar inte på ärendesystemet: spegling säger det som är känt, och GET samma adress säger det senare. Kräver rollen arendesystem.
         *
         *     **English.** Begins or ends the mirroring into the case and answers with what the case should register. Reporting the same again changes nothing. The words of a category are kept only when the configuration has them, else as övrigt. The answer does not wait for the case system: spegling says what is known, and GET of the same address says it later. Requires the role arendesystem.
         */
        put: operations["anmalArende"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/arenden/{arendeId}/registrering": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Välj hur ett ärende registreras
         * @description **Svenska.** Kategorin som ärendet registrerar i stället för den som hubben annars föreslår, i konfigurationens ord. Ärendesystemet får den med det andra som ärendet registrerar av sin person; ett ärende som ingenting registrerar får den inte. Svaret är detsamma vem ärendet än gäller. Kräver en roll som slår upp personer: `aldre-direkt`, `arendesystem`, `barn-och-utbildning`, `funktionsnedsattning`, `skyddad-handlaggare`, `trygghetsjour`.
         *
         *     **English.** The category that the case registers in the place of the one that the hub suggests, in words of the configuration. The case system gets it with what else the case registers of its person; a case that registers nothing does not get it. The answer is the same whoever the case is about. Requires a role that looks persons up: `aldre-direkt`, `arendesystem`, `barn-och-utbildning`, `funktionsnedsattning`, `skyddad-handlaggare`, `trygghetsjour`.
         */
        post: operations["registreraArende"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/fakturor/{fakturaRef}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Hämta en faktura med sina rader
         * @description **Svenska.** En faktura ur ett tidigare uppslag, bedömd på nytt under samma ändamål. En referens som inte gäller och en faktura som inte längre får visas ger ett och samma svar. Kräver en roll som får se faktura för något ändamål: `aldre-direkt`, `arendesystem`, `funktionsnedsattning`, `skyddad-handlaggare`.
         *
         *     **English.** One invoice of an earlier lookup, judged anew under the same purpose. A reference of no use and an invoice that may no longer be shown give one and the same answer. Requires a role that may see faktura for some purpose: `aldre-direkt`, `arendesystem`, `funktionsnedsattning`, `skyddad-handlaggare`.
         */
        get: operations["hamtaFaktura"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/handlaggare": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Register över handläggare
         * @description **Svenska.** Handläggare med stadsdel, ansvarsområde, enhet, telefon och telefontid, så som senaste läsningen av varje stadsdels system har dem. En stadsdel utan avtal finns inte med. Kräver en roll som får se handlaggare för ändamålet kontakt-handlaggare: `aldre-direkt`, `arendesystem`, `funktionsnedsattning`, `trygghetsjour`.
         *
         *     **English.** Care officials with district, area of responsibility, unit, phone and phone hours, as the newest read of each district has them. A district without an agreement is not in it. Requires a role that may see handlaggare for the purpose kontakt-handlaggare: `aldre-direkt`, `arendesystem`, `funktionsnedsattning`, `trygghetsjour`.
         */
        get: operations["listaHandlaggare"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/statistik/uppslag": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Antal uppslag per vecka, stadsdel och kategori
         * @description **Svenska.** Räknat ur åtkomstloggen, utan personer. Ett uppslag som visade uppgifter från flera stadsdelar räknas i var och en av dem; de som inget visade står utan stadsdel som ett tal per vecka. Färre än fem anges inte, och inga summor ges. Kategorins ord är de som konfigurationen har; andra räknas som övrigt. Högst 53 veckor; utan gränser de senaste 13. Kräver en roll med rätten statistik: `gruppledare`, `sakerhetsansvarig`.
         *
         *     **English.** Counted from the access log, without persons. A lookup that showed data of several districts counts in each of them; those that showed nothing stand without district as one number a week. Fewer than five are not told, and there are no sums. The words of a category are those of the configuration; others count as övrigt. At most 53 weeks; the last 13 when not limited. Requires a role with the right statistik: `gruppledare`, `sakerhetsansvarig`.
         */
        get: operations["hamtaUppslagsstatistik"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/larm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Larm ur åtkomstloggen
         * @description **Svenska.** Det som någon bör titta på i de loggar som du granskar, nyast först: försök mot skyddade personuppgifter, uppslag på det egna numret, undantag, upprepat nekade och ovanligt många uppslag. Ett larm pekar ut en loggpost och säger inget om vem den gäller. Larm som röjer att någon har skyddade personuppgifter finns bara för den som har rätten granska-skyddade. Kräver en roll med rätten granska: `granskare`, `sakerhetsansvarig`.
         *
         *     **English.** What somebody should look at in the logs that you review, newest first: attempts on protected identity, lookups of one’s own number, exceptions, repeated refusals and unusually many lookups. An alert points at a record and says nothing of whom it is about. Alerts that tell that somebody is protected are there only for those with the right granska-skyddade. Requires a role with the right granska: `granskare`, `sakerhetsansvarig`.
         */
        get: operations["listaLarm"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/larm/{larmId}/kvittering": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Kvittera ett larm
         * @description **Svenska.** Säger att någon har tagit hand om larmet, vem och vad som framkom. Ett larm kvitteras en gång; samma kommentar av samma person igen ändrar ingenting. Kräver en roll med rätten granska: `granskare`, `sakerhetsansvarig`.
         *
         *     **English.** Says that somebody has taken care of the alert, who, and what came of it. An alert is acknowledged once; the same comment by the same person again changes nothing. Requires a role with the right granska: `granskare`, `sakerhetsansvarig`.
         */
        post: operations["kvitteraLarm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/atkomster/post": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Visa en post i åtkomstloggen
         * @description **Svenska.** Posten som ett loggId pekar ut, i ord, och de poster som samma anrop gav i andra loggar som du granskar. Ett loggId ur ett svar, ett larm eller en sökning. Vem posten gäller visas inte. En post i någon annans logg finns inte för dig, och inte heller en post som röjer skyddade personuppgifter om du saknar rätten granska-skyddade. Kräver en roll med rätten granska: `granskare`, `sakerhetsansvarig`.
         *
         *     **English.** The record that a loggId points at, in words, and those that the same request made in other logs that you review. A loggId of an answer, an alert or a search. Whom the record is about is not shown. A record in somebody else’s log is not there for you, nor is one that tells protection without the right granska-skyddade. Requires a role with the right granska: `granskare`, `sakerhetsansvarig`.
         */
        post: operations["visaLoggpost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/atkomster/personnummer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Öppna numret för personen i en post
         * @description **Svenska.** Säger vem en post gäller. Åtgärden står i loggen innan numret lämnas ut. En post utan förseglat nummer, som en skrivning i ett ärende, får numret ur personens nyaste post i dina loggar som har det. Den som har skyddade personuppgifter öppnas bara av den som har rätten granska-skyddade; för andra är svaret detsamma som när numret saknas. Kräver en roll med rätten granska: `granskare`, `sakerhetsansvarig`.
         *
         *     **English.** Says whom a record is about. The act is in the log before the number leaves. A record without a sealed number, as a write into a case, gets it from the person’s newest record in your logs that has one. Of somebody whose identity is protected it is opened with the right granska-skyddade alone; for others the answer is that of a number which is not there. Requires a role with the right granska: `granskare`, `sakerhetsansvarig`.
         */
        post: operations["oppnaPersonnummer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/atkomster/sok": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sök i åtkomstloggarna
         * @description **Svenska.** Vem som har sett vad om vem, i de loggar som du är tilldelad: nyast först, med antal per värde. Varje sökning kräver ett skäl och står själv som en post i varje logg som söks, där de andra granskarna ser den. Poster som röjer att någon har skyddade personuppgifter finns bara för den vars roll har rätten granska-skyddade. Kräver en roll med rätten granska: `granskare`, `sakerhetsansvarig`.
         *
         *     **English.** Who has seen what of whom, in the logs assigned to you: newest first, with counts per value. Every search demands a reason and is itself a record in each log that it searches, where the other officers see it. Records that tell that somebody has protected identity exist only for a role with the right granska-skyddade. Requires a role with the right granska: `granskare`, `sakerhetsansvarig`.
         */
        post: operations["sokAtkomster"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/atkomster/tidslinje": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * En persons eller handläggares tidslinje
         * @description **Svenska.** Allt som dina loggar har om en person, eller som en handläggare har gjort, i tidsordning, med ärendenas öppnande och stängning, enkelttillstånd och larm. Kräver ett skäl och står själv i loggarna. Kräver en roll med rätten granska: `granskare`, `sakerhetsansvarig`.
         *
         *     **English.** Everything that your logs have about one person, or that one member of staff has done, in order of time, with the opening and closing of the cases, exceptions granted and alerts. Demands a reason and is itself in the logs. Requires a role with the right granska: `granskare`, `sakerhetsansvarig`.
         */
        post: operations["lasTidslinje"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/atkomster/tider": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * När på veckan enheterna slår upp personer
         * @description **Svenska.** Poster om uppslag och fakturor i loggarna som du granskar, per enhet, veckodag och timme i Stockholm. Högst 92 dygn. Antal under fem anges inte, och poster som visar skyddade personuppgifter räknas inte. Kräver en roll med rätten granska: `granskare`, `sakerhetsansvarig`.
         *
         *     **English.** Records of lookups and invoices in the logs that you review, by unit, day of the week and hour in Stockholm. At most 92 days. Counts below five are not told, and records that tell protection are not counted. Requires a role with the right granska: `granskare`, `sakerhetsansvarig`.
         */
        get: operations["hamtaTider"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/atkomster/kedja": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Om loggarna är vad som signerades
         * @description **Svenska.** För varje logg som du granskar: när den senast kontrollerades i sin helhet och vad kontrollen fann, den senaste kontrollpunktens fingeravtryck och var kontrollpunkterna är publicerade. Hur många poster en logg har sägs bara till den som har rätten granska-skyddade. Kräver en roll med rätten granska: `granskare`, `sakerhetsansvarig`.
         *
         *     **English.** For each log that you review: when the whole of it was last checked and what was found, the fingerprint of the newest checkpoint and where the checkpoints are published. How many records a log has is told only with the right granska-skyddade. Requires a role with the right granska: `granskare`, `sakerhetsansvarig`.
         */
        get: operations["hamtaKedja"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/atkomster/kedja/kontroll": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Kontrollera hela loggar nu
         * @description **Svenska.** Läser hela loggarna i bakgrunden och jämför dem med vad som signerats. En kontroll som redan pågår fortsätter. Vad den finner står sedan i svaret från `GET /atkomster/kedja`. Kräver en roll med rätten granska: `granskare`, `sakerhetsansvarig`.
         *
         *     **English.** Reads the whole logs in the background and compares them with what was signed. A check that runs already goes on. What it finds then stands in the answer of `GET /atkomster/kedja`. Requires a role with the right granska: `granskare`, `sakerhetsansvarig`.
         */
        post: operations["kontrolleraKedja"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tillstand": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lista enkelttillstånd
         * @description **Svenska.** För den som godkänner och den som granskar: vad som begärts, varför, och vad som sagts om det. Nyast först. Den som granskar är tilldelad personuppgiftsbiträdets egen logg. Kräver en roll med rätten granska eller godkanna-undantag: `granskare`, `sakerhetsansvarig`, `gruppledare`.
         *
         *     **English.** For those who approve and those who review: what was asked, why, and what was said to it. Newest first. Those who review are assigned the log of the processor itself. Requires a role with the right granska or godkanna-undantag: `granskare`, `sakerhetsansvarig`, `gruppledare`.
         */
        get: operations["listaTillstand"];
        put?: never;
        /**
         * Begär ett enkelttillstånd
         * @description **Svenska.** Ber om att en regel ska ge vika för den som frågar, av ett angivet skäl och en kort tid. Den som ber om att få se en person med skyddade personuppgifter väntar på någon annans godkännande. Svaret är detsamma vem personen än är, och om hon finns eller inte. Skälet får inte innehålla något personnummer. Kräver en roll med rätten begara-undantag: `aldre-direkt`, `barn-och-utbildning`, `funktionsnedsattning`, `skyddad-handlaggare`, `trygghetsjour`.
         *
         *     **English.** Asks that a rule give way for whoever asks, for a stated reason and a short time. Whoever asks to see a person with protected identity waits for the approval of somebody else. The answer is the same whoever the person is, and whether she exists or not. The reason must not hold a personal number. Requires a role with the right begara-undantag: `aldre-direkt`, `barn-och-utbildning`, `funktionsnedsattning`, `skyddad-handlaggare`, `trygghetsjour`.
         */
        post: operations["begarTillstand"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tillstand/{tillstandId}/beslut": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Godkänn eller avslå ett enkelttillstånd
         * @description **Svenska.** Tas alltid av någon annan än den som begärde det. Tiden börjar när det godkänns. Att besluta samma sak igen ändrar ingenting. Kräver en roll med rätten godkanna-undantag: `gruppledare`.
         *
         *     **English.** Always taken by somebody else than who asked. The time begins with the approval. Deciding the same again changes nothing. Requires a role with the right godkanna-undantag: `gruppledare`.
         */
        post: operations["beslutaTillstand"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tillstand/egna": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lista egna enkelttillstånd
         * @description **Svenska.** Det som den som frågar själv har begärt, och vad som sagts om det. Nyast först. Ingenting säger vem det gäller. Kräver en roll med rätten begara-undantag: `aldre-direkt`, `barn-och-utbildning`, `funktionsnedsattning`, `skyddad-handlaggare`, `trygghetsjour`.
         *
         *     **English.** What whoever asks has requested, and what was said to it. Newest first. Nothing says whom it is about. Requires a role with the right begara-undantag: `aldre-direkt`, `barn-och-utbildning`, `funktionsnedsattning`, `skyddad-handlaggare`, `trygghetsjour`.
         */
        get: operations["listaEgnaTillstand"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tillstand/{tillstandId}/granskning": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Granska ett enkelttillstånd i efterhand
         * @description **Svenska.** Görs av någon som varken begärde eller beslutade det, och som är tilldelad personuppgiftsbiträdets egen logg. Kräver en roll med rätten granska: `granskare`, `sakerhetsansvarig`.
         *
         *     **English.** Done by somebody who neither asked for it nor decided on it, and who is assigned the log of the processor itself. Requires a role with the right granska: `granskare`, `sakerhetsansvarig`.
         */
        post: operations["granskaTillstand"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/policy/forklaring": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Varför ser jag detta?
         * @description **Svenska.** Vilka fält ett uppslag skulle visa i var och en av anroparens roller, och vilken regel som döljer de övriga. Handlar bara om regler: ingen person anges och ingenting om någon person läses. Kräver en roll som finns i konfigurationen: `aldre-direkt`, `arendesystem`, `barn-och-utbildning`, `drift`, `funktionsnedsattning`, `granskare`, `gruppledare`, `sakerhetsansvarig`, `skyddad-handlaggare`, `trygghetsjour`.
         *
         *     **English.** Which fields a lookup would show in each of the roles of the caller, and which rule hides the others. About rules only: no person is named and nothing of any person is read. Requires a role that the configuration has: `aldre-direkt`, `arendesystem`, `barn-och-utbildning`, `drift`, `funktionsnedsattning`, `granskare`, `gruppledare`, `sakerhetsansvarig`, `skyddad-handlaggare`, `trygghetsjour`.
         */
        post: operations["forklaraPolicy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/andamal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Vilka ändamål finns det?
         * @description **Svenska.** De ändamål som den här hubben är inställd för och som någon av anroparens roller kan ange, vad varje ändamål som mest öppnar och vad det kräver. Handlar bara om regler: ingenting om någon person läses. Kräver en roll som slår upp personer: `aldre-direkt`, `arendesystem`, `barn-och-utbildning`, `funktionsnedsattning`, `skyddad-handlaggare`, `trygghetsjour`.
         *
         *     **English.** The purposes that this hub is configured for and that one of the roles of the caller can state, what each opens at most and what it demands. About rules only: nothing of any person is read. Requires a role that looks persons up: `aldre-direkt`, `arendesystem`, `barn-och-utbildning`, `funktionsnedsattning`, `skyddad-handlaggare`, `trygghetsjour`.
         */
        get: operations["listaAndamal"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/utdrag": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lista utdrag
         * @description **Svenska.** Utdragen ur de loggar som granskaren är tilldelad, nyast först. Ingenting säger vem de gäller. Kräver en roll med rätten granska: `granskare`, `sakerhetsansvarig`.
         *
         *     **English.** The extracts of the logs that the officer is assigned, newest first. Nothing says whom they are about. Requires a role with the right granska: `granskare`, `sakerhetsansvarig`.
         */
        get: operations["listaUtdrag"];
        put?: never;
        /**
         * Förbered ett utdrag till den som loggen gäller
         * @description **Svenska.** Samlar det som loggarna säger om en person, för svar på en begäran enligt artikel 15 i dataskyddsförordningen: när, varför, av vilken verksamhet och vilka slag av uppgifter. Gäller alla loggar som granskaren är tilldelad, eller de angivna. Någon annan granskare ska se utdraget och lämna ut det. Svaret är detsamma vem personen än är. Kräver en roll med rätten granska: `granskare`, `sakerhetsansvarig`.
         *
         *     **English.** Gathers what the logs say of a person, to answer a request under article 15 of the GDPR: when, why, by which unit and which kinds of data. Of every log that the officer is assigned, or of those named. Another officer is to see the extract and release it. The answer is the same whoever the person is. Requires a role with the right granska: `granskare`, `sakerhetsansvarig`.
         */
        post: operations["begarUtdrag"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/utdrag/{utdragId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Läget för ett utdrag
         * @description **Svenska.** Vem som förberedde det, hur långt det har kommit och vad som beslutades. Ingenting säger vem det gäller. Kräver en roll med rätten granska: `granskare`, `sakerhetsansvarig`.
         *
         *     **English.** Who prepared it, how far it has come and what was decided. Nothing says whom it is about. Requires a role with the right granska: `granskare`, `sakerhetsansvarig`.
         */
        get: operations["visaUtdrag"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/utdrag/{utdragId}/forhandsgranskning": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Förhandsgranska ett utdrag
         * @description **Svenska.** Visar det som skulle lämnas ut. Den som ska lämna ut utdraget måste ha gjort det. Kräver en roll med rätten granska: `granskare`, `sakerhetsansvarig`.
         *
         *     **English.** Shows what would be handed out. Whoever is to release the extract must have done so. Requires a role with the right granska: `granskare`, `sakerhetsansvarig`.
         */
        post: operations["forhandsgranskaUtdrag"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/utdrag/{utdragId}/beslut": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Lämna ut eller avvisa ett utdrag
         * @description **Svenska.** Utdraget lämnas ut av en annan granskare än den som förberedde det, efter förhandsgranskning. Efter trettio dagar tas det bort. Kräver en roll med rätten granska: `granskare`, `sakerhetsansvarig`.
         *
         *     **English.** The extract is released by another officer than the one who prepared it, after a preview. It is gone after thirty days. Requires a role with the right granska: `granskare`, `sakerhetsansvarig`.
         */
        post: operations["beslutaUtdrag"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/utdrag/{utdragId}/fil": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Hämta ett utlämnat utdrag
         * @description **Svenska.** Utdraget till personen: som PDF att läsa, eller som JSON med bevis för att varje post står i loggen. `insyn utdrag verifiera` prövar JSON-filen. Kräver en roll med rätten granska: `granskare`, `sakerhetsansvarig`.
         *
         *     **English.** The extract for the person: as a PDF to read, or as JSON with proofs that each record stands in the log. `insyn utdrag verifiera` checks the JSON file. Requires a role with the right granska: `granskare`, `sakerhetsansvarig`.
         */
        post: operations["hamtaUtdrag"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/uppfoljning/provkorning": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Hur mycket skulle uppföljningens regler flagga?
         * @description **Svenska.** Provar reglerna på en månad, per logg, utan att spara något. Med `regler` prövas regler som inte är i bruk. Antal under fem anges inte. Poster som visar skyddade personuppgifter räknas inte. Kräver en roll med rätten granska: `granskare`, `sakerhetsansvarig`.
         *
         *     **English.** Tries the rules on a month, per log, and keeps nothing. With `regler`, rules that are not in use are tried. Counts below five are not told. Records that tell protection are not counted. Requires a role with the right granska: `granskare`, `sakerhetsansvarig`.
         */
        post: operations["provaUppfoljningsregler"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/urval": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Urval att granska
         * @description **Svenska.** Urvalen i de loggar som du granskar, med hur mycket som är kvar att bedöma. Kräver en roll med rätten granska: `granskare`, `sakerhetsansvarig`.
         *
         *     **English.** The samples of the logs that you review, with how much is left to judge. Requires a role with the right granska: `granskare`, `sakerhetsansvarig`.
         */
        get: operations["listaUrval"];
        put?: never;
        /**
         * Dra ett urval att granska
         * @description **Svenska.** Månadens urval dras av sig självt den första i nästa månad. Den här operationen drar det för en månad som saknar det, och annars ett extra. Underlag, huvud, regler och slumptal står i loggen innan det dras, så att vem som helst kan dra samma urval igen ur en export. Kräver en roll med rätten granska: `granskare`, `sakerhetsansvarig`.
         *
         *     **English.** The sample of a month is drawn by itself on the first of the next. This operation draws it for a month that has none, and otherwise an extra one. Population, head, rules and random bytes are in the log before it is drawn, so that anyone can draw the same again from an export. Requires a role with the right granska: `granskare`, `sakerhetsansvarig`.
         */
        post: operations["draUrval"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/urval/{urvalId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ett urval med sina poster
         * @description **Svenska.** Posterna så som de står i loggen, varför var och en är med, vem som ska granska den och hur den har bedömts. Personens nummer visas inte: det öppnas för sig, med loggpostens id. Kräver en roll med rätten granska: `granskare`, `sakerhetsansvarig`.
         *
         *     **English.** The items as the log has them, why each is there, who should review it and how it has been judged. The number of the person is not shown: it is opened by itself, by the id of the record. Requires a role with the right granska: `granskare`, `sakerhetsansvarig`.
         */
        get: operations["hamtaUrval"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/urval/{urvalId}/bedomningar": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bedöm en post i ett urval
         * @description **Svenska.** Görs aldrig av den som gjorde uppslaget. Bedömningen står i loggen innan den gäller. En ny ersätter den förra, som står kvar. Kräver en roll med rätten granska: `granskare`, `sakerhetsansvarig`.
         *
         *     **English.** Never by whoever made the lookup. The verdict is in the log before it counts. A new one takes the place of the last, which stays in the log. Requires a role with the right granska: `granskare`, `sakerhetsansvarig`.
         */
        post: operations["bedomUrvalspost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/urval/{urvalId}/avslut": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Avsluta ett urval där allt är bedömt
         * @description **Svenska.** Ger ett dokument som hubben undertecknar: metod, frö, underlag, regler, bedömningar och vilka som granskade. Det är inte personuppgifter om någon som slagits upp. Dokumentets kontrollsumma står i loggen. Kräver en roll med rätten granska: `granskare`, `sakerhetsansvarig`.
         *
         *     **English.** Gives a document that the hub signs: method, seed, population, rules, verdicts and who reviewed. It holds nothing of anybody who was looked up. Its digest is in the log. Requires a role with the right granska: `granskare`, `sakerhetsansvarig`.
         */
        post: operations["avslutaUrval"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/urval/{urvalId}/rapport": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Rapporten över ett avslutat urval
         * @description **Svenska.** Som PDF att läsa och arkivera, eller det undertecknade dokumentet. Kräver en roll med rätten granska: `granskare`, `sakerhetsansvarig`.
         *
         *     **English.** As a PDF to read and to file, or the signed document. Requires a role with the right granska: `granskare`, `sakerhetsansvarig`.
         */
        get: operations["hamtaUppfoljningsrapport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/statistik/granskning": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Uppslag och uppföljning per månad, för nämnden
         * @description **Svenska.** Per logg och månad: uppslag per enhet, ändamål och utfall, hur mycket reglerna flaggade och hur långt granskningen har kommit. Antal under fem anges inte, och inte heller det som de annars hade kunnat räknas ut från. Högst 13 månader; utan gränser den förra. Kräver en roll med rätten granska: `granskare`, `sakerhetsansvarig`.
         *
         *     **English.** Per log and month: lookups per unit, purpose and outcome, how much the rules flagged, and how far the review has come. Counts below five are not told, nor what they could be computed from. At most 13 months; last month when not limited. Requires a role with the right granska: `granskare`, `sakerhetsansvarig`.
         */
        get: operations["hamtaGranskningsstatistik"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/exporter": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Dina exporter
         * @description **Svenska.** Exporter som du har beställt de senaste sju dagarna, med hur långt de har kommit. Kräver en roll med rätten granska: `granskare`, `sakerhetsansvarig`.
         *
         *     **English.** The exports that you have ordered in the last seven days, with how far they have come. Requires a role with the right granska: `granskare`, `sakerhetsansvarig`.
         */
        get: operations["listaExporter"];
        put?: never;
        /**
         * Beställ en export ur åtkomstloggar
         * @description **Svenska.** Poster ur loggar som du granskar, i ett format som nämndens system läser. Vilka poster som är med bestäms när exporten beställs; filen görs sedan i ordning och kan hämtas i sju dagar. Poster som visar att någon har skyddade personuppgifter är med bara för den vars roll har rätten granska-skyddade. Kräver en roll med rätten granska: `granskare`, `sakerhetsansvarig`.
         *
         *     **English.** Records of logs that you review, in a format that the board’s systems read. Which records are in it is settled when the export is ordered; the file is then made ready and can be fetched for seven days. Records that tell that somebody has protected identity are in it only for a role with the right granska-skyddade. Requires a role with the right granska: `granskare`, `sakerhetsansvarig`.
         */
        post: operations["bestallExport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/exporter/{exportId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Läget för en export
         * @description **Svenska.** Hur långt en export som du har beställt har kommit, och när den är klar filens längd, hash och manifest. Med vanta väntar svaret en stund på att filen blir klar. Kräver en roll med rätten granska: `granskare`, `sakerhetsansvarig`.
         *
         *     **English.** How far an export that you have ordered has come, and when it is ready the length, hash and manifest of the file. With vanta the answer waits a while for the file. Requires a role with the right granska: `granskare`, `sakerhetsansvarig`.
         */
        get: operations["hamtaExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/exporter/{exportId}/fil": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Hämta filen ur en export
         * @description **Svenska.** Filen, som skickas allt eftersom den läses ur loggarna. En hämtning som bröts fortsätter med Range från den byte där den bröts. Varje hämtning blir en post i var och en av loggarna. Kräver en roll med rätten granska: `granskare`, `sakerhetsansvarig`.
         *
         *     **English.** The file, sent as it is read from the logs. A download that broke goes on with Range from the byte where it broke. Each download is a record in each of the logs. Requires a role with the right granska: `granskare`, `sakerhetsansvarig`.
         */
        get: operations["hamtaExportfil"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/avtal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Avtal och avslut
         * @description **Svenska.** Avtalen med de nämnder vars loggar du granskar: vilka som gäller, vad de omfattar, och hur långt det har kommit med det som har upphört. Kräver en roll med rätten granska: `granskare`, `sakerhetsansvarig`.
         *
         *     **English.** The agreements with the boards whose logs you review: which are in force, what they cover, and how far the endings have come. Requires a role with the right granska: `granskare`, `sakerhetsansvarig`.
         */
        get: operations["listaAvtal"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/avtal/avslut/{avslutId}/kvitto": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Kvittot på ett avslut
         * @description **Svenska.** Det undertecknade kvittot på att nycklar är förstörda och uppgifter borttagna: spara det så som det är. Kräver en roll med rätten granska: `granskare`, `sakerhetsansvarig`.
         *
         *     **English.** The signed receipt that keys are destroyed and data taken away: keep it as it is. Requires a role with the right granska: `granskare`, `sakerhetsansvarig`.
         */
        get: operations["hamtaAvtalskvitto"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tittbehorighet/{stadsdel}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Vem som får se vad hos en nämnd
         * @description **Svenska.** Roll, ändamål, slag av uppgifter och fält en dag, med vad som krävs av den som frågar, enligt de regler som avgör varje uppslag. Kräver en roll med rätten granska: `granskare`, `sakerhetsansvarig`.
         *
         *     **English.** Role, purpose, kind and fields on a day, with what is required of the person who asks, by the rules that decide each lookup. Requires a role with the right granska: `granskare`, `sakerhetsansvarig`.
         */
        get: operations["visaTittbehorighet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tittbehorighet/{stadsdel}/fil": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tittbehörigheten för nämnden att underteckna
         * @description **Svenska.** Samma uppgifter som PDF, daterade och med plats för underskrift. Kräver en roll med rätten granska: `granskare`, `sakerhetsansvarig`.
         *
         *     **English.** The same as a PDF, dated, with places to sign. Requires a role with the right granska: `granskare`, `sakerhetsansvarig`.
         */
        get: operations["hamtaTittbehorighet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/policyandringar": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Vad varje policy öppnade och stängde
         * @description **Svenska.** Varje policy som har varit i bruk, nyast först, jämförd med den före den dag då den togs i bruk. Kräver en roll med rätten granska: `granskare`, `sakerhetsansvarig`.
         *
         *     **English.** Every policy that has been in use, newest first, compared with the one before on the day when it began. Requires a role with the right granska: `granskare`, `sakerhetsansvarig`.
         */
        get: operations["listaPolicyandringar"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/behandlingsregister": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Personuppgiftsbiträdets register över behandling
         * @description **Svenska.** Registret enligt artikel 30.2 i dataskyddsförordningen en dag, ur avtal och policy. Kräver en roll med rätten granska: `granskare`, `sakerhetsansvarig`.
         *
         *     **English.** The record of processing under article 30.2 of the GDPR on a day, from agreements and policy. Requires a role with the right granska: `granskare`, `sakerhetsansvarig`.
         */
        get: operations["visaBehandlingsregister"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/behandlingsregister/fil": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Registret över behandling att underteckna
         * @description **Svenska.** Samma uppgifter som PDF, daterade och med plats för underskrift. Kräver en roll med rätten granska: `granskare`, `sakerhetsansvarig`.
         *
         *     **English.** The same as a PDF, dated, with places to sign. Requires a role with the right granska: `granskare`, `sakerhetsansvarig`.
         */
        get: operations["hamtaBehandlingsregister"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api-info": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Läs vad API:et heter, vilken version det har och var det beskrivs
         * @description **Svenska.** Kräver ingen åtkomsttoken och säger ingenting om någon person.
         *
         *     **English.** Needs no access token and tells nothing of any person.
         */
        get: operations["lasApiInfo"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description Varje policy som har varit i bruk, med vad den öppnade och stängde. */
        Andringslista: {
            /** @description Svarets post i åtkomstloggen: alltid en, vad svaret än visar. */
            loggId: string[];
            /**
             * Format: date-time
             * @description När svaret gavs, i UTC.
             */
            tidpunkt: string;
            /** @description Nyast först. */
            andringar: {
                /**
                 * Format: date-time
                 * @description När en hubb startades med den, i UTC.
                 */
                sedan: string;
                /** @description Policyns version: en kontrollsumma av innehållet. */
                version: string;
                /** @description Versionen före; null för den första. */
                tidigare: string | null;
                /**
                 * @description `vidare`: något blev synligt eller tillåtet som inte var det. `snavare`: inget blev det.
                 * @enum {string}
                 */
                riktning: "ingen" | "snavare" | "vidare";
                /** @description Vad som visas, och inte visas längre. */
                falt: {
                    /** @description Rollerna, med namn. */
                    roller: string[];
                    /** @description Ändamålet, med namn. */
                    andamal: string;
                    /** @description Stadsdelarna, med namn. */
                    stadsdelar: string[];
                    /**
                     * @description Informationsmängden.
                     * @enum {string}
                     */
                    mangd: "person" | "beslut" | "avgift" | "utforare" | "handlaggare" | "kostatus" | "rakningsmottagare" | "faktura" | "forskoleplacering" | "forskoleko";
                    /** @description Fälten. */
                    falt: string[];
                    /**
                     * Format: date
                     * @description Första dagen som skiljer, i svensk tid.
                     * @example 2026-10-15
                     */
                    fran: string;
                    /** @description Vad som krävdes; null: visades inte alls. */
                    fore: {
                        /**
                         * @description Hur den som frågar minst ska ha identifierats.
                         * @enum {string}
                         */
                        identifiering: "ingen" | "kontrollfragor" | "motringning" | "bankid";
                        /** @description Om ett ärende måste anges. */
                        arende: boolean;
                    } | null;
                    /** @description Vad som krävs; null: visades inte alls. */
                    efter: {
                        /**
                         * @description Hur den som frågar minst ska ha identifierats.
                         * @enum {string}
                         */
                        identifiering: "ingen" | "kontrollfragor" | "motringning" | "bankid";
                        /** @description Om ett ärende måste anges. */
                        arende: boolean;
                    } | null;
                    /** @description Om fälten visas för någon som inte fick se dem. */
                    oppnar: boolean;
                }[];
                /** @description Öppettider som ändrades. */
                oppettider: {
                    /** @description Rollen, med namn. */
                    roll: string;
                    /** @description Dagar det kommande året med längre tid. */
                    fler: number;
                    /** @description Dagar med kortare tid. */
                    farre: number;
                    /** @description En sådan dag. */
                    exempel: {
                        /**
                         * Format: date
                         * @description Den första av dem, i svensk tid.
                         * @example 2026-10-15
                         */
                        datum: string;
                        /** @description Tiderna före. */
                        fore: string;
                        /** @description Tiderna efter. */
                        efter: string;
                    };
                }[];
                /** @description Det övriga som ändrades. */
                register: {
                    /**
                     * @description Vilken lista.
                     * @enum {string}
                     */
                    register: "stadsdelar" | "avtal" | "klienter" | "roller" | "andamal" | "undantag" | "granskare";
                    /** @description Vad i listan. */
                    vad: string;
                    /** @description Vad om det. */
                    egenskap: string;
                    /** @description Före; null när det tillkom. */
                    fore: string | null;
                    /** @description Efter; null när det togs bort. */
                    efter: string | null;
                    /** @description Om någon får göra något som nekades förut. */
                    oppnar: boolean;
                }[];
            }[];
        };
        /** @description Vad API:et heter, vilken version det har och var det beskrivs. */
        ApiInfo: {
            /** @description API:ets namn. */
            apiName: string;
            /** @description Semantisk versionering. */
            apiVersion: string;
            /**
             * Format: date
             * @description Dagen då versionen släpptes, ÅÅÅÅ-MM-DD.
             */
            apiReleased: string;
            /**
             * Format: uri-reference
             * @description Adressen till API-beskrivningen (OpenAPI 3.1), hel eller relativ till svarets egen.
             */
            apiDocumentation: string;
            /**
             * @description Versionens läge: på prov, i bruk, på väg bort eller borttagen.
             * @enum {string}
             */
            apiStatus: "beta" | "active" | "deprecated" | "retired";
        };
        /** @description Vad ärendesystemet anmäler om ett ärende. */
        Arendebegaran: {
            /**
             * @description Vad som har hänt med ärendet. `oppnat` kräver personnummer och andamal; de börjar speglingen.
             * @enum {string}
             */
            status: "oppnat" | "kategoriserat" | "stangt";
            /** @description Personnummer eller samordningsnummer, helst med tolv siffror: ÅÅÅÅMMDDNNNN. Tio siffror går bra när de bara kan vara en persons; bindestreck eller plustecken får stå före de fyra sista. */
            personnummer?: string;
            /**
             * @description Kod för ändamålet, ur hubbens konfiguration. `GET /andamal` säger vad varje ändamål öppnar och kräver. `fakturafraga` (Fråga om en faktura), `beslutsfraga` (Fråga om ett beslut), `utforarfraga` (Fråga om en utförare), `kontakt-handlaggare` (Kontakt med biståndshandläggare), `kofraga` (Fråga om plats i kö), `avgiftsfraga` (Fråga om avgift), `forskolefraga` (Fråga om förskola), `samlad-fraga` (Fråga som rör flera områden), `spegling` (Spegling till ärende).
             * @example fakturafraga
             * @example beslutsfraga
             * @example utforarfraga
             * @example kontakt-handlaggare
             * @example kofraga
             * @example avgiftsfraga
             * @example forskolefraga
             * @example samlad-fraga
             * @example spegling
             */
            andamal?: string;
            /** @description Ärendets huvudkategori, i ärendesystemets ord. Sparas om konfigurationen har ordet, annars som övrigt. */
            huvudkategori?: string;
            /** @description Ärendets typ, i ärendesystemets ord. Sparas om konfigurationen har ordet, annars som övrigt. */
            arendetyp?: string;
            /** @description Ärendets klass, i ärendesystemets ord. Sparas om konfigurationen har ordet, annars som övrigt. */
            arendeklass?: string;
        };
        /** @description Hur ett anmält ärende står, utan något om vem det gäller. */
        Arendelage: {
            /** @description Ärendesystemets beteckning. */
            arendeId: string;
            /**
             * @description Hur hubben har ärendet, som det anmäldes senast.
             * @enum {string}
             */
            status: "oppnat" | "stangt";
            /**
             * @description `vantar`: ärendesystemet har inte svarat om ärendet ännu. `pagar`: ärendet är öppet där, och det som får speglas skrivs. `nekad`: se `orsak`. `avslutas`: stängt, och ska rensas. `avslutad`: rensat. Säger ingenting om hur mycket som skrivs, inte heller om det är något alls.
             * @enum {string}
             */
            spegling: "vantar" | "pagar" | "nekad" | "avslutas" | "avslutad";
            /** @description Varför speglingen är nekad: ärendesystemet har inget sådant ärende, har det inte öppet, eller nekar hubben det. Annars null. */
            orsak: ("finns-ej" | "stangt" | "nekas") | null;
            /** @description Hur speglingen står, i en mening för personal. */
            forklaring: string;
            /** @description När ärendesystemet senast svarade om ärendet; null när det inte har svarat. */
            kontrollerad: string | null;
            /** @description Svarets post i åtkomstloggen: alltid en, vad svaret än visar. */
            loggId: string[];
        };
        /** @description Vad ärendet bör registrera. */
        Arendesvar: {
            /** @description Ärendets beteckning, så som den angavs. */
            arendeId: string;
            /**
             * @description Det som anmäldes.
             * @enum {string}
             */
            status: "oppnat" | "kategoriserat" | "stangt";
            /** @description Stadsdelar vars uppgifter ärendet får. Tom när inget visas, vad orsaken än är. */
            stadsdelar: {
                /** @description Stadsdelens kod. */
                kod: string;
                /** @description Stadsdelens namn. */
                namn: string;
            }[];
            /** @description Utförare att registrera. Tom när inget visas, vad orsaken än är. */
            utforare: components["schemas"]["UtforareVisad"][];
            /** @description Handläggare att registrera. Tom när inget visas, vad orsaken än är. */
            handlaggare: components["schemas"]["HandlaggareVisad"][];
            /** @description Hur ärendet föreslås registreras; null utan förslag. */
            forslag: components["schemas"]["Forslag"] | null;
            /**
             * @description `vantar`: ärendesystemet har inte svarat om ärendet ännu. `pagar`: ärendet är öppet där, och det som får speglas skrivs. `nekad`: se `orsak`. `avslutas`: stängt, och ska rensas. `avslutad`: rensat. Säger ingenting om hur mycket som skrivs, inte heller om det är något alls.
             * @enum {string}
             */
            spegling: "vantar" | "pagar" | "nekad" | "avslutas" | "avslutad";
            /** @description Varför speglingen är nekad: ärendesystemet har inget sådant ärende, har det inte öppet, eller nekar hubben det. Annars null. */
            orsak: ("finns-ej" | "stangt" | "nekas") | null;
            /** @description Hur speglingen står, i en mening för personal. */
            forklaring: string;
            /** @description Svarets post i åtkomstloggen: alltid en, vad svaret än visar. */
            loggId: string[];
        };
        /** @description Avgiften för en månad. Ett fält saknas när avtalet, rollen eller ändamålet inte öppnar det, eller när källan inte har något värde. */
        AvgiftVisad: {
            /** @description Kod för stadsdelen vars nämnd ansvarar för uppgiften. */
            stadsdel: string;
            /**
             * @description Källan som uppgiften är läst ur.
             * @enum {string}
             */
            kalla: "paraplyet" | "agresso" | "ber";
            /** @description Månaden som avgiften gäller, ÅÅÅÅ-MM. */
            period?: string;
            /** @description Avgiften för månaden, i öre. */
            avgift?: number;
            /** @description Den högsta avgift som får tas ut för månaden, i öre. */
            maxtaxa?: number;
            /** @description Det som personen ska ha kvar för månaden när avgiften är betald, i öre. */
            forbehallsbelopp?: number;
            /** @description Månadsinkomsten som avgiften räknas på, i öre. */
            avgiftsgrundandeInkomst?: number;
        };
        /** @description En begäran om att avsluta ett urval där allt är bedömt. */
        Avslutsbegaran: {
            /**
             * @description Varför loggen granskas, på en rad och utan personnummer. Står i klartext i varje logg som granskningen gäller, så att andra granskare av samma logg ser det.
             * @example Anmälan om obehörig åtkomst, dnr 2026-114
             */
            skal: string;
        };
        /** @description Ett avslutat urval. */
        Avslutssvar: {
            /**
             * Format: uuid
             * @description Urvalets id.
             * @example 0d7f5d0e-55a5-4b8c-a1c3-97f6c4e1a0b2
             */
            urvalId: string;
            /**
             * Format: date-time
             * @description När det avslutades, i UTC.
             */
            avslutat: string;
            /** @description Avslutet, undertecknat av hubben (C2SP signed note): spara det så som det är. */
            dokument: string;
            /** @description Nyckeln som dokumentet kontrolleras med (`insyn logg urval --verifiera`). */
            nyckel: string;
            /** @description Svarets post i åtkomstloggen: alltid en, vad svaret än visar. */
            loggId: string[];
        };
        /** @description Avtal med personuppgiftsansvariga, och avslut med läge och kvitton. */
        Avtalslista: {
            /** @description Svarets post i åtkomstloggen: alltid en, vad svaret än visar. */
            loggId: string[];
            /**
             * Format: date-time
             * @description När svaret gavs, i UTC.
             */
            tidpunkt: string;
            /** @description Avtalen med de nämnder vars loggar du granskar. */
            avtal: {
                /** @description Stadsdelens kod. */
                stadsdel: string;
                /** @description Avtalets diarienummer. */
                diarienummer: string;
                /**
                 * Format: date
                 * @description Första dagen, i svensk tid.
                 * @example 2026-10-15
                 */
                giltigFran: string;
                /** @description Sista dagen; null: tills vidare, i svensk tid. */
                giltigTill: string | null;
                /** @description Om det gäller i dag. */
                galler: boolean;
                /** @description Informationsmängderna. */
                mangder: ("person" | "beslut" | "avgift" | "utforare" | "handlaggare" | "kostatus" | "rakningsmottagare" | "faktura" | "forskoleplacering" | "forskoleko")[];
                /** @description Ändamålen. */
                andamal: string[];
                /** @description Hur många av mängderna det finns en nyckel för. */
                nycklar: number;
            }[];
            /** @description Avsluten, äldst först. */
            avslut: {
                /** @description Avslutets nummer. */
                avslutId: number;
                /** @description Stadsdelens kod. */
                stadsdel: string;
                /** @description Avtalets diarienummer. */
                diarienummer: string;
                /**
                 * Format: date
                 * @description Första dagen som inget avtal omfattade, i svensk tid.
                 * @example 2026-10-15
                 */
                upphorde: string;
                /** @description Informationsmängderna. */
                mangder: ("person" | "beslut" | "avgift" | "utforare" | "handlaggare" | "kostatus" | "rakningsmottagare" | "faktura" | "forskoleplacering" | "forskoleko")[];
                /** @description Stadsdelen som tog över; null när ingen gjorde det. */
                efterfoljare: string | null;
                /**
                 * Format: date-time
                 * @description När avslutet började, i UTC.
                 */
                paborjat: string;
                /** @description När nycklarna förstördes, i UTC; null: inte än. */
                nycklarForstorda: string | null;
                /** @description När uppgifterna var borttagna ur spegeln, i UTC; null: inte än. */
                gallrat: string | null;
                /** @description Hur många uppgifter öppna ärenden ännu kan ha; null före gallringen och när allt är klart. */
                kvarIArenden: number | null;
                /** @description När allt var borta, så att kvittot skrevs, i UTC; null: inte än. */
                klart: string | null;
                /** @description Nyckeln som kvittot kontrolleras med; null innan det finns. */
                nyckel: string | null;
            }[];
        };
        /** @description En bedömning av en post i ett urval. */
        Bedomningsbegaran: {
            /**
             * @description Varför loggen granskas, på en rad och utan personnummer. Står i klartext i varje logg som granskningen gäller, så att andra granskare av samma logg ser det.
             * @example Anmälan om obehörig åtkomst, dnr 2026-114
             */
            skal: string;
            /**
             * @description Postens plats i urvalet.
             * @example 7
             */
            post: number;
            /**
             * @description Granskarens mening om uppslaget: `befogad`, `behover-utredas` eller `obefogad`. En ny bedömning ersätter den förra, som står kvar i loggen.
             * @enum {string}
             */
            utfall: "befogad" | "behover-utredas" | "obefogad";
            /**
             * @description Varför; krävs om utfallet inte är `befogad`. Får inte innehålla något personnummer. Förseglas.
             * @example Ärendet gällde personen, och samtalet finns i telefonins logg.
             */
            kommentar?: string;
        };
        /** @description En bedömning som står i loggen. */
        Bedomningssvar: {
            /**
             * Format: uuid
             * @description Urvalets id.
             * @example 0d7f5d0e-55a5-4b8c-a1c3-97f6c4e1a0b2
             */
            urvalId: string;
            /** @description Postens plats i urvalet. */
            post: number;
            /**
             * @description Granskarens mening om uppslaget: `befogad`, `behover-utredas` eller `obefogad`. En ny bedömning ersätter den förra, som står kvar i loggen.
             * @enum {string}
             */
            utfall: "befogad" | "behover-utredas" | "obefogad";
            /** @description Hur många poster som ingen har bedömt än. */
            kvar: number;
            /** @description Svarets post i åtkomstloggen: alltid en, vad svaret än visar. */
            loggId: string[];
        };
        /** @description Personuppgiftsbiträdets register enligt artikel 30.2 i dataskyddsförordningen. */
        Behandlingsregister: {
            /** @description Svarets post i åtkomstloggen: alltid en, vad svaret än visar. */
            loggId: string[];
            /**
             * Format: date
             * @description Dagen som det gäller, i svensk tid.
             * @example 2026-10-15
             */
            datum: string;
            /** @description Policyns version: en kontrollsumma av innehållet. */
            policyversion: string;
            /** @description Personuppgiftsbiträdet. */
            bitrade: {
                /** @description Namn. */
                namn: string;
                /** @description Vem man vänder sig till. */
                kontakt: {
                    /** @description Namn. */
                    namn?: string;
                    /** @description E-post. */
                    epost: string;
                    /** @description Telefon. */
                    telefon?: string;
                    /** @description Adress. */
                    adress?: string;
                };
                /** @description Vem man vänder sig till. */
                dataskyddsombud: {
                    /** @description Namn. */
                    namn?: string;
                    /** @description E-post. */
                    epost: string;
                    /** @description Telefon. */
                    telefon?: string;
                    /** @description Adress. */
                    adress?: string;
                };
            };
            /** @description Kategorier av behandling. */
            kategorier: string[];
            /** @description Personuppgiftsansvariga med avtal den dagen: de vars loggar du granskar. */
            ansvariga: {
                /** @description Stadsdelens kod. */
                stadsdel: string;
                /** @description Nämnden. */
                namn: string;
                /** @description Vem man vänder sig till. */
                kontakt: {
                    /** @description Namn. */
                    namn?: string;
                    /** @description E-post. */
                    epost: string;
                    /** @description Telefon. */
                    telefon?: string;
                    /** @description Adress. */
                    adress?: string;
                };
                /** @description Vem man vänder sig till. */
                dataskyddsombud: {
                    /** @description Namn. */
                    namn?: string;
                    /** @description E-post. */
                    epost: string;
                    /** @description Telefon. */
                    telefon?: string;
                    /** @description Adress. */
                    adress?: string;
                };
                /** @description Avtalets diarienummer. */
                diarienummer: string;
                /** @description Ändamålen, med namn. */
                andamal: string[];
                /** @description Slagen av uppgifter, med namn. */
                mangder: string[];
                /** @description Så många år sparas åtkomstloggen. */
                loggAr: number;
            }[];
            /** @description Underbiträden. */
            underbitraden: {
                /** @description Namn. */
                namn: string;
                /** @description Uppgift. */
                uppgift: string;
                /** @description Land. */
                land: string;
            }[];
            /** @description Överföringar till länder utanför EU och EES. */
            overforingar: {
                /** @description Land. */
                land: string;
                /** @description Mottagare. */
                mottagare: string;
                /** @description Skydd. */
                skydd: string;
            }[];
            /** @description Säkerhetsåtgärder. */
            sakerhetsatgarder: string[];
        };
        /** @description Stadsdelsnämndens beslut om en insats. Ett fält saknas när avtalet, rollen eller ändamålet inte öppnar det, eller när källan inte har något värde. */
        BeslutVisat: {
            /** @description Kod för stadsdelen vars nämnd ansvarar för uppgiften. */
            stadsdel: string;
            /**
             * @description Källan som uppgiften är läst ur.
             * @enum {string}
             */
            kalla: "paraplyet" | "agresso" | "ber";
            /** @description Beslutets beteckning i källan, samma så länge beslutet finns. */
            beslutId?: string;
            /** @description Lagen som beslutet grundas på, som nummer i Svensk författningssamling, till exempel 2025:400. */
            lagSfs?: string;
            /** @description Kapitel i den lagen; saknas när lagen inte har kapitel. */
            lagKapitel?: number;
            /** @description Paragraf i den lagen, med bokstav om den har en. */
            lagParagraf?: string;
            /** @description Källans kod för insatsen. */
            insatsKod?: string;
            /** @description Insatsen i klartext, till exempel Hemtjänst. */
            insats?: string;
            /**
             * Format: date
             * @description Dagen då beslutet fattades, ÅÅÅÅ-MM-DD.
             */
            beslutsdatum?: string;
            /**
             * Format: date
             * @description Första dagen som beslutet gäller, ÅÅÅÅ-MM-DD.
             */
            franOchMed?: string;
            /**
             * Format: date
             * @description Sista dagen som beslutet gäller; saknas när det gäller tills vidare, ÅÅÅÅ-MM-DD.
             */
            tillOchMed?: string;
            /** @description Hur mycket som beslutats, i den enhet som enhet säger; saknas när ingen mängd beslutats. */
            omfattning?: number;
            /** @description Enheten för omfattning, till exempel timmar per månad. */
            enhet?: string;
            /** @description Beslutets läge: pagaende, avslutat, avslag eller vilande. */
            status?: string;
        };
        /** @description Ett beslut om ett enkelttillstånd. */
        Beslutsbegaran: {
            /**
             * @description Beslutet.
             * @enum {string}
             */
            beslut: "godkant" | "avslaget";
            /** @description Varför. Får inte innehålla något personnummer. */
            kommentar: string;
        };
        /** @description Ett enkelttillstånd som det har beslutats om. */
        Beslutssvar: {
            /**
             * Format: uuid
             * @description Enkelttillståndets id.
             * @example 5f0c8a52-7c1e-4b4d-9b7e-2f6d1c9a8e30
             */
            tillstandId: string;
            /**
             * @description Vad det blev.
             * @enum {string}
             */
            status: "beviljat" | "avslaget";
            /**
             * Format: date-time
             * @description När det slutar gälla, i UTC.
             */
            giltigTill: string;
            /** @description Svarets post i åtkomstloggen: alltid en, vad svaret än visar. */
            loggId: string[];
        };
        /** @description En användare. Utfärdare och namn är tillsammans en person. */
        EndUser: {
            /**
             * @description Namnet som det står i loggen.
             * @example anna
             */
            slutanvandare: string;
            /**
             * @description Den som intygat namnet; utan den hos vem som helst.
             * @example inloggning
             */
            utfardare?: string;
        };
        /** @description En export av poster ur åtkomstloggar. */
        Exportbegaran: {
            /**
             * @description `csv` för Excel, `jsonl` JSON Lines med manifest sist, `cef`, `ocsf` (API Activity), `ecs`, `fhir` (AuditEvent, R4) och `storelog` (Ineras StoreLog).
             * @enum {string}
             */
            format: "csv" | "jsonl" | "cef" | "ocsf" | "ecs" | "fhir" | "storelog";
            /**
             * @description Loggarna som avses; utan dem alla som du granskar.
             * @example [
             *       "bromma"
             *     ]
             */
            loggar?: string[];
            /**
             * Format: date
             * @description Första dagen, efter klockan i Stockholm.
             * @example 2026-10-01
             */
            fran: string;
            /**
             * Format: date
             * @description Sista dagen, efter klockan i Stockholm.
             * @example 2026-10-31
             */
            till: string;
            filter?: components["schemas"]["Exportfilter"];
            /**
             * @description Varför loggen granskas, på en rad och utan personnummer. Står i klartext i varje logg som granskningen gäller, så att andra granskare av samma logg ser det.
             * @example Anmälan om obehörig åtkomst, dnr 2026-114
             */
            skal: string;
        };
        /** @description Vilka poster som ska med; utan det alla i perioden. */
        Exportfilter: {
            /** @description Händelser. */
            handelse?: ("uppslag" | "faktura" | "register" | "statistik" | "forklaring" | "export" | "utdrag" | "granskning" | "avstamning" | "arende" | "tillstand" | "spegling" | "berikning" | "leverans" | "klient" | "buss" | "nyckel" | "rensning" | "borttagning" | "gallring" | "avtalsslut" | "glapp" | "obehorig" | "inloggning" | "sakerhetskopia")[];
            /** @description Utfall. */
            utfall?: ("visat" | "tomt" | "nekat" | "fel")[];
            /** @description Informationsmängder, av vilka minst en har visats. */
            mangd?: ("person" | "beslut" | "avgift" | "utforare" | "handlaggare" | "kostatus" | "rakningsmottagare" | "faktura" | "forskoleplacering" | "forskoleko")[];
            /**
             * @description Den som arbetade.
             * @example anna.ek
             */
            slutanvandare?: string;
            /**
             * @description Det anropande systemet.
             * @example telefoni
             */
            klient?: string;
        };
        /** @description Dina exporter. */
        Exportlista: {
            /** @description Svarets post i åtkomstloggen: alltid en, vad svaret än visar. */
            loggId: string[];
            /**
             * Format: date-time
             * @description När svaret gavs, i UTC.
             */
            tidpunkt: string;
            /** @description Exporter som du har beställt och som kan hämtas, nyast först; högst hundra. */
            exporter: {
                /**
                 * Format: uuid
                 * @description Exportens id.
                 */
                exportId: string;
                /** @description Filens format. */
                format: string;
                /** @description Loggarna. */
                loggar: string[];
                /**
                 * Format: date
                 * @description Första dagen.
                 */
                fran: string;
                /**
                 * Format: date
                 * @description Sista dagen.
                 */
                till: string;
                /**
                 * @description `vantar` och `pagar`: loggarna gås igenom. `klar`: filen kan hämtas. `misslyckad`: beställ den på nytt; hubbens drift ser varför.
                 * @enum {string}
                 */
                status: "vantar" | "pagar" | "klar" | "misslyckad";
                /** @description Hur stor del av loggarna som har gåtts igenom. */
                procent: number;
                /**
                 * Format: date-time
                 * @description När exporten tas bort, i UTC.
                 */
                kanHamtasTill: string;
                /** @description Filen, när den är klar. */
                fil?: {
                    /** @description Filens namn. */
                    namn: string;
                    /** @description Filens medietyp. */
                    mediatyp: string;
                    /** @description Filens längd i byte. */
                    langd: number;
                    /** @description SHA-256 av hela filen. */
                    sha256: string;
                };
                /**
                 * Format: date-time
                 * @description När den beställdes, i UTC.
                 */
                bestalld: string;
            }[];
        };
        /** @description Vad en export innehåller och hur den valdes ut. */
        Exportmanifest: {
            /** @description Filens format. */
            format: string;
            /**
             * Format: uuid
             * @description Exportens id.
             */
            exportId: string;
            /**
             * Format: date-time
             * @description När exporten beställdes, i UTC.
             */
            skapad: string;
            /**
             * Format: date
             * @description Första dagen.
             */
            fran: string;
            /**
             * Format: date
             * @description Sista dagen.
             */
            till: string;
            /**
             * @description Klockan som dagarna räknas efter.
             * @constant
             */
            tidszon: "Europe/Stockholm";
            filter: components["schemas"]["Exportvillkor"];
            /**
             * @description Hur urvalet gjordes. Poster som visar att någon har skyddade personuppgifter är med bara för den vars roll har rätten granska-skyddade. Hur många som inte är med sägs inte.
             * @enum {string}
             */
            urval: "alla-poster" | "utan-poster-som-visar-skydd";
            /** @description Loggarna, i den ordning som deras poster står i filen. */
            loggar: {
                /** @description Loggen. */
                logg: string;
                /** @description Poster ur loggen i filen. */
                antal: number;
                /**
                 * Format: date-time
                 * @description Poster i loggen från före detta, i UTC, har gallrats, utom dem som är undantagna från gallring. Saknas när ingenting av perioden har gallrats.
                 */
                gallratFore?: string;
                /** @description Loggens senaste signerade kontrollpunkt när filen gjordes klar (C2SP signed note). Bara för den vars roll har rätten granska-skyddade: den säger hur många poster loggen har. */
                kontrollpunkt?: string;
            }[];
            /** @description Poster i filen. */
            antal: number;
            /** @description Byte före manifestet; utan manifest i filen hela filens längd. */
            langd: number;
            /** @description SHA-256 av dessa byte. */
            sha256: string;
        };
        /** @description En beställd export. */
        Exportsvar: {
            /** @description Svarets post i åtkomstloggen: alltid en, vad svaret än visar. */
            loggId: string[];
            /**
             * Format: date-time
             * @description När svaret gavs, i UTC.
             */
            tidpunkt: string;
            /**
             * Format: uuid
             * @description Exportens id.
             */
            exportId: string;
            /** @description Filens format. */
            format: string;
            /** @description Loggarna. */
            loggar: string[];
            /**
             * Format: date
             * @description Första dagen.
             */
            fran: string;
            /**
             * Format: date
             * @description Sista dagen.
             */
            till: string;
            /**
             * @description `vantar` och `pagar`: loggarna gås igenom. `klar`: filen kan hämtas. `misslyckad`: beställ den på nytt; hubbens drift ser varför.
             * @enum {string}
             */
            status: "vantar" | "pagar" | "klar" | "misslyckad";
            /** @description Hur stor del av loggarna som har gåtts igenom. */
            procent: number;
            /**
             * Format: date-time
             * @description När exporten tas bort, i UTC.
             */
            kanHamtasTill: string;
            /** @description Filen, när den är klar. */
            fil?: {
                /** @description Filens namn. */
                namn: string;
                /** @description Filens medietyp. */
                mediatyp: string;
                /** @description Filens längd i byte. */
                langd: number;
                /** @description SHA-256 av hela filen. */
                sha256: string;
            };
            manifest?: components["schemas"]["Exportmanifest"];
        };
        /** @description Vad posterna skulle uppfylla; tomt när alla i perioden är med. */
        Exportvillkor: {
            /** @description Händelser. */
            handelse?: string[];
            /** @description Utfall. */
            utfall?: string[];
            /** @description Informationsmängder. */
            mangd?: string[];
            /** @description Den som arbetade. */
            slutanvandare?: string;
            /** @description Det anropande systemet. */
            klient?: string;
        };
        /** @description En faktura, eller en del av en faktura som betalas i delar. Ett fält saknas när avtalet, rollen eller ändamålet inte öppnar det, eller när källan inte har något värde. */
        FakturaVisad: {
            /** @description Kod för stadsdelen vars nämnd ansvarar för uppgiften. */
            stadsdel: string;
            /**
             * @description Källan som uppgiften är läst ur.
             * @enum {string}
             */
            kalla: "paraplyet" | "agresso" | "ber";
            /** @description Referens som hämtar fakturan med sina rader: gäller lika länge och för samma som svarets personId. Saknas när fakturan visas med stöd av ett enkelttillstånd. */
            fakturaRef?: string;
            /** @description Om fakturan är obetald efter sin förfallodag. Saknas när förfallodag saknas eller betalstatus är `okand`. */
            forfallen?: boolean;
            /** @description Fakturans nummer, så som det står på den. */
            fakturanummer?: string;
            /** @description Vilken delbetalning av fakturan, när flera delar har samma fakturanummer. */
            delbetalning?: number;
            /** @description OCR-numret som anges vid betalning. */
            ocrNummer?: string;
            /**
             * Format: date
             * @description Fakturans datum, ÅÅÅÅ-MM-DD.
             */
            fakturadatum?: string;
            /**
             * Format: date
             * @description Sista dagen att betala, ÅÅÅÅ-MM-DD.
             */
            forfallodatum?: string;
            /** @description Fakturans belopp, minus för en kreditfaktura, i öre. */
            belopp?: number;
            /** @description Det som är kvar att betala, minus när för mycket är betalt; saknas när reskontran inte säger det, i öre. */
            kvarstaende?: number;
            /**
             * Format: date
             * @description Dagen då fakturan senast betalades; saknas när ingenting är betalt, ÅÅÅÅ-MM-DD.
             */
            betaldDatum?: string;
            /** @description Antal påminnelser som skickats. */
            paminnelser?: number;
            /** @description Om fakturan har lämnats till inkasso. */
            inkasso?: boolean;
            /**
             * @description Vad reskontran säger. `delbetalning`: betalas i delar enligt överenskommelse. `overbetald`: mer är betalt än fakturans belopp. `okand`: reskontran har en kod som inte är känd här, eller säger emot sig själv.
             * @enum {string}
             */
            betalstatus?: "obetald" | "delbetald" | "delbetalning" | "betald" | "overbetald" | "kredit" | "makulerad" | "okand";
            /** @description Fakturans rader; saknas när reskontran inte har några eller de inte visas. */
            rader?: {
                /** @description Radens nummer på fakturan. */
                radnummer?: number;
                /** @description Vad raden gäller, i klartext. */
                text?: string;
                /** @description Radens belopp, minus när det räknas av, i öre. */
                belopp?: number;
            }[];
        };
        /** @description En faktura med sina rader. */
        Fakturasvar: {
            /** @description Svarets post i åtkomstloggen: alltid en, vad svaret än visar. */
            loggId: string[];
            /**
             * Format: date-time
             * @description När svaret gavs, i UTC.
             */
            tidpunkt: string;
            faktura: components["schemas"]["FakturaVisad"];
        };
        /** @description Antal poster per värde, flest först, bland dem som `antal` räknar. */
        Fasetter: {
            /** @description Per logg. */
            logg: {
                /** @description Värdet. */
                varde: string;
                /** @description Hur många poster. */
                antal: number;
            }[];
            /** @description Per händelse. */
            handelse: {
                /** @description Värdet. */
                varde: string;
                /** @description Hur många poster. */
                antal: number;
            }[];
            /** @description Per utfall. */
            utfall: {
                /** @description Värdet. */
                varde: string;
                /** @description Hur många poster. */
                antal: number;
            }[];
            /** @description Per orsak. */
            orsak: {
                /** @description Värdet. */
                varde: string;
                /** @description Hur många poster. */
                antal: number;
            }[];
            /** @description Per ändamål; poster utan ändamålskod räknas inte. */
            andamal: {
                /** @description Värdet. */
                varde: string;
                /** @description Hur många poster. */
                antal: number;
            }[];
            /** @description Per anropande system. */
            klient: {
                /** @description Värdet. */
                varde: string;
                /** @description Hur många poster. */
                antal: number;
            }[];
            /** @description Per roll. */
            roll: {
                /** @description Värdet. */
                varde: string;
                /** @description Hur många poster. */
                antal: number;
            }[];
            /** @description Per flagga. */
            flagga: {
                /** @description Värdet. */
                varde: string;
                /** @description Hur många poster. */
                antal: number;
            }[];
            /** @description Per slag som visats. */
            informationsmangd: {
                /** @description Värdet. */
                varde: string;
                /** @description Hur många poster. */
                antal: number;
            }[];
            /** @description De som har flest poster. */
            handlaggare: {
                /** @description Namnet som det står i loggen. */
                slutanvandare: string;
                /** @description Den som intygat namnet. */
                utfardare: string | null;
                /** @description Hur många poster. */
                antal: number;
            }[];
        };
        /** @description Ett fel i begäran. */
        Fel: {
            /** @description JSON Pointer (RFC 6901) till det som är fel, i kroppen eller bland parametrarna; tom för hela begäran. */
            pekare: string;
            /** @description Regeln som inte följs, aldrig värdet. */
            regel: string;
        };
        /** @description Ett tänkt uppslag, utan person. */
        ForklaraPolicyBegaran: {
            /**
             * @description Kod för ändamålet, ur hubbens konfiguration. `GET /andamal` säger vad varje ändamål öppnar och kräver. `fakturafraga` (Fråga om en faktura), `beslutsfraga` (Fråga om ett beslut), `utforarfraga` (Fråga om en utförare), `kontakt-handlaggare` (Kontakt med biståndshandläggare), `kofraga` (Fråga om plats i kö), `avgiftsfraga` (Fråga om avgift), `forskolefraga` (Fråga om förskola), `samlad-fraga` (Fråga som rör flera områden), `spegling` (Spegling till ärende).
             * @example fakturafraga
             * @example beslutsfraga
             * @example utforarfraga
             * @example kontakt-handlaggare
             * @example kofraga
             * @example avgiftsfraga
             * @example forskolefraga
             * @example samlad-fraga
             * @example spegling
             */
            andamal: string;
            /**
             * @description Hur den som frågar har identifierats, från svagast till starkast: ingen, kontrollfragor, motringning, bankid.
             * @enum {string}
             */
            identifiering: "ingen" | "kontrollfragor" | "motringning" | "bankid";
            /**
             * @description Ärendesystemets beteckning, aldrig ett personnummer: en beteckning vars siffror kan läsas som ett nekas. Klientens avtal kan ange hur beteckningarna ser ut.
             * @example KC-2026-10017
             */
            arende?: string;
            /**
             * @description Kod för stadsdelen; utan den gäller det alla.
             * @example jarva
             */
            stadsdel?: string;
            /**
             * Format: date-time
             * @description När uppslaget tänks göras; nu, när det inte anges.
             */
            tidpunkt?: string;
        };
        /** @description Vad ett tänkt uppslag skulle visa, och vilka regler som döljer det övriga. */
        ForklaraPolicySvar: {
            /** @description Svarets post i åtkomstloggen: alltid en, vad svaret än visar. */
            loggId: string[];
            /**
             * Format: date-time
             * @description Tidpunkten som svaret gäller, i UTC.
             */
            tidpunkt: string;
            /** @description Reglernas version: ändras när någon regel ändras. */
            policyversion: string;
            /** @description Varför ett uppslag skulle nekas helt; null när det inte skulle nekas. */
            nekas: string | null;
            /** @description Anroparens roller, var för sig. */
            roller: {
                /** @description Rollen, så som den står i åtkomsttoken. */
                roll: string;
                /** @description Rollens namn att visa för personal. */
                namn: string;
                /** @description Om det är den här rollen som ett uppslag skulle göras i. */
                galler: boolean;
                /** @description Varje informationsmängd i varje stadsdel. */
                mangder: {
                    /** @description Kod för stadsdelen. */
                    stadsdel: string;
                    /**
                     * @description Informationsmängden.
                     * @enum {string}
                     */
                    mangd: "person" | "beslut" | "avgift" | "utforare" | "handlaggare" | "kostatus" | "rakningsmottagare" | "faktura" | "forskoleplacering" | "forskoleko";
                    /** @description Diarienummer för avtalet som gäller; null när inget gäller. */
                    avtal: string | null;
                    /** @description Fält som visas, om källan har dem. */
                    visas: string[];
                    /** @description Fält som döljs, samlade efter regeln som döljer dem. */
                    doljs: {
                        /** @description Fält som regeln döljer. */
                        falt: string[];
                        /**
                         * @description Regeln.
                         * @enum {string}
                         */
                        regel: "stadsdel-galler-ej" | "avtal-saknas" | "avtal-ej-borjat" | "avtal-upphort" | "avtal-mangd" | "avtal-andamal" | "andamal" | "roll" | "oppettid" | "arende-saknas" | "identifiering";
                        /** @description Regeln i en mening att visa för personal. */
                        forklaring: string;
                        /** @description Fil och JSON-pekare i konfigurationen. */
                        regelplats: string;
                    }[];
                }[];
            }[];
        };
        /** @description Barnets plats i kö till förskola. Ett fält saknas när avtalet, rollen eller ändamålet inte öppnar det, eller när källan inte har något värde. */
        ForskolekoVisad: {
            /** @description Kod för stadsdelen vars nämnd ansvarar för uppgiften. */
            stadsdel: string;
            /**
             * @description Källan som uppgiften är läst ur.
             * @enum {string}
             */
            kalla: "paraplyet" | "agresso" | "ber";
            /**
             * Format: date
             * @description Dagen då barnet ställdes i kö, ÅÅÅÅ-MM-DD.
             */
            sedan?: string;
            /** @description Enheten som önskas för barnet. */
            onskadEnhet?: string;
            /** @description Läget i kön: vantar, erbjuden, tackat-nej eller placerad. */
            status?: string;
        };
        /** @description Barnets placering i förskola. Ett fält saknas när avtalet, rollen eller ändamålet inte öppnar det, eller när källan inte har något värde. */
        ForskoleplaceringVisad: {
            /** @description Kod för stadsdelen vars nämnd ansvarar för uppgiften. */
            stadsdel: string;
            /**
             * @description Källan som uppgiften är läst ur.
             * @enum {string}
             */
            kalla: "paraplyet" | "agresso" | "ber";
            /** @description Förskolans namn. */
            forskola?: string;
            /** @description Avdelningen eller enheten i förskolan. */
            enhet?: string;
            /**
             * Format: date
             * @description Placeringens första dag, ÅÅÅÅ-MM-DD.
             */
            franOchMed?: string;
            /**
             * Format: date
             * @description Placeringens sista dag; saknas när den gäller tills vidare, ÅÅÅÅ-MM-DD.
             */
            tillOchMed?: string;
            /** @description Placeringens läge: kommande, pagaende eller avslutad. */
            status?: string;
        };
        /** @description Hur ärendet föreslås registreras. */
        Forslag: {
            /** @description Föreslagen huvudkategori. */
            huvudkategori: string;
            /** @description Föreslagen typ. */
            arendetyp: string;
            /** @description Föreslagen klass. */
            arendeklass: string;
        };
        /** @description En granskning av ett enkelttillstånd. */
        Granskningsbegaran: {
            /**
             * @description Granskarens mening. `behover-utredas` kan ersättas av en senare, de andra inte.
             * @enum {string}
             */
            utfall: "befogat" | "obefogat" | "behover-utredas";
            /** @description Varför. Får inte innehålla något personnummer. */
            kommentar: string;
        };
        /** @description En månad i en logg. */
        Granskningsmanad: {
            /**
             * @description En stadsdels logg, med stadsdelens kod; `insyn` är personuppgiftsbiträdets egen logg.
             * @example bromma
             */
            logg: string;
            /**
             * @description Månaden, ÅÅÅÅ-MM, efter klockan i Stockholm.
             * @example 2026-10
             */
            manad: string;
            /** @description När månaden räknades, i UTC; null när den inte har räknats. */
            raknat: string | null;
            /** @description Alla uppslag; null när det inte anges, se antalText. */
            antal: number | null;
            /** @description Antalet att visa: ett tal, eller varför det inte anges. */
            antalText: string;
            /** @description En rad för varje sådan grupp som har uppslag. */
            rader: {
                /** @description Enheten, enligt reglerna för uppföljning. */
                enhet: string;
                /** @description Ändamålet; null när inget angavs. */
                andamal: string | null;
                /** @description Utfallet. */
                utfall: string;
                /** @description Uppslag; null när det inte anges, se antalText. */
                antal: number | null;
                /** @description Antalet att visa: ett tal, eller varför det inte anges. */
                antalText: string;
            }[];
            /** @description En rad för varje regel som har flaggat något. */
            flaggade: {
                /** @description Regelns id. */
                regel: string;
                /** @description Flaggade uppslag; null när det inte anges, se antalText. */
                antal: number | null;
                /** @description Flaggade av tusen uppslag; null när antalen inte anges. */
                andelPromille: number | null;
                /** @description Antalet att visa: ett tal, eller varför det inte anges. */
                antalText: string;
            }[];
            /** @description Månadens urval. */
            uppfoljning: {
                /**
                 * Format: uuid
                 * @description Urvalets id.
                 * @example 0d7f5d0e-55a5-4b8c-a1c3-97f6c4e1a0b2
                 */
                urvalId: string;
                /**
                 * @description `manad`: månadens urval, av vilket det finns ett. `extra`: ett som någon har begärt utöver det.
                 * @enum {string}
                 */
                slag: "manad" | "extra";
                /** @description Hur många poster det har. */
                poster: number;
                /** @description Hur många poster som är bedömda. */
                bedomda: number;
                /** @description När det avslutades, i UTC; null medan det pågår. */
                avslutat: string | null;
            }[];
        };
        /** @description Uppslag och uppföljning, för nämnden. Poster som visar skyddade personuppgifter räknas aldrig in. Antal under fem anges inte, och inte heller det som de annars hade kunnat räknas ut från. */
        Granskningsstatistik: {
            /** @description Svarets post i åtkomstloggen: alltid en, vad svaret än visar. */
            loggId: string[];
            /**
             * Format: date-time
             * @description När svaret gavs, i UTC.
             */
            tidpunkt: string;
            /** @description En del för varje logg och månad. */
            manader: components["schemas"]["Granskningsmanad"][];
        };
        /** @description Ett enkelttillstånd som har granskats. */
        Granskningssvar: {
            /**
             * Format: uuid
             * @description Enkelttillståndets id.
             * @example 5f0c8a52-7c1e-4b4d-9b7e-2f6d1c9a8e30
             */
            tillstandId: string;
            /**
             * @description Granskarens mening. `behover-utredas` kan ersättas av en senare, de andra inte.
             * @enum {string}
             */
            granskning: "befogat" | "obefogat" | "behover-utredas";
            /** @description Svarets post i åtkomstloggen: alltid en, vad svaret än visar. */
            loggId: string[];
        };
        /** @description En biståndshandläggare och vad hon ansvarar för. Ett fält saknas när avtalet, rollen eller ändamålet inte öppnar det, eller när källan inte har något värde. */
        HandlaggareVisad: {
            /** @description Kod för stadsdelen vars nämnd ansvarar för uppgiften. */
            stadsdel: string;
            /**
             * @description Källan som uppgiften är läst ur.
             * @enum {string}
             */
            kalla: "paraplyet" | "agresso" | "ber";
            /** @description Handläggarens beteckning i källan. */
            handlaggareId?: string;
            /** @description Handläggarens namn. */
            namn?: string;
            /** @description Enheten som handläggaren arbetar på. */
            enhet?: string;
            /** @description Det som handläggaren ansvarar för, till exempel Hemtjänst. */
            ansvarsomrade?: string;
            /** @description Handläggarens telefonnummer, så som källan skriver det. */
            telefon?: string;
            /** @description När handläggaren svarar i telefon, i ord. */
            telefontid?: string;
        };
        /** @description Läget i en källa för varje stadsdel som inte har en egen rad i kallor. */
        Kallage: {
            /**
             * @description Källan.
             * @enum {string}
             */
            kalla: "paraplyet" | "agresso" | "ber";
            /**
             * @description Som i kallor.
             * @enum {string}
             */
            status: "aktuell" | "ingar-ej";
            /** @description Den äldsta tiden i de rader som den här står för, i UTC. Null när källan inte ingår. */
            speglad: string | null;
            /**
             * Format: date-time
             * @description Den äldsta tiden i de rader som den här står för, i UTC, när alla har en.
             */
            betalstatusLast?: string;
            /** @description Läget i en mening att visa för personal. */
            forklaring: string;
        };
        /** @description Hur färskt det är som en källa har för en stadsdel. Raderna är desamma vem personen än är. */
        Kallrad: {
            /**
             * @description Källan.
             * @enum {string}
             */
            kalla: "paraplyet" | "agresso" | "ber";
            /** @description Kod för stadsdelen vars del av källan raden gäller. */
            stadsdel: string;
            /**
             * @description `aktuell`: läst i tid. `ofullstandig`: källan är läst i tid, men något i den gick inte att läsa och visas därför inte. `inaktuell`: inte läst i tid. `ej-svar`: kunde inte läsas senast, eller ännu inte. `ingar-ej`: begäran öppnar ingenting härifrån. Säger ingenting om personen.
             * @enum {string}
             */
            status: "aktuell" | "ofullstandig" | "inaktuell" | "ej-svar" | "ingar-ej";
            /** @description När källan senast lästes helt, i UTC. Null när den inte har lästs eller inte ingår, eller när svaret inte kommer ur den läsningen. */
            speglad: string | null;
            /**
             * Format: date-time
             * @description När det senast lästes om fakturorna är betalda (betalstatus, kvarstaende, betaldDatum, paminnelser och inkasso), i UTC. Finns när det är senare än speglad; allt annat är från speglad.
             */
            betalstatusLast?: string;
            /**
             * @description Om källan svarade när den lästes för det här uppslaget. Saknas när den inte lästes nu.
             * @enum {string}
             */
            direkt?: "svarade" | "svarade-ej";
            /** @description Läget i en mening att visa för personal. */
            forklaring: string;
        };
        /** @description En kontroll av hela loggar. */
        Kedjekontroll: {
            /**
             * @description Varför loggen granskas, på en rad och utan personnummer. Står i klartext i varje logg som granskningen gäller, så att andra granskare av samma logg ser det.
             * @example Anmälan om obehörig åtkomst, dnr 2026-114
             */
            skal: string;
            /**
             * @description Loggarna som avses; utan dem alla som du granskar.
             * @example [
             *       "bromma"
             *     ]
             */
            loggar?: string[];
        };
        /** @description Om loggarna är vad som signerades. */
        Kedjesvar: {
            /** @description Svarets post i åtkomstloggen: alltid en, vad svaret än visar. */
            loggId: string[];
            /**
             * Format: date-time
             * @description När svaret gavs, i UTC.
             */
            tidpunkt: string;
            /** @description En del för varje logg som du granskar. */
            loggar: {
                /**
                 * @description En stadsdels logg, med stadsdelens kod; `insyn` är personuppgiftsbiträdets egen logg.
                 * @example bromma
                 */
                logg: string;
                /** @description Vems logg det är. */
                loggnamn: string;
                /**
                 * @description Enligt den senaste kontrollen av hela loggen. `bruten`: poster är inte vad som signerades. `okontrollerad`: ingen sådan kontroll har gjorts ännu.
                 * @enum {string}
                 */
                lage: "hel" | "bruten" | "okontrollerad";
                /** @description När hela loggen senast kontrollerades, i UTC. */
                kontrollerad: string | null;
                /** @description Så många poster kontrollerades; null för den som inte har rätten granska-skyddade, eftersom antalet säger hur många poster som är dolda. */
                kontrolleradePoster: number | null;
                /** @description Så många har kommit till sedan dess; null för den som inte har rätten granska-skyddade, eftersom antalet säger hur många poster som är dolda. */
                nyaPoster: number | null;
                /** @description Var loggen är bruten; null när den är hel. */
                brott: {
                    /** @description Första posten som kan vara den; null för den som inte har rätten granska-skyddade, eftersom antalet säger hur många poster som är dolda. */
                    fran: number | null;
                    /** @description Posten efter den sista; null för den som inte har rätten granska-skyddade, eftersom antalet säger hur många poster som är dolda. */
                    till: number | null;
                } | null;
                /** @description Trädets rot i den senaste kontrollpunkten, hexadecimalt; null före den första. */
                fingeravtryck: string | null;
                /** @description Var loggens kontrollpunkter finns utanför hubben. */
                publicerad: {
                    /**
                     * @description Var.
                     * @enum {string}
                     */
                    plats: "katalog" | "syslog" | "kafka" | "tidsstampel";
                    /** @description När platsen senast fick en kontrollpunkt, i UTC. */
                    tid: string | null;
                    /** @description Sedan när platsen saknar en; null när den har alla, i UTC. */
                    slaparSedan: string | null;
                }[];
                /** @description Hur många procent en kontroll som pågår har kommit; null när ingen pågår. */
                pagar: number | null;
            }[];
        };
        /** @description En plats i kö. Ett fält saknas när avtalet, rollen eller ändamålet inte öppnar det, eller när källan inte har något värde. */
        KostatusVisad: {
            /** @description Kod för stadsdelen vars nämnd ansvarar för uppgiften. */
            stadsdel: string;
            /**
             * @description Källan som uppgiften är läst ur.
             * @enum {string}
             */
            kalla: "paraplyet" | "agresso" | "ber";
            /** @description Köplatsens beteckning i källan. */
            koId?: string;
            /** @description Vad kön gäller: dagverksamhet, vard-och-omsorgsboende eller servicehus. */
            slag?: string;
            /** @description Läget i kön: vantar, erbjuden, tackat-nej eller placerad. */
            status?: string;
            /**
             * Format: date
             * @description Dagen då personen ställdes i kö, ÅÅÅÅ-MM-DD.
             */
            sedan?: string;
            /** @description Platsen i kön, där 1 är först; saknas när källan inte räknar platser. */
            plats?: number;
            /** @description Enheten som personen önskar. */
            onskadEnhet?: string;
        };
        /** @description Vad som framkom när någon tog hand om larmet. */
        Kvitteringsbegaran: {
            /**
             * @description Vad som framkom, utan personnummer. Lagras krypterat.
             * @example Talat med handläggaren: ärendet stämmer.
             */
            kommentar: string;
        };
        /** @description Ett larm som har kvitterats. */
        Kvitteringssvar: {
            /**
             * Format: uuid
             * @description Larmets id, ur listan över larm.
             * @example 0d7e1c1e-93a4-4c62-8f0e-5b7a9d1c2e30
             */
            larmId: string;
            /**
             * Format: date-time
             * @description När det som loggposten handlar om hände, i UTC.
             */
            tid: string;
            /**
             * @description `skyddad`: försök mot skyddade personuppgifter. `skyddad-visad`: sådana har visats. `eget-nummer`: uppslag på det egna numret. `undantag`: ett enkelttillstånd har använts. `upprepat-nekad`, `manga-uppslag`: ovanligt många hos en användare. `urval-sent`: ett urval av loggen är inte granskat i tid.
             * @enum {string}
             */
            slag: "skyddad" | "skyddad-visad" | "eget-nummer" | "undantag" | "upprepat-nekad" | "manga-uppslag" | "urval-sent";
            /**
             * @description En stadsdels logg, med stadsdelens kod; `insyn` är personuppgiftsbiträdets egen logg.
             * @example bromma
             */
            logg: string;
            /** @description Posten som larmet pekar ut (`POST /atkomster/post` visar den); null för ett larm om hubben själv. */
            loggpost: string | null;
            /** @description Om posten har gallrats efter sin bevarandetid: den går inte längre att visa. */
            gallrad: boolean;
            /**
             * @description `nytt`: ingen har kvitterat larmet. `kvitterat`: någon har tagit hand om det.
             * @enum {string}
             */
            status: "nytt" | "kvitterat";
            /** @description Vem som tog hand om larmet; null när ingen har det. */
            kvittering: {
                /** @description Utfärdaren av inloggningen för den som kvitterade. */
                utfardare: string;
                /** @description Den som kvitterade. */
                av: string;
                /**
                 * Format: date-time
                 * @description När, i UTC.
                 */
                tid: string;
                /** @description Vad som framkom. */
                kommentar: string;
            } | null;
            /** @description Svarets post i åtkomstloggen: alltid en, vad svaret än visar. */
            loggId: string[];
        };
        /** @description En sida av larmen i de loggar som du granskar. */
        Larmsvar: {
            /** @description Svarets post i åtkomstloggen: alltid en, vad svaret än visar. */
            loggId: string[];
            /**
             * Format: date-time
             * @description När svaret gavs, i UTC.
             */
            tidpunkt: string;
            /** @description Larmen, nyast först. */
            larm: {
                /**
                 * Format: uuid
                 * @description Larmets id, ur listan över larm.
                 * @example 0d7e1c1e-93a4-4c62-8f0e-5b7a9d1c2e30
                 */
                larmId: string;
                /**
                 * Format: date-time
                 * @description När det som loggposten handlar om hände, i UTC.
                 */
                tid: string;
                /**
                 * @description `skyddad`: försök mot skyddade personuppgifter. `skyddad-visad`: sådana har visats. `eget-nummer`: uppslag på det egna numret. `undantag`: ett enkelttillstånd har använts. `upprepat-nekad`, `manga-uppslag`: ovanligt många hos en användare. `urval-sent`: ett urval av loggen är inte granskat i tid.
                 * @enum {string}
                 */
                slag: "skyddad" | "skyddad-visad" | "eget-nummer" | "undantag" | "upprepat-nekad" | "manga-uppslag" | "urval-sent";
                /**
                 * @description En stadsdels logg, med stadsdelens kod; `insyn` är personuppgiftsbiträdets egen logg.
                 * @example bromma
                 */
                logg: string;
                /** @description Posten som larmet pekar ut (`POST /atkomster/post` visar den); null för ett larm om hubben själv. */
                loggpost: string | null;
                /** @description Om posten har gallrats efter sin bevarandetid: den går inte längre att visa. */
                gallrad: boolean;
                /**
                 * @description `nytt`: ingen har kvitterat larmet. `kvitterat`: någon har tagit hand om det.
                 * @enum {string}
                 */
                status: "nytt" | "kvitterat";
                /** @description Vem som tog hand om larmet; null när ingen har det. */
                kvittering: {
                    /** @description Utfärdaren av inloggningen för den som kvitterade. */
                    utfardare: string;
                    /** @description Den som kvitterade. */
                    av: string;
                    /**
                     * Format: date-time
                     * @description När, i UTC.
                     */
                    tid: string;
                    /** @description Vad som framkom. */
                    kommentar: string;
                } | null;
            }[];
            /** @description Så många som mest på en sida. */
            limit: number;
            /** @description Sidans nummer; den första är 1. */
            page: number;
            /** @description Antal på alla sidor tillsammans. */
            antal: number;
        };
        /** @description Ändamålen, vad de öppnar och vad de kräver. */
        ListaAndamalSvar: {
            /** @description Svarets post i åtkomstloggen: alltid en, vad svaret än visar. */
            loggId: string[];
            /** @description Kontrollsumma för de regler som gäller. */
            policyversion: string;
            /** @description De ändamål som någon av rollerna kan ange. */
            andamal: {
                /** @description Det som anges som `andamal`. */
                kod: string;
                /** @description Namn att visa för personal. */
                namn: string;
                /** @description Om ingenting alls visas utan att ett ärende anges. */
                kraverArende: boolean;
                /**
                 * @description Den svagaste identifiering som någonting visas med.
                 * @enum {string}
                 */
                identifiering: "ingen" | "kontrollfragor" | "motringning" | "bankid";
                /** @description Det som ändamålet öppnar. */
                mangder: {
                    /**
                     * @description Informationsmängd som ändamålet öppnar.
                     * @enum {string}
                     */
                    mangd: "person" | "beslut" | "avgift" | "utforare" | "handlaggare" | "kostatus" | "rakningsmottagare" | "faktura" | "forskoleplacering" | "forskoleko";
                    /** @description De fält som ändamålet som mest öppnar. Avtalet och rollen kan visa färre. */
                    falt: string[];
                    /** @description Om mängden bara visas när ett ärende anges. */
                    kraverArende: boolean;
                    /** @description Fält som kräver en säkrare identifiering än ändamålet. */
                    hogreKrav: {
                        /**
                         * @description Den svagaste identifiering som fälten visas med.
                         * @enum {string}
                         */
                        identifiering: "ingen" | "kontrollfragor" | "motringning" | "bankid";
                        /** @description De fält som kräver den. */
                        falt: string[];
                    }[];
                    /** @description Om ändamålets ärenden får mängden som hänvisning: ingenting av den skrivs i ärendet, utan den slås upp (`POST /uppslag` med `arende` och inget nummer). */
                    hanvisning: boolean;
                }[];
            }[];
        };
        /** @description En sökning i åtkomstloggarna. */
        Loggsokning: {
            /**
             * @description Varför loggen granskas, på en rad och utan personnummer. Står i klartext i varje logg som granskningen gäller, så att andra granskare av samma logg ser det.
             * @example Anmälan om obehörig åtkomst, dnr 2026-114
             */
            skal: string;
            /**
             * @description Loggarna som avses; utan dem alla som du granskar.
             * @example [
             *       "bromma"
             *     ]
             */
            loggar?: string[];
            /** @description Personnummer eller samordningsnummer, helst med tolv siffror: ÅÅÅÅMMDDNNNN. Tio siffror går bra när de bara kan vara en persons; bindestreck eller plustecken får stå före de fyra sista. */
            personnummer?: string;
            /** @description Personens referens ur ett tidigare svar om loggen: gäller ett halvt dygn, för samma granskare. */
            personId?: string;
            /** @description Någon av dem som frågat. */
            handlaggare?: components["schemas"]["EndUser"][];
            /**
             * @description Det anropande systemet.
             * @example [
             *       "telefoni"
             *     ]
             */
            klient?: string[];
            /**
             * @description Rollen i tjänsten.
             * @example [
             *       "aldre-direkt"
             *     ]
             */
            roll?: string[];
            /**
             * @description Något av slagen har visats.
             * @example [
             *       "faktura"
             *     ]
             */
            informationsmangd?: ("person" | "beslut" | "avgift" | "utforare" | "handlaggare" | "kostatus" | "rakningsmottagare" | "faktura" | "forskoleplacering" | "forskoleko")[];
            /**
             * @description Ändamålets kod. Skälet för en granskning eller en driftåtgärd är ingen kod och söks inte.
             * @example [
             *       "fakturafraga"
             *     ]
             */
            andamal?: string[];
            /**
             * @description Ärendets beteckning.
             * @example [
             *       "KC-2026-10017"
             *     ]
             */
            arende?: string[];
            /**
             * @description Vad som gjordes.
             * @example [
             *       "uppslag"
             *     ]
             */
            handelse?: string[];
            /**
             * @description Hur det gick.
             * @example [
             *       "nekat"
             *     ]
             */
            utfall?: ("visat" | "tomt" | "nekat" | "fel")[];
            /**
             * @description Orsaken, som loggen anger den.
             * @example [
             *       "okand"
             *     ]
             */
            orsak?: string[];
            /**
             * @description Någon av flaggorna.
             * @example [
             *       "undantag"
             *     ]
             */
            flagga?: string[];
            /**
             * @description Enkelttillståndets id.
             * @example [
             *       "5f0c8a52-7c1e-4b4d-9b7e-2f6d1c9a8e30"
             *     ]
             */
            tillstand?: string[];
            /**
             * Format: date
             * @description Första dagen, ÅÅÅÅ-MM-DD; utan den från början.
             * @example 2026-10-15
             */
            franOchMed?: string;
            /**
             * Format: date
             * @description Sista dagen, ÅÅÅÅ-MM-DD; utan den till nu.
             * @example 2026-10-15
             */
            tillOchMed?: string;
            /**
             * @description Så många poster som mest på en sida.
             * @default 20
             */
            limit: number;
            /** @description Var nästa sida börjar: ur förra svaret, för samma granskare och samma fråga. */
            markor?: string;
        };
        /** @description En post i en åtkomstlogg. */
        Loggtraff: {
            /** @description Pekar ut en post i åtkomstloggen. Ogenomskinlig, alltid lika lång och ny varje gång: den säger varken vems logg posten står i eller hur många poster som finns. Insyns drift slår upp den (`insyn logg hitta`). */
            loggpost: string;
            /**
             * Format: date-time
             * @description När det hände, i UTC.
             */
            tid: string;
            /** @description Vems logg posten står i: stadsdelens kod, eller `insyn`. */
            logg: string;
            /** @description Vad som gjordes. */
            handelse: string;
            /** @description Samma i alla poster från ett anrop. */
            handelseId: string;
            /** @description Vem som frågade. */
            slutanvandare: string | null;
            /** @description Vem som intygar namnet: `token`, `uppgiven` (klienten) eller `system` (ingen person). */
            identitet: string | null;
            /** @description Den som intygat inloggningen. */
            utfardare: string | null;
            /** @description Rollen i tjänsten. */
            roll: string | null;
            /** @description Det anropande systemet. */
            klient: string | null;
            /** @description Ändamålet; för en granskning eller en driftåtgärd skälet. */
            andamal: string | null;
            /** @description Ärendet. */
            arende: string | null;
            /** @description Vad den som ringde är för personen. */
            relation: string | null;
            /** @description Hur den som ringde identifierades. */
            identifiering: string | null;
            /** @description Vad som visades: slag och fältens namn, aldrig värden. */
            visat: {
                /** @description Slaget. */
                mangd: string;
                /** @description Fältens namn; `*`: alla. */
                falt: string[];
            }[];
            /** @description Hur det gick. */
            utfall: string;
            /** @description Orsaken, som den som frågade inte får veta. */
            orsak: string;
            /** @description Vad en granskare bör titta på. */
            flaggor: string[];
            /** @description Enkelttillståndet som använts. */
            tillstand: string | null;
            /** @description Hur många nekade anrop posten står för. */
            antal?: number;
            /** @description Referens till personen, för personens tidslinje; null när posten inte gäller någon person. */
            personId: string | null;
        };
        /** @description Numret för personen som en post gäller. */
        Nummersvar: {
            /** @description Svarets post i åtkomstloggen: alltid en, vad svaret än visar. */
            loggId: string[];
            /**
             * Format: date-time
             * @description När svaret gavs, i UTC.
             */
            tidpunkt: string;
            /**
             * @description `oppnat`: numret visas. `ingen-person`: posten gäller ingen person. `saknas`: ingen post i dina loggar har numret, eller så får du inte öppna det. `annan-nyckel`: numret är förseglat med en annan nyckel än loggens. `gallrad`: posten är gallrad efter sin bevarandetid. `forlorad`: posten saknas efter en återställning av databasen.
             * @enum {string}
             */
            status: "oppnat" | "ingen-person" | "saknas" | "annan-nyckel" | "gallrad" | "forlorad";
            /** @description Numret, tolv siffror; null när det inte öppnades. */
            personnummer: string | null;
            /** @description Vad som hände, i ord. */
            forklaring: string;
        };
        /** @description Personens namn. Ett fält saknas när avtalet, rollen eller ändamålet inte öppnar det, eller när källan inte har något värde. */
        PersonVisad: {
            /** @description Förnamn. */
            fornamn?: string;
            /** @description Efternamn. */
            efternamn?: string;
        };
        /** @description En post i åtkomstloggen, och varför den behövs. */
        Postbegaran: {
            /** @description Pekar ut en post i åtkomstloggen. Ogenomskinlig, alltid lika lång och ny varje gång: den säger varken vems logg posten står i eller hur många poster som finns. Insyns drift slår upp den (`insyn logg hitta`). */
            loggId: string;
            /**
             * @description Varför loggen granskas, på en rad och utan personnummer. Står i klartext i varje logg som granskningen gäller, så att andra granskare av samma logg ser det.
             * @example Anmälan om obehörig åtkomst, dnr 2026-114
             */
            skal: string;
        };
        /** @description En post i ord. */
        Postsvar: {
            /** @description Svarets post i åtkomstloggen: alltid en, vad svaret än visar. */
            loggId: string[];
            /**
             * Format: date-time
             * @description När svaret gavs, i UTC.
             */
            tidpunkt: string;
            /**
             * @description `finns`: posten visas. `gallrad`: posten är gallrad efter sin bevarandetid. `forlorad`: posten saknas efter en återställning av databasen.
             * @enum {string}
             */
            status: "finns" | "gallrad" | "forlorad";
            /** @description Posten, och därefter de som samma anrop gav i andra loggar som du granskar. Tom när posten inte finns kvar. */
            poster: {
                /** @description Pekar ut en post i åtkomstloggen. Ogenomskinlig, alltid lika lång och ny varje gång: den säger varken vems logg posten står i eller hur många poster som finns. Insyns drift slår upp den (`insyn logg hitta`). */
                loggpost: string;
                /**
                 * @description En stadsdels logg, med stadsdelens kod; `insyn` är personuppgiftsbiträdets egen logg.
                 * @example bromma
                 */
                logg: string;
                /** @description Vems logg det är. */
                loggnamn: string;
                /**
                 * Format: date-time
                 * @description När det hände, i UTC.
                 */
                tid: string;
                /** @description Posten i en mening. */
                sammanfattning: string;
                /** @description Referens till personen som posten gäller, för personens tidslinje; null när den inte gäller någon. Vem det är öppnas för sig: `POST /atkomster/personnummer`. */
                personId: string | null;
                /** @description Allt som posten säger, utom vem den gäller. */
                falt: {
                    /** @description Fältets namn i loggen. */
                    falt: string;
                    /** @description Fältet i ord. */
                    rubrik: string;
                    /** @description Värdet som det står i loggen. */
                    varde: string;
                    /** @description Vad värdet betyder; null när det talar för sig. */
                    forklaring: string | null;
                }[];
            }[];
        };
        /** @description Problem enligt RFC 9457. */
        Problem: {
            /**
             * Format: uri-reference
             * @description Problemtypen: adressen till en sida som säger vad den betyder och vad man gör. Är den relativ gäller den från begärans adress (RFC 9457). Jämför kod, inte adressen.
             */
            type: string;
            /** @description Problemtypen i klartext, på svenska. */
            title: string;
            /** @description Svarets HTTP-status. */
            status: number;
            /** @description Vad som gäller den här gången, på svenska. Säger ingenting om en person. */
            detail: string;
            /**
             * Format: uri
             * @description Begärans id som urn:uuid.
             */
            instance: string;
            /** @description Problemtypens kod: TOKEN_OGILTIG, BEGARAN_OGILTIG, ATKOMST_NEKAD, FINNS_EJ, METOD_EJ_TILLATEN, KONFLIKT, NYCKEL_ATERANVAND, FOR_MANGA_ANROP, LOGG_OTILLGANGLIG, KALLA_OTILLGANGLIG, DATABAS_NERE, DATABAS_SVARAR_EJ, DATABAS_LANGSAM, DATABAS_SKRIVSKYDDAD, DATABAS_FULL, MALSYSTEM_OTILLGANGLIGT, MALSYSTEM_NEKAR, KAFKA_OTILLGANGLIG, KAFKA_NEKAR, MEDDELANDE_OGILTIGT, KONFIG_OGILTIG, NYCKEL_SAKNAS, DATABAS_FEL, KALLA_INLOGGNING, KALLA_FAULT, KALLA_INTE_SVAR, KALLA_FOR_STOR, KALLA_TRUNKERAD, KALLA_OORDNAD, KORNING_PAGAR, KORNING_FORLORAD, LOGG_BRUTEN, OVANTAT. Nya kan tillkomma: rätta sig då efter status. */
            kod: string;
            /** @description Vad som är fel i begäran, högst 50. Saknas när felet är ett annat. */
            fel?: components["schemas"]["Fel"][];
        };
        /** @description En provkörning av uppföljningens regler. */
        Provkorningsbegaran: {
            /**
             * @description Varför loggen granskas, på en rad och utan personnummer. Står i klartext i varje logg som granskningen gäller, så att andra granskare av samma logg ser det.
             * @example Anmälan om obehörig åtkomst, dnr 2026-114
             */
            skal: string;
            /**
             * @description Loggarna som avses; utan dem alla som du granskar.
             * @example [
             *       "bromma"
             *     ]
             */
            loggar?: string[];
            /**
             * @description Månaden som prövas; utan den den förra.
             * @example 2026-10
             */
            manad?: string;
            /** @description Regler som inte är i bruk, med samma innehåll som config/uppfoljning.yaml. Utan dem prövas de som är i bruk. */
            regler?: {
                [key: string]: unknown;
            };
        };
        /** @description Hur mycket reglerna skulle flagga. Ingenting har sparats. */
        Provkorningssvar: {
            /** @description Svarets post i åtkomstloggen: alltid en, vad svaret än visar. */
            loggId: string[];
            /**
             * Format: date-time
             * @description När svaret gavs, i UTC.
             */
            tidpunkt: string;
            /**
             * @description Månaden, ÅÅÅÅ-MM, efter klockan i Stockholm.
             * @example 2026-10
             */
            manad: string;
            /** @description Reglernas version: en kontrollsumma av innehållet. */
            regelversion: string;
            /** @description En del för varje logg som avses. */
            loggar: {
                /**
                 * @description En stadsdels logg, med stadsdelens kod; `insyn` är personuppgiftsbiträdets egen logg.
                 * @example bromma
                 */
                logg: string;
                /** @description Uppslag under månaden; null när det inte anges, se antalText. */
                antal: number | null;
                /** @description Antalet att visa: ett tal, eller varför det inte anges. */
                antalText: string;
                /** @description En rad för varje regel som är aktiv. */
                regler: {
                    /** @description Regelns id. */
                    regel: string;
                    /** @description Uppslag som regeln skulle flagga; null när det inte anges, se antalText. */
                    flaggade: number | null;
                    /** @description Användare som gjorde dem; null när det inte anges, se antalText. */
                    anvandare: number | null;
                    /** @description Antalet att visa: ett tal, eller varför det inte anges. */
                    antalText: string;
                }[];
            }[];
        };
        /** @description Den som får räkningen i personens ställe. Ett fält saknas när avtalet, rollen eller ändamålet inte öppnar det, eller när källan inte har något värde. */
        RakningsmottagareVisad: {
            /** @description Kod för stadsdelen vars nämnd ansvarar för uppgiften. */
            stadsdel: string;
            /**
             * @description Källan som uppgiften är läst ur.
             * @enum {string}
             */
            kalla: "paraplyet" | "agresso" | "ber";
            /** @description Mottagarens namn. */
            namn?: string;
            /** @description Vad mottagaren är för personen: anhorig, god-man, forvaltare eller fullmakt. */
            slag?: string;
            /**
             * Format: date
             * @description Första dagen som mottagaren får räkningen, ÅÅÅÅ-MM-DD.
             */
            franOchMed?: string;
        };
        /** @description En sida av registret. */
        Registersvar: {
            /** @description Svarets post i åtkomstloggen: alltid en, vad svaret än visar. */
            loggId: string[];
            /**
             * Format: date-time
             * @description När svaret gavs, i UTC.
             */
            tidpunkt: string;
            /** @description Handläggarna, efter namn. */
            handlaggare: components["schemas"]["HandlaggareVisad"][];
            /** @description Så många som mest på en sida. */
            limit: number;
            /** @description Sidans nummer; den första är 1. */
            page: number;
            /** @description Antal på alla sidor tillsammans. */
            antal: number;
        };
        /** @description Hur ärendet ska registreras. */
        Registreringsbegaran: {
            /** @description Huvudkategori, i konfigurationens ord. */
            huvudkategori: string;
            /** @description Typ, i konfigurationens ord. */
            arendetyp: string;
            /** @description Klass, i konfigurationens ord. */
            arendeklass: string;
        };
        /** @description Ett ärende vars kategori har valts. */
        Registreringssvar: {
            /** @description Ärendesystemets beteckning. */
            arendeId: string;
            /** @description Svarets post i åtkomstloggen: alltid en, vad svaret än visar. */
            loggId: string[];
        };
        /** @description En sida av sökningen. */
        Sokningssvar: {
            /** @description Svarets post i åtkomstloggen: alltid en, vad svaret än visar. */
            loggId: string[];
            /**
             * Format: date-time
             * @description När svaret gavs, i UTC.
             */
            tidpunkt: string;
            /** @description Posterna, nyast först, ur alla loggar som söks. */
            traffar: components["schemas"]["Loggtraff"][];
            /** @description Hur många poster sökningen träffar, högst 5000; bara på första sidan. */
            antal?: number;
            /** @description Fler än `antal` träffas: fasetterna räknar då de nyaste. Bara på första sidan. */
            fler?: boolean;
            fasetter?: components["schemas"]["Fasetter"];
            /** @description Så många poster som mest på en sida. */
            limit: number;
            /** @description Ger nästa sida; null på den sista. */
            markor: string | null;
        };
        /** @description Antal uppslag av ett slag under en vecka. */
        Statistikrad: {
            /**
             * @description Veckan, som ISO-vecka.
             * @example 2026-W40
             */
            vecka: string;
            /** @description Kod för stadsdelen vars uppgifter visades. Null: uppslag som ingenting visade, vad orsaken än var. */
            stadsdel: string | null;
            /** @description Ärendets huvudkategori; `okategoriserad` utan ärende eller kategori. Null när raden inte har någon stadsdel. */
            huvudkategori: string | null;
            /** @description Ärendets typ; null utan en sådan. Null när raden inte har någon stadsdel. */
            arendetyp: string | null;
            /** @description Ärendets klass; null utan en sådan. Null när raden inte har någon stadsdel. */
            arendeklass: string | null;
            /** @description Antal uppslag; null när de är färre än fem. */
            antal: number | null;
            /** @description Antalet att visa för personal: ett tal, eller färre än 5. */
            antalText: string;
        };
        /** @description Antal uppslag, utan personer och utan summor. */
        Statistiksvar: {
            /** @description Svarets post i åtkomstloggen: alltid en, vad svaret än visar. */
            loggId: string[];
            /**
             * Format: date-time
             * @description När svaret gavs, i UTC.
             */
            tidpunkt: string;
            /**
             * @description Första veckan som räknats, som ISO-vecka.
             * @example 2026-W40
             */
            franVecka: string;
            /**
             * @description Sista veckan som räknats, som ISO-vecka.
             * @example 2026-W40
             */
            tillVecka: string;
            /** @description En rad för varje vecka, stadsdel och kategori med uppslag. */
            rader: components["schemas"]["Statistikrad"][];
        };
        /** @description En tidslinje: en persons, eller en handläggares. */
        Tidslinjebegaran: {
            /**
             * @description Varför loggen granskas, på en rad och utan personnummer. Står i klartext i varje logg som granskningen gäller, så att andra granskare av samma logg ser det.
             * @example Anmälan om obehörig åtkomst, dnr 2026-114
             */
            skal: string;
            /**
             * @description Loggarna som avses; utan dem alla som du granskar.
             * @example [
             *       "bromma"
             *     ]
             */
            loggar?: string[];
            /** @description Personnummer eller samordningsnummer, helst med tolv siffror: ÅÅÅÅMMDDNNNN. Tio siffror går bra när de bara kan vara en persons; bindestreck eller plustecken får stå före de fyra sista. */
            personnummer?: string;
            /** @description Personens referens ur ett tidigare svar om loggen: gäller ett halvt dygn, för samma granskare. */
            personId?: string;
            handlaggare?: components["schemas"]["EndUser"];
            /**
             * @description Nyast först, eller äldst först.
             * @default nyast
             * @enum {string}
             */
            ordning: "nyast" | "aldst";
            /**
             * Format: date
             * @description Första dagen, ÅÅÅÅ-MM-DD; utan den från början.
             * @example 2026-10-15
             */
            franOchMed?: string;
            /**
             * Format: date
             * @description Sista dagen, ÅÅÅÅ-MM-DD; utan den till nu.
             * @example 2026-10-15
             */
            tillOchMed?: string;
            /**
             * @description Så många poster som mest på en sida.
             * @default 20
             */
            limit: number;
            /** @description Var nästa sida börjar: ur förra svaret, för samma granskare och samma fråga. */
            markor?: string;
        } & (unknown | unknown | unknown);
        /** @description En sida av tidslinjen. */
        Tidslinjesvar: {
            /** @description Svarets post i åtkomstloggen: alltid en, vad svaret än visar. */
            loggId: string[];
            /**
             * Format: date-time
             * @description När svaret gavs, i UTC.
             */
            tidpunkt: string;
            /** @description I tidsordning. Ett larm står vid sin post. Den som inte granskar loggen `insyn`, där ärenden anmäls, får ärendenas öppnande och stängning ur ärenderegistret, så länge det har dem. */
            handelser: {
                /**
                 * @description `atkomst`: någon har slagit upp, eller något har speglats. `arende`: ärendet öppnades eller stängdes. `tillstand`: ett enkelttillstånd begärdes, beslutades eller granskades. `granskning`: någon granskade loggen. `larm`: posten gav ett larm.
                 * @enum {string}
                 */
                slag: "atkomst" | "arende" | "tillstand" | "granskning" | "larm";
                /**
                 * Format: date-time
                 * @description När det hände, i UTC.
                 */
                tid: string;
                post?: components["schemas"]["Loggtraff"];
                /** @description Bara för larm. */
                larm?: {
                    /** @description Larmets slag. */
                    slag: string;
                    /** @description Posten som larmet gäller. */
                    loggpost: string;
                };
                /** @description Bara för ett ärende ur ärenderegistret. */
                arende?: {
                    /** @description Ärendets beteckning. */
                    arende: string;
                    /**
                     * @description Ärendet öppnades, eller stängdes.
                     * @enum {string}
                     */
                    steg: "oppnat" | "stangt";
                };
            }[];
            /** @description Så många poster som mest på en sida. */
            limit: number;
            /** @description Ger nästa sida; null på den sista. */
            markor: string | null;
        };
        /** @description En begäran om att en regel ska ge vika. */
        Tillstandsbegaran: {
            /**
             * @description Regeln som ska ge vika. `oppettid`: rollens öppettid. `arende-saknas`: kravet på ärende. `skyddad`: skyddet av en person.
             * @enum {string}
             */
            regel: "oppettid" | "arende-saknas" | "skyddad";
            /** @description Personen som det gäller. Krävs utom för oppettid, och anges inte där. */
            personnummer?: string;
            /**
             * @description Ärendesystemets beteckning, aldrig ett personnummer: en beteckning vars siffror kan läsas som ett nekas. Klientens avtal kan ange hur beteckningarna ser ut.
             * @example KC-2026-10017
             */
            arende?: string;
            /** @description Hur länge det ska gälla, i minuter. Konfigurationen säger hur många varje regel tillåter. */
            minuter: number;
            /** @description Skälet. Får inte innehålla något personnummer. */
            motivering: string;
        };
        /** @description En sida av enkelttillstånden. */
        Tillstandslista: {
            /** @description Enkelttillstånden, nyast först. Ingenting säger vem de gäller. */
            tillstand: {
                /**
                 * Format: uuid
                 * @description Enkelttillståndets id.
                 * @example 5f0c8a52-7c1e-4b4d-9b7e-2f6d1c9a8e30
                 */
                tillstandId: string;
                /**
                 * @description Regeln som ska ge vika. `oppettid`: rollens öppettid. `arende-saknas`: kravet på ärende. `skyddad`: skyddet av en person.
                 * @enum {string}
                 */
                regel: "oppettid" | "arende-saknas" | "skyddad";
                /**
                 * @description Läget. `forfallet`: inget beslut kom i tid. Ett beviljat som har slutat gälla är fortfarande `beviljat`.
                 * @enum {string}
                 */
                status: "vantar-godkannande" | "beviljat" | "avslaget" | "forfallet";
                /** @description Utfärdaren av den begärandes token: tillsammans med slutanvandare en person. */
                utfardare: string;
                /** @description Den som begärde det, så som utfärdaren kallar personen. */
                slutanvandare: string;
                /** @description Systemet som det begärdes genom. */
                klient: string;
                /** @description Ärendet som angavs; null när inget angavs. */
                arende: string | null;
                /** @description Skälet. */
                motivering: string;
                /** @description Hur länge det skulle gälla, i minuter. */
                minuter: number;
                /**
                 * Format: date-time
                 * @description När det begärdes, i UTC.
                 */
                begart: string;
                /**
                 * Format: date-time
                 * @description När det slutar gälla; innan det är godkänt, när begäran förfaller, i UTC.
                 */
                giltigTill: string;
                /** @description Någon annans beslut; null när inget har tagits eller behövs. */
                beslut: {
                    /**
                     * @description Vad det blev.
                     * @enum {string}
                     */
                    utfall: "godkant" | "avslaget";
                    /** @description Utfärdaren av den personens token: tillsammans med av en person. */
                    utfardare: string;
                    /** @description Den som tog ställning, så som utfärdaren kallar personen. */
                    av: string;
                    /** @description Varför. */
                    kommentar: string;
                    /**
                     * Format: date-time
                     * @description När, i UTC.
                     */
                    tid: string;
                } | null;
                /** @description Den senaste granskningen; null när ingen har gjorts. */
                granskning: {
                    /**
                     * @description Vad det blev.
                     * @enum {string}
                     */
                    utfall: "befogat" | "obefogat" | "behover-utredas";
                    /** @description Utfärdaren av den personens token: tillsammans med av en person. */
                    utfardare: string;
                    /** @description Den som tog ställning, så som utfärdaren kallar personen. */
                    av: string;
                    /** @description Varför. */
                    kommentar: string;
                    /**
                     * Format: date-time
                     * @description När, i UTC.
                     */
                    tid: string;
                } | null;
            }[];
            /** @description Sidans nummer; den första är 1. */
            page: number;
            /** @description Så många som mest på en sida. */
            limit: number;
            /** @description Om det finns en sida till. */
            fler: boolean;
            /** @description Svarets post i åtkomstloggen: alltid en, vad svaret än visar. */
            loggId: string[];
        };
        /** @description Ett begärt enkelttillstånd. */
        Tillstandssvar: {
            /**
             * Format: uuid
             * @description Enkelttillståndets id.
             * @example 5f0c8a52-7c1e-4b4d-9b7e-2f6d1c9a8e30
             */
            tillstandId: string;
            /**
             * @description `beviljat`: gäller nu. `vantar-godkannande`: någon annan ska godkänna det först.
             * @enum {string}
             */
            status: "beviljat" | "vantar-godkannande";
            /**
             * Format: date-time
             * @description När det slutar gälla; innan det är godkänt, när begäran förfaller, i UTC.
             */
            giltigTill: string;
            /** @description Svarets post i åtkomstloggen: alltid en, vad svaret än visar. */
            loggId: string[];
        };
        /** @description När på veckan enheterna slår upp personer: poster om uppslag och fakturor, per veckodag och timme. Poster som visar skyddade personuppgifter räknas aldrig in. Antal under fem anges inte, och inte heller det som de annars hade kunnat räknas ut från. */
        Timmesstatistik: {
            /** @description Svarets post i åtkomstloggen: alltid en, vad svaret än visar. */
            loggId: string[];
            /**
             * Format: date-time
             * @description När svaret gavs, i UTC.
             */
            tidpunkt: string;
            /**
             * Format: date
             * @description Första dagen.
             */
            franOchMed: string;
            /**
             * Format: date
             * @description Sista dagen.
             */
            tillOchMed: string;
            /** @description Null när allt är räknat, så när som på den senaste minuten. Annars har räkningen stannat eller släpar: poster från och med då saknas i antalen. */
            raknatTill: string | null;
            /** @description De enheter som har någon post. */
            enheter: {
                /** @description Enheten, enligt reglerna för uppföljning. */
                enhet: string;
                /** @description Enheten i ord. */
                namn: string;
                /** @description Hur många; null när det inte anges. */
                antal: number | null;
                /** @description Antalet att visa: ett tal, eller varför det inte anges. */
                antalText: string;
                /** @description De timmar som har någon post, i ordning. */
                celler: {
                    /**
                     * @description Dagen i Stockholm.
                     * @enum {string}
                     */
                    veckodag: "mandag" | "tisdag" | "onsdag" | "torsdag" | "fredag" | "lordag" | "sondag";
                    /** @description Timmen som börjar då, i Stockholm. */
                    timme: number;
                    /** @description Hur många; null när det inte anges. */
                    antal: number | null;
                    /** @description Antalet att visa: ett tal, eller varför det inte anges. */
                    antalText: string;
                }[];
            }[];
        };
        /** @description Tittbehörigheten hos en nämnd en dag, enligt samma regler som avgör varje uppslag. */
        Tittbehorighet: {
            /** @description Svarets post i åtkomstloggen: alltid en, vad svaret än visar. */
            loggId: string[];
            /** @description Stadsdelens kod. */
            stadsdel: string;
            /**
             * Format: date
             * @description Dagen som det gäller, i svensk tid.
             * @example 2026-10-15
             */
            datum: string;
            /** @description Policyns version: en kontrollsumma av innehållet. */
            policyversion: string;
            /** @description Avtalet den dagen; null: inget, och då visas ingenting. */
            avtal: {
                /** @description Avtalets diarienummer. */
                diarienummer: string;
                /**
                 * Format: date
                 * @description Första dagen, i svensk tid.
                 * @example 2026-10-15
                 */
                giltigFran: string;
                /** @description Sista dagen; null: tills vidare, i svensk tid. */
                giltigTill: string | null;
            } | null;
            /** @description Vem som får se vad. */
            rader: {
                /** @description Rollens kod. */
                roll: string;
                /** @description Ändamålets kod. */
                andamal: string;
                /**
                 * @description Informationsmängden.
                 * @enum {string}
                 */
                mangd: "person" | "beslut" | "avgift" | "utforare" | "handlaggare" | "kostatus" | "rakningsmottagare" | "faktura" | "forskoleplacering" | "forskoleko";
                /** @description Fälten som visas. */
                falt: string[];
                /**
                 * @description Hur den som frågar minst ska ha identifierats.
                 * @enum {string}
                 */
                identifiering: "ingen" | "kontrollfragor" | "motringning" | "bankid";
                /** @description Om ett ärende måste anges. */
                arende: boolean;
            }[];
        };
        /** @description Ett uppslag av en person: vem, varför och hur den som frågar har identifierats. */
        Uppslagsbegaran: {
            /** @description Personnummer eller samordningsnummer, helst med tolv siffror: ÅÅÅÅMMDDNNNN. Tio siffror går bra när de bara kan vara en persons; bindestreck eller plustecken får stå före de fyra sista. */
            personnummer?: string;
            /** @description Referens från ett tidigare svar: gäller en kort stund, för samma klient och slutanvändare. */
            personId?: string;
            /** @description OCR-numret på en faktura. Slår upp den som fakturan gäller. */
            ocrNummer?: string;
            /** @description Numret på en faktura, så som det står på den. Slår upp den som fakturan gäller. */
            fakturanummer?: string;
            /**
             * @description Kod för ändamålet, ur hubbens konfiguration. `GET /andamal` säger vad varje ändamål öppnar och kräver. `fakturafraga` (Fråga om en faktura), `beslutsfraga` (Fråga om ett beslut), `utforarfraga` (Fråga om en utförare), `kontakt-handlaggare` (Kontakt med biståndshandläggare), `kofraga` (Fråga om plats i kö), `avgiftsfraga` (Fråga om avgift), `forskolefraga` (Fråga om förskola), `samlad-fraga` (Fråga som rör flera områden), `spegling` (Spegling till ärende).
             * @example fakturafraga
             * @example beslutsfraga
             * @example utforarfraga
             * @example kontakt-handlaggare
             * @example kofraga
             * @example avgiftsfraga
             * @example forskolefraga
             * @example samlad-fraga
             * @example spegling
             */
            andamal: string;
            /**
             * @description Ärendesystemets beteckning, aldrig ett personnummer: en beteckning vars siffror kan läsas som ett nekas. Klientens avtal kan ange hur beteckningarna ser ut.
             * @example KC-2026-10017
             */
            arende?: string;
            /**
             * @description Vad den som frågar är för personen. Loggas; avgör inte vad som visas.
             * @enum {string}
             */
            relation: "sjalv" | "anhorig" | "god-man" | "forvaltare" | "personal" | "annan";
            /**
             * @description Hur den som frågar har identifierats, från svagast till starkast: ingen, kontrollfragor, motringning, bankid.
             * @enum {string}
             */
            identifiering: "ingen" | "kontrollfragor" | "motringning" | "bankid";
            /**
             * @description `speglad`, som gäller när det inte anges, svarar ur den senaste läsningen. `direkt` läser personen i källorna nu och väntar högst en kort frist på dem. Kräver personnummer: spegeln, där OCR- och fakturanummer söks, har inga.
             * @enum {string}
             */
            aktualitet?: "speglad" | "direkt";
            /**
             * Format: uuid
             * @description Id för ett enkelttillstånd som ska användas. Ett som inte gäller ändrar ingenting.
             * @example 5f0c8a52-7c1e-4b4d-9b7e-2f6d1c9a8e30
             */
            tillstand?: string;
        } & (unknown | unknown | unknown | unknown | unknown);
        /** @description Vad som får visas om personen. En person som saknas, är skyddad, utan avtal eller utom räckhåll ger samma svar: tomma listor, och person saknas. */
        Uppslagssvar: {
            /**
             * Format: uuid
             * @description Uppslagets id, slumpat för varje svar.
             */
            uppslagId: string;
            /** @description Svarets post i åtkomstloggen: alltid en, vad svaret än visar. */
            loggId: string[];
            /** @description Referens från ett tidigare svar: gäller en kort stund, för samma klient och slutanvändare. */
            personId: string;
            /**
             * Format: date-time
             * @description När svaret gavs, i UTC.
             */
            tidpunkt: string;
            person?: components["schemas"]["PersonVisad"];
            /** @description Stadsdelsnämndens beslut om en insats, en post för var och en. Tom när ingenting visas, vad orsaken än är. */
            beslut: components["schemas"]["BeslutVisat"][];
            /** @description Avgiften för en månad, en post för var och en. Tom när ingenting visas, vad orsaken än är. */
            avgift: components["schemas"]["AvgiftVisad"][];
            /** @description Ett uppdrag hos den som utför en insats, en post för var och en. Tom när ingenting visas, vad orsaken än är. */
            utforare: components["schemas"]["UtforareVisad"][];
            /** @description En biståndshandläggare och vad hon ansvarar för, en post för var och en. Tom när ingenting visas, vad orsaken än är. */
            handlaggare: components["schemas"]["HandlaggareVisad"][];
            /** @description En plats i kö, en post för var och en. Tom när ingenting visas, vad orsaken än är. */
            kostatus: components["schemas"]["KostatusVisad"][];
            /** @description Den som får räkningen i personens ställe, en post för var och en. Tom när ingenting visas, vad orsaken än är. */
            rakningsmottagare: components["schemas"]["RakningsmottagareVisad"][];
            /** @description En faktura, eller en del av en faktura som betalas i delar, en post för var och en. Tom när ingenting visas, vad orsaken än är. */
            fakturor: components["schemas"]["FakturaVisad"][];
            /** @description Barnets placering i förskola, en post för var och en. Tom när ingenting visas, vad orsaken än är. */
            forskoleplaceringar: components["schemas"]["ForskoleplaceringVisad"][];
            /** @description Barnets plats i kö till förskola, en post för var och en. Tom när ingenting visas, vad orsaken än är. */
            forskoleko: components["schemas"]["ForskolekoVisad"][];
            /** @description En rad för varje källa i varje stadsdel. Med `Prefer: return=minimal` bara de rader som inte sägs av kallage: alltid var och en som kräver uppmärksamhet. */
            kallor: components["schemas"]["Kallrad"][];
            /** @description Bara med `Prefer: return=minimal`: högst en rad för varje källa. */
            kallage?: components["schemas"]["Kallage"][];
        };
        /** @description En begäran om att dra ett urval. */
        Urvalsbegaran: {
            /**
             * @description Varför loggen granskas, på en rad och utan personnummer. Står i klartext i varje logg som granskningen gäller, så att andra granskare av samma logg ser det.
             * @example Anmälan om obehörig åtkomst, dnr 2026-114
             */
            skal: string;
            /**
             * @description En stadsdels logg, med stadsdelens kod; `insyn` är personuppgiftsbiträdets egen logg.
             * @example bromma
             */
            logg: string;
            /**
             * @description Månaden som urvalet dras ur; utan den den förra.
             * @example 2026-10
             */
            manad?: string;
            /**
             * @description Gäller de poster som visar att någon har skyddade personuppgifter. De hålls isär i allt och finns bara för granskare med rätten granska-skyddade.
             * @default false
             */
            skyddade: boolean;
        };
        /** @description Ett urval med sina poster och bedömningar. */
        Urvalsinnehall: {
            /**
             * Format: uuid
             * @description Urvalets id.
             * @example 0d7f5d0e-55a5-4b8c-a1c3-97f6c4e1a0b2
             */
            urvalId: string;
            /**
             * @description En stadsdels logg, med stadsdelens kod; `insyn` är personuppgiftsbiträdets egen logg.
             * @example bromma
             */
            logg: string;
            /**
             * @description Månaden, ÅÅÅÅ-MM, efter klockan i Stockholm.
             * @example 2026-10
             */
            manad: string;
            /**
             * @description `manad`: månadens urval, av vilket det finns ett. `extra`: ett som någon har begärt utöver det.
             * @enum {string}
             */
            slag: "manad" | "extra";
            /** @description Gäller de poster som visar att någon har skyddade personuppgifter. De hålls isär i allt och finns bara för granskare med rätten granska-skyddade. */
            skyddade: boolean;
            /**
             * Format: date-time
             * @description När det drogs, i UTC.
             */
            draget: string;
            /**
             * Format: date-time
             * @description När det bör vara granskat, i UTC.
             */
            klartSenast: string;
            /** @description När det avslutades, i UTC; null medan det pågår. */
            avslutat: string | null;
            /** @description Hur många poster det har. */
            poster: number;
            /** @description Hur många poster som ingen har bedömt än. */
            kvar: number;
            /** @description Svarets post i åtkomstloggen: alltid en, vad svaret än visar. */
            loggId: string[];
            /**
             * Format: date-time
             * @description När svaret gavs, i UTC.
             */
            tidpunkt: string;
            /** @description Hur många uppslag urvalet drogs ur. */
            underlag: number;
            /** @description Loggens rot när det drogs (base64). */
            rot: string;
            /** @description Fröet som urvalet följer av (hexadecimalt). */
            fro: string;
            /** @description Reglernas version. */
            regelversion: string;
            /** @description Nyckeln som avslutet kontrolleras med. */
            nyckel: string;
            /** @description Posterna, i urvalets ordning. */
            innehall: components["schemas"]["Urvalspost"][];
        };
        /** @description Urval att granska, och de som är avslutade. */
        Urvalslista: {
            /** @description Svarets post i åtkomstloggen: alltid en, vad svaret än visar. */
            loggId: string[];
            /**
             * Format: date-time
             * @description När svaret gavs, i UTC.
             */
            tidpunkt: string;
            /** @description Urvalen i dina loggar, senaste månaden först. */
            urval: {
                /**
                 * Format: uuid
                 * @description Urvalets id.
                 * @example 0d7f5d0e-55a5-4b8c-a1c3-97f6c4e1a0b2
                 */
                urvalId: string;
                /**
                 * @description En stadsdels logg, med stadsdelens kod; `insyn` är personuppgiftsbiträdets egen logg.
                 * @example bromma
                 */
                logg: string;
                /**
                 * @description Månaden, ÅÅÅÅ-MM, efter klockan i Stockholm.
                 * @example 2026-10
                 */
                manad: string;
                /**
                 * @description `manad`: månadens urval, av vilket det finns ett. `extra`: ett som någon har begärt utöver det.
                 * @enum {string}
                 */
                slag: "manad" | "extra";
                /** @description Gäller de poster som visar att någon har skyddade personuppgifter. De hålls isär i allt och finns bara för granskare med rätten granska-skyddade. */
                skyddade: boolean;
                /**
                 * Format: date-time
                 * @description När det drogs, i UTC.
                 */
                draget: string;
                /**
                 * Format: date-time
                 * @description När det bör vara granskat, i UTC.
                 */
                klartSenast: string;
                /** @description När det avslutades, i UTC; null medan det pågår. */
                avslutat: string | null;
                /** @description Hur många poster det har. */
                poster: number;
                /** @description Hur många poster som ingen har bedömt än. */
                kvar: number;
            }[];
        };
        /** @description En post i ett urval. */
        Urvalspost: {
            /** @description Postens plats i urvalet. */
            post: number;
            /** @description Varför posten är med i urvalet. */
            grunder: {
                /** @description `slump`, eller regelns id. */
                regel: string;
                /** @description I ord, med regelns gränser. */
                forklaring: string;
            }[];
            /** @description Pekar ut en post i åtkomstloggen. Ogenomskinlig, alltid lika lång och ny varje gång: den säger varken vems logg posten står i eller hur många poster som finns. Insyns drift slår upp den (`insyn logg hitta`). */
            loggpost: string;
            /** @description Uppslaget; null när loggposten har gallrats. */
            uppslag: {
                /**
                 * Format: date-time
                 * @description När uppslaget gjordes, i UTC.
                 */
                tid: string;
                /** @description Vad som gjordes: uppslag eller faktura. */
                handelse: string;
                /** @description Enheten, enligt reglerna för uppföljning. */
                enhet: string;
                /** @description Rollen; null när ingen anges. */
                roll: string | null;
                /** @description Den som slog upp. */
                slutanvandare: string | null;
                /** @description Utfärdaren av den personens token. */
                utfardare: string | null;
                /** @description Systemet som det gjordes genom. */
                klient: string | null;
                /** @description Ändamålet. */
                andamal: string | null;
                /** @description Ärendet; null när inget angavs. */
                arende: string | null;
                /** @description Relationen mellan den som frågade och personen. */
                relation: string | null;
                /** @description Hur den som frågade hade identifierats. */
                identifiering: string | null;
                /** @description Vad som visades. */
                visat: {
                    /** @description Informationsmängden. */
                    mangd: string;
                    /** @description Fältens namn, aldrig deras innehåll. */
                    falt: string[];
                }[];
                /** @description Utfallet. */
                utfall: string;
                /** @description Orsaken. */
                orsak: string;
                /** @description Loggpostens egna flaggor. */
                flaggor: string[];
                /** @description Enkelttillståndet som användes. */
                tillstand: string | null;
            } | null;
            /** @description Den som posten är tilldelad; null: den som får granska loggen. */
            granskare: {
                /** @description Utfärdaren av personens token: tillsammans med slutanvandare en person. */
                utfardare: string;
                /** @description Personen, så som utfärdaren kallar den. */
                slutanvandare: string;
            } | null;
            /** @description Om uppslaget är ditt eget. Då bedömer någon annan det. */
            egetUppslag: boolean;
            /** @description Bedömningarna, äldst först; den sista gäller. */
            bedomningar: {
                /**
                 * @description Granskarens mening om uppslaget: `befogad`, `behover-utredas` eller `obefogad`. En ny bedömning ersätter den förra, som står kvar i loggen.
                 * @enum {string}
                 */
                utfall: "befogad" | "behover-utredas" | "obefogad";
                /** @description Granskarens kommentar; tom när ingen gavs. */
                kommentar: string;
                /** @description Den som bedömde. */
                av: {
                    /** @description Utfärdaren av personens token: tillsammans med slutanvandare en person. */
                    utfardare: string;
                    /** @description Personen, så som utfärdaren kallar den. */
                    slutanvandare: string;
                };
                /**
                 * Format: date-time
                 * @description När, i UTC.
                 */
                tid: string;
            }[];
        };
        /** @description Ett urval som har dragits. */
        Urvalssvar: {
            /**
             * Format: uuid
             * @description Urvalets id.
             * @example 0d7f5d0e-55a5-4b8c-a1c3-97f6c4e1a0b2
             */
            urvalId: string;
            /**
             * @description En stadsdels logg, med stadsdelens kod; `insyn` är personuppgiftsbiträdets egen logg.
             * @example bromma
             */
            logg: string;
            /**
             * @description Månaden, ÅÅÅÅ-MM, efter klockan i Stockholm.
             * @example 2026-10
             */
            manad: string;
            /**
             * @description `manad`: månadens urval, av vilket det finns ett. `extra`: ett som någon har begärt utöver det.
             * @enum {string}
             */
            slag: "manad" | "extra";
            /** @description Gäller de poster som visar att någon har skyddade personuppgifter. De hålls isär i allt och finns bara för granskare med rätten granska-skyddade. */
            skyddade: boolean;
            /**
             * Format: date-time
             * @description När det drogs, i UTC.
             */
            draget: string;
            /**
             * Format: date-time
             * @description När det bör vara granskat, i UTC.
             */
            klartSenast: string;
            /** @description När det avslutades, i UTC; null medan det pågår. */
            avslutat: string | null;
            /** @description Hur många poster det har. */
            poster: number;
            /** @description Hur många poster som ingen har bedömt än. */
            kvar: number;
            /** @description Svarets post i åtkomstloggen: alltid en, vad svaret än visar. */
            loggId: string[];
        };
        /** @description En persons begäran om utdrag enligt artikel 15 i dataskyddsförordningen. `arende` är beteckningen på begäran. */
        Utdragsbegaran: {
            /**
             * @description Varför loggen granskas, på en rad och utan personnummer. Står i klartext i varje logg som granskningen gäller, så att andra granskare av samma logg ser det.
             * @example Anmälan om obehörig åtkomst, dnr 2026-114
             */
            skal: string;
            /** @description Den som har begärt utdraget om sig själv. */
            personnummer: string;
            /**
             * @description Loggarna som avses; utan dem alla som du granskar.
             * @example [
             *       "bromma"
             *     ]
             */
            loggar?: string[];
            /**
             * Format: date
             * @description Första dagen; utan den från början, i svensk tid.
             * @example 2026-01-01
             */
            fran?: string;
            /**
             * Format: date
             * @description Sista dagen; utan den till nu, i svensk tid.
             * @example 2026-01-01
             */
            till?: string;
            /**
             * @description Ärendesystemets beteckning, aldrig ett personnummer: en beteckning vars siffror kan läsas som ett nekas. Klientens avtal kan ange hur beteckningarna ser ut.
             * @example KC-2026-10017
             */
            arende?: string;
        };
        /** @description Ett beslut om ett utdrag. */
        Utdragsbeslut: {
            /**
             * @description Varför loggen granskas, på en rad och utan personnummer. Står i klartext i varje logg som granskningen gäller, så att andra granskare av samma logg ser det.
             * @example Anmälan om obehörig åtkomst, dnr 2026-114
             */
            skal: string;
            /**
             * @description `lamna-ut`: av någon annan än den som förberedde det, efter förhandsgranskning. `avvisa`: inte.
             * @enum {string}
             */
            beslut: "lamna-ut" | "avvisa";
            /** @description Varför. Får inte innehålla något personnummer. */
            kommentar: string;
        };
        /** @description Ett utdrag som det har beslutats om. */
        Utdragsbeslutssvar: {
            /**
             * Format: uuid
             * @description Utdragets id.
             * @example 7c1e8a52-5f0c-4b4d-9b7e-2f6d1c9a8e31
             */
            utdragId: string;
            /**
             * @description `forberett`: väntar på att någon annan granskar det. `utlamnat`: får hämtas. `avvisat`: ska inte lämnas ut.
             * @enum {string}
             */
            status: "forberett" | "utlamnat" | "avvisat";
            /**
             * Format: date-time
             * @description När utdraget tas bort, i UTC.
             */
            giltigTill: string;
            /** @description Svarets post i åtkomstloggen: alltid en, vad svaret än visar. */
            loggId: string[];
        };
        /** @description Varför utdraget öppnas, och i vilken form. */
        Utdragsfil: {
            /**
             * @description Varför loggen granskas, på en rad och utan personnummer. Står i klartext i varje logg som granskningen gäller, så att andra granskare av samma logg ser det.
             * @example Anmälan om obehörig åtkomst, dnr 2026-114
             */
            skal: string;
            /**
             * @description `json`: med bevis, för den som vill kontrollera utdraget. `pdf`: att läsa och skriva ut.
             * @enum {string}
             */
            format: "json" | "pdf";
        };
        /** @description Ett utdrag och läget för det. Ingenting säger vem det gäller. */
        Utdragslage: {
            /** @description Utdraget. */
            utdrag: {
                /**
                 * Format: uuid
                 * @description Utdragets id.
                 * @example 7c1e8a52-5f0c-4b4d-9b7e-2f6d1c9a8e31
                 */
                utdragId: string;
                /**
                 * @description `forberett`: väntar på att någon annan granskar det. `utlamnat`: får hämtas. `avvisat`: ska inte lämnas ut.
                 * @enum {string}
                 */
                status: "forberett" | "utlamnat" | "avvisat";
                /** @description Loggarna som utdraget är ur. */
                loggar: string[];
                /** @description Beteckningen på begäran; null när ingen angavs. */
                arende: string | null;
                /** @description Utfärdaren av den begärandes token: tillsammans med slutanvandare en person. */
                utfardare: string;
                /** @description Granskaren som förberedde utdraget. */
                slutanvandare: string;
                /**
                 * Format: date-time
                 * @description När det förbereddes, i UTC.
                 */
                begart: string;
                /**
                 * Format: date-time
                 * @description När utdraget tas bort, i UTC.
                 */
                giltigTill: string;
                /** @description Beslutet om utdraget; null när inget har tagits. */
                beslut: {
                    /**
                     * @description Vad det blev.
                     * @enum {string}
                     */
                    utfall: "lamna-ut" | "avvisa";
                    /** @description Utfärdaren av den personens token. */
                    utfardare: string;
                    /** @description Den som beslutade. */
                    av: string;
                    /** @description Varför. */
                    kommentar: string;
                    /**
                     * Format: date-time
                     * @description När, i UTC.
                     */
                    tid: string;
                } | null;
            };
            /** @description Svarets post i åtkomstloggen: alltid en, vad svaret än visar. */
            loggId: string[];
        };
        /** @description En sida av utdragen. */
        Utdragslista: {
            /** @description Utdragen, nyast först. Ingenting säger vem de gäller. */
            utdrag: {
                /**
                 * Format: uuid
                 * @description Utdragets id.
                 * @example 7c1e8a52-5f0c-4b4d-9b7e-2f6d1c9a8e31
                 */
                utdragId: string;
                /**
                 * @description `forberett`: väntar på att någon annan granskar det. `utlamnat`: får hämtas. `avvisat`: ska inte lämnas ut.
                 * @enum {string}
                 */
                status: "forberett" | "utlamnat" | "avvisat";
                /** @description Loggarna som utdraget är ur. */
                loggar: string[];
                /** @description Beteckningen på begäran; null när ingen angavs. */
                arende: string | null;
                /** @description Utfärdaren av den begärandes token: tillsammans med slutanvandare en person. */
                utfardare: string;
                /** @description Granskaren som förberedde utdraget. */
                slutanvandare: string;
                /**
                 * Format: date-time
                 * @description När det förbereddes, i UTC.
                 */
                begart: string;
                /**
                 * Format: date-time
                 * @description När utdraget tas bort, i UTC.
                 */
                giltigTill: string;
                /** @description Beslutet om utdraget; null när inget har tagits. */
                beslut: {
                    /**
                     * @description Vad det blev.
                     * @enum {string}
                     */
                    utfall: "lamna-ut" | "avvisa";
                    /** @description Utfärdaren av den personens token. */
                    utfardare: string;
                    /** @description Den som beslutade. */
                    av: string;
                    /** @description Varför. */
                    kommentar: string;
                    /**
                     * Format: date-time
                     * @description När, i UTC.
                     */
                    tid: string;
                } | null;
            }[];
            /** @description Sidans nummer; den första är 1. */
            page: number;
            /** @description Så många som mest på en sida. */
            limit: number;
            /** @description Om det finns en sida till. */
            fler: boolean;
            /** @description Svarets post i åtkomstloggen: alltid en, vad svaret än visar. */
            loggId: string[];
        };
        /** @description Ett förberett utdrag. Vad som står i det säger förhandsgranskningen. */
        Utdragssvar: {
            /**
             * Format: uuid
             * @description Utdragets id.
             * @example 7c1e8a52-5f0c-4b4d-9b7e-2f6d1c9a8e31
             */
            utdragId: string;
            /**
             * @description `forberett`: väntar på att någon annan granskar det. `utlamnat`: får hämtas. `avvisat`: ska inte lämnas ut.
             * @enum {string}
             */
            status: "forberett" | "utlamnat" | "avvisat";
            /** @description Loggarna som utdraget är ur. */
            loggar: string[];
            /**
             * Format: date-time
             * @description När utdraget tas bort, i UTC.
             */
            giltigTill: string;
            /** @description Svarets post i åtkomstloggen: alltid en, vad svaret än visar. */
            loggId: string[];
        };
        /** @description Ett uppdrag hos den som utför en insats. Ett fält saknas när avtalet, rollen eller ändamålet inte öppnar det, eller när källan inte har något värde. */
        UtforareVisad: {
            /** @description Kod för stadsdelen vars nämnd ansvarar för uppgiften. */
            stadsdel: string;
            /**
             * @description Källan som uppgiften är läst ur.
             * @enum {string}
             */
            kalla: "paraplyet" | "agresso" | "ber";
            /** @description Uppdragets beteckning i källan, samma så länge uppdraget finns. */
            uppdragId?: string;
            /** @description Utförarens namn. */
            namn?: string;
            /** @description Enheten hos utföraren. */
            enhet?: string;
            /** @description Vem som driver verksamheten: kommunal eller privat. */
            regi?: string;
            /** @description Insatsen i klartext, till exempel Hemtjänst. */
            insats?: string;
            /** @description Utförarens telefonnummer, så som källan skriver det. */
            telefon?: string;
            /**
             * Format: date
             * @description Uppdragets första dag, ÅÅÅÅ-MM-DD.
             */
            franOchMed?: string;
            /**
             * Format: date
             * @description Uppdragets sista dag; saknas när det gäller tills vidare, ÅÅÅÅ-MM-DD.
             */
            tillOchMed?: string;
        };
    };
    responses: {
        /** @description Ogiltig begäran */
        Problem400: {
            headers: {
                traceparent: components["headers"]["Traceparent"];
                "X-Request-Id": components["headers"]["XRequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Inloggning krävs */
        Problem401: {
            headers: {
                traceparent: components["headers"]["Traceparent"];
                "X-Request-Id": components["headers"]["XRequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                "WWW-Authenticate": components["headers"]["WWWAuthenticate"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Åtkomst nekad */
        Problem403: {
            headers: {
                traceparent: components["headers"]["Traceparent"];
                "X-Request-Id": components["headers"]["XRequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Finns inte */
        Problem404: {
            headers: {
                traceparent: components["headers"]["Traceparent"];
                "X-Request-Id": components["headers"]["XRequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Metoden är inte tillåten */
        Problem405: {
            headers: {
                traceparent: components["headers"]["Traceparent"];
                "X-Request-Id": components["headers"]["XRequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Konflikt */
        Problem409: {
            headers: {
                traceparent: components["headers"]["Traceparent"];
                "X-Request-Id": components["headers"]["XRequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Ogiltig begäran */
        Problem413: {
            headers: {
                traceparent: components["headers"]["Traceparent"];
                "X-Request-Id": components["headers"]["XRequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Ogiltig begäran */
        Problem415: {
            headers: {
                traceparent: components["headers"]["Traceparent"];
                "X-Request-Id": components["headers"]["XRequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Idempotency-Key är redan använd */
        Problem422: {
            headers: {
                traceparent: components["headers"]["Traceparent"];
                "X-Request-Id": components["headers"]["XRequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description För många anrop */
        Problem429: {
            headers: {
                traceparent: components["headers"]["Traceparent"];
                "X-Request-Id": components["headers"]["XRequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Ogiltig begäran */
        Problem431: {
            headers: {
                traceparent: components["headers"]["Traceparent"];
                "X-Request-Id": components["headers"]["XRequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Ett fel inträffade */
        Problem500: {
            headers: {
                traceparent: components["headers"]["Traceparent"];
                "X-Request-Id": components["headers"]["XRequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Tjänsten svarar inte just nu */
        Problem503: {
            headers: {
                traceparent: components["headers"]["Traceparent"];
                "X-Request-Id": components["headers"]["XRequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Ett annat problem; status och typ står i svaret. */
        ProblemOvrigt: {
            headers: {
                traceparent: components["headers"]["Traceparent"];
                "X-Request-Id": components["headers"]["XRequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: {
        /**
         * @description W3C Trace Context: spåret som begäran hör till, högst en gång. Ett som inte följer specifikationen, eller där ett personnummer kan läsas, tas inte över.
         * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
         */
        Traceparent: string;
        /**
         * @description Begärans id, ett UUID. Saknas det, eller har annan form, ger Insyn begäran ett eget.
         * @example 7d1f7d0e-5c7b-4a3e-9a64-0b7c8f5e2d11
         */
        XRequestId: string;
        /**
         * @description Den som arbetar, när hon inte står i åtkomsttoken: bara för klienter som enligt sitt kontrakt får uppge det. Loggas som uppgivet av klienten. Utan huvudet är det systemet självt som frågar. Aldrig ett personnummer.
         * @example anna.ek
         */
        XSlutanvandare: string;
        /**
         * @description Gör det ofarligt att skicka begäran igen: samma nyckel och samma begäran från samma klient och slutanvändare ger samma svar i 24 timmar, och ingenting startas två gånger. Frivillig, men utan den kan ett omförsök starta samma sak igen. Ett slumpat UUID för varje ny begäran; skilda skrivsätt av samma UUID är samma nyckel.
         * @example 2f1c6a0e-6f0b-4a37-9a55-1d0e8a7c4b10
         */
        IdempotencyKey: string;
        /**
         * @description Den del av filen som begärs (RFC 9110): från en byte, räknat från 0, till en sista eller till filens slut. Så fortsätter man en hämtning som bröts. Flera delar på en gång, de sista byten eller If-Range ger hela filen.
         * @example bytes=1048576-
         */
        Range: string;
        /**
         * @description Med `return=minimal` (RFC 7240) blir svaret kortare: läget i källorna sägs en gång för varje källa, i kallage, och kallor har bara de rader som säger något annat. Andra önskemål påverkar ingenting.
         * @example return=minimal
         */
        Prefer: string;
    };
    requestBodies: never;
    headers: {
        /**
         * @description Samma spår som begärans, med Insyns eget steg i det.
         * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
         */
        Traceparent: string;
        /**
         * @description Begärans id.
         * @example 7d1f7d0e-5c7b-4a3e-9a64-0b7c8f5e2d11
         */
        XRequestId: string;
        /**
         * @description Inget svar får sparas.
         * @example no-store
         */
        CacheControl: "no-store";
        /**
         * @description Sekunder att vänta före nästa försök.
         * @example 5
         */
        RetryAfter: number;
        /**
         * @description Hur man loggar in.
         * @example Bearer
         */
        WWWAuthenticate: string;
        /**
         * @description Att svaret är en fil, och vad den heter.
         * @example attachment; filename="atkomster.csv"
         */
        ContentDisposition: string;
        /**
         * @description Svarets post i åtkomstloggen, som fältet loggId i andra svar.
         * @example c-jzQA3H_ssD1DdwZE11y8b_fgQozfyJGmi0WiZop9Z1Xi9QjI9NtL9p4yrTNaA4RVHsP6qUC6d8Sq0IIcYIw5C-PBVU7QAwo2grgrBcCMZXu-UPX2f9EV1hFCn6A1ricnsr
         */
        XLoggId: string;
        /**
         * @description Vilken del av filen det är, och hela filens längd i byte.
         * @example bytes 1048576-2097151/2097152
         */
        ContentRange: string;
        /**
         * @description Vilket önskemål i Prefer som svaret följer (RFC 7240).
         * @example return=minimal
         */
        PreferenceApplied: "return=minimal";
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    gorUppslag: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description W3C Trace Context: spåret som begäran hör till, högst en gång. Ett som inte följer specifikationen, eller där ett personnummer kan läsas, tas inte över.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Begärans id, ett UUID. Saknas det, eller har annan form, ger Insyn begäran ett eget.
                 * @example 7d1f7d0e-5c7b-4a3e-9a64-0b7c8f5e2d11
                 */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
                /**
                 * @description Den som arbetar, när hon inte står i åtkomsttoken: bara för klienter som enligt sitt kontrakt får uppge det. Loggas som uppgivet av klienten. Utan huvudet är det systemet självt som frågar. Aldrig ett personnummer.
                 * @example anna.ek
                 */
                "X-Slutanvandare"?: components["parameters"]["XSlutanvandare"];
                /**
                 * @description Med `return=minimal` (RFC 7240) blir svaret kortare: läget i källorna sägs en gång för varje källa, i kallage, och kallor har bara de rader som säger något annat. Andra önskemål påverkar ingenting.
                 * @example return=minimal
                 */
                Prefer?: components["parameters"]["Prefer"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Uppslagsbegaran"];
            };
        };
        responses: {
            /** @description Svaret. Det är loggat innan det lämnas ut. */
            200: {
                headers: {
                    traceparent: components["headers"]["Traceparent"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    "Preference-Applied": components["headers"]["PreferenceApplied"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Uppslagssvar"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
            default: components["responses"]["ProblemOvrigt"];
        };
    };
    hamtaArende: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description W3C Trace Context: spåret som begäran hör till, högst en gång. Ett som inte följer specifikationen, eller där ett personnummer kan läsas, tas inte över.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Begärans id, ett UUID. Saknas det, eller har annan form, ger Insyn begäran ett eget.
                 * @example 7d1f7d0e-5c7b-4a3e-9a64-0b7c8f5e2d11
                 */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
                /**
                 * @description Den som arbetar, när hon inte står i åtkomsttoken: bara för klienter som enligt sitt kontrakt får uppge det. Loggas som uppgivet av klienten. Utan huvudet är det systemet självt som frågar. Aldrig ett personnummer.
                 * @example anna.ek
                 */
                "X-Slutanvandare"?: components["parameters"]["XSlutanvandare"];
            };
            path: {
                /**
                 * @description Ärendesystemets beteckning, aldrig ett personnummer: en beteckning vars siffror kan läsas som ett nekas. Klientens avtal kan ange hur beteckningarna ser ut.
                 * @example KC-2026-10017
                 */
                arendeId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Svaret. Det är loggat innan det lämnas ut. */
            200: {
                headers: {
                    traceparent: components["headers"]["Traceparent"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Arendelage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
            default: components["responses"]["ProblemOvrigt"];
        };
    };
    anmalArende: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description W3C Trace Context: spåret som begäran hör till, högst en gång. Ett som inte följer specifikationen, eller där ett personnummer kan läsas, tas inte över.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Begärans id, ett UUID. Saknas det, eller har annan form, ger Insyn begäran ett eget.
                 * @example 7d1f7d0e-5c7b-4a3e-9a64-0b7c8f5e2d11
                 */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
                /**
                 * @description Den som arbetar, när hon inte står i åtkomsttoken: bara för klienter som enligt sitt kontrakt får uppge det. Loggas som uppgivet av klienten. Utan huvudet är det systemet självt som frågar. Aldrig ett personnummer.
                 * @example anna.ek
                 */
                "X-Slutanvandare"?: components["parameters"]["XSlutanvandare"];
            };
            path: {
                /**
                 * @description Ärendesystemets beteckning, aldrig ett personnummer: en beteckning vars siffror kan läsas som ett nekas. Klientens avtal kan ange hur beteckningarna ser ut.
                 * @example KC-2026-10017
                 */
                arendeId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Arendebegaran"];
            };
        };
        responses: {
            /** @description Svaret. Det är loggat innan det lämnas ut. */
            200: {
                headers: {
                    traceparent: components["headers"]["Traceparent"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Arendesvar"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
            default: components["responses"]["ProblemOvrigt"];
        };
    };
    registreraArende: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description W3C Trace Context: spåret som begäran hör till, högst en gång. Ett som inte följer specifikationen, eller där ett personnummer kan läsas, tas inte över.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Begärans id, ett UUID. Saknas det, eller har annan form, ger Insyn begäran ett eget.
                 * @example 7d1f7d0e-5c7b-4a3e-9a64-0b7c8f5e2d11
                 */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
                /**
                 * @description Den som arbetar, när hon inte står i åtkomsttoken: bara för klienter som enligt sitt kontrakt får uppge det. Loggas som uppgivet av klienten. Utan huvudet är det systemet självt som frågar. Aldrig ett personnummer.
                 * @example anna.ek
                 */
                "X-Slutanvandare"?: components["parameters"]["XSlutanvandare"];
            };
            path: {
                /**
                 * @description Ärendesystemets beteckning, aldrig ett personnummer: en beteckning vars siffror kan läsas som ett nekas. Klientens avtal kan ange hur beteckningarna ser ut.
                 * @example KC-2026-10017
                 */
                arendeId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Registreringsbegaran"];
            };
        };
        responses: {
            /** @description Svaret. Det är loggat innan det lämnas ut. */
            200: {
                headers: {
                    traceparent: components["headers"]["Traceparent"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Registreringssvar"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
            default: components["responses"]["ProblemOvrigt"];
        };
    };
    hamtaFaktura: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description W3C Trace Context: spåret som begäran hör till, högst en gång. Ett som inte följer specifikationen, eller där ett personnummer kan läsas, tas inte över.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Begärans id, ett UUID. Saknas det, eller har annan form, ger Insyn begäran ett eget.
                 * @example 7d1f7d0e-5c7b-4a3e-9a64-0b7c8f5e2d11
                 */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
                /**
                 * @description Den som arbetar, när hon inte står i åtkomsttoken: bara för klienter som enligt sitt kontrakt får uppge det. Loggas som uppgivet av klienten. Utan huvudet är det systemet självt som frågar. Aldrig ett personnummer.
                 * @example anna.ek
                 */
                "X-Slutanvandare"?: components["parameters"]["XSlutanvandare"];
            };
            path: {
                /**
                 * @description fakturaRef ur ett uppslag: gäller en kort stund, för samma klient och slutanvändare.
                 * @example 9mXh2jYk0cW5vQ2lJd3RlbGVmb25pAQAB0f6hPzS1M4u9mXh2jYk0cW5vQ2lJd3Rl.bGVmb25pAQAB0f6h
                 */
                fakturaRef: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Svaret. Det är loggat innan det lämnas ut. */
            200: {
                headers: {
                    traceparent: components["headers"]["Traceparent"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Fakturasvar"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
            default: components["responses"]["ProblemOvrigt"];
        };
    };
    listaHandlaggare: {
        parameters: {
            query?: {
                /**
                 * @description Kod för stadsdelen; utan den gäller det alla.
                 * @example jarva
                 */
                stadsdel?: string;
                /**
                 * @description Hur ansvarsområdet börjar; stora och små bokstäver är lika.
                 * @example Hemtjänst
                 */
                ansvarsomrade?: string;
                /**
                 * @description Så många som mest på en sida.
                 * @example 20
                 */
                limit?: number;
                /**
                 * @description Sidans nummer; den första är 1.
                 * @example 1
                 */
                page?: number;
            };
            header?: {
                /**
                 * @description W3C Trace Context: spåret som begäran hör till, högst en gång. Ett som inte följer specifikationen, eller där ett personnummer kan läsas, tas inte över.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Begärans id, ett UUID. Saknas det, eller har annan form, ger Insyn begäran ett eget.
                 * @example 7d1f7d0e-5c7b-4a3e-9a64-0b7c8f5e2d11
                 */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
                /**
                 * @description Den som arbetar, när hon inte står i åtkomsttoken: bara för klienter som enligt sitt kontrakt får uppge det. Loggas som uppgivet av klienten. Utan huvudet är det systemet självt som frågar. Aldrig ett personnummer.
                 * @example anna.ek
                 */
                "X-Slutanvandare"?: components["parameters"]["XSlutanvandare"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Svaret. Det är loggat innan det lämnas ut. */
            200: {
                headers: {
                    traceparent: components["headers"]["Traceparent"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Registersvar"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
            default: components["responses"]["ProblemOvrigt"];
        };
    };
    hamtaUppslagsstatistik: {
        parameters: {
            query?: {
                /**
                 * @description Första veckan; utan den räknas tretton veckor, som ISO-vecka.
                 * @example 2026-W40
                 */
                franVecka?: string;
                /**
                 * @description Sista veckan; utan den innevarande, som ISO-vecka.
                 * @example 2026-W40
                 */
                tillVecka?: string;
                /**
                 * @description Kod för stadsdelen; utan den gäller det alla.
                 * @example jarva
                 */
                stadsdel?: string;
            };
            header?: {
                /**
                 * @description W3C Trace Context: spåret som begäran hör till, högst en gång. Ett som inte följer specifikationen, eller där ett personnummer kan läsas, tas inte över.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Begärans id, ett UUID. Saknas det, eller har annan form, ger Insyn begäran ett eget.
                 * @example 7d1f7d0e-5c7b-4a3e-9a64-0b7c8f5e2d11
                 */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
                /**
                 * @description Den som arbetar, när hon inte står i åtkomsttoken: bara för klienter som enligt sitt kontrakt får uppge det. Loggas som uppgivet av klienten. Utan huvudet är det systemet självt som frågar. Aldrig ett personnummer.
                 * @example anna.ek
                 */
                "X-Slutanvandare"?: components["parameters"]["XSlutanvandare"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Svaret. Det är loggat innan det lämnas ut. */
            200: {
                headers: {
                    traceparent: components["headers"]["Traceparent"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Statistiksvar"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
            default: components["responses"]["ProblemOvrigt"];
        };
    };
    listaLarm: {
        parameters: {
            query?: {
                /**
                 * @description `skyddad`: försök mot skyddade personuppgifter. `skyddad-visad`: sådana har visats. `eget-nummer`: uppslag på det egna numret. `undantag`: ett enkelttillstånd har använts. `upprepat-nekad`, `manga-uppslag`: ovanligt många hos en användare. `urval-sent`: ett urval av loggen är inte granskat i tid.
                 * @example skyddad
                 */
                slag?: "skyddad" | "skyddad-visad" | "eget-nummer" | "undantag" | "upprepat-nekad" | "manga-uppslag" | "urval-sent";
                /**
                 * @description `nytt`: ingen har kvitterat larmet. `kvitterat`: någon har tagit hand om det.
                 * @example nytt
                 */
                status?: "nytt" | "kvitterat";
                /**
                 * @description En stadsdels logg, med stadsdelens kod; `insyn` är personuppgiftsbiträdets egen logg.
                 * @example bromma
                 */
                logg?: string;
                /**
                 * @description Första dagen, ÅÅÅÅ-MM-DD; utan den från början.
                 * @example 2026-10-15
                 */
                franOchMed?: string;
                /**
                 * @description Sista dagen, ÅÅÅÅ-MM-DD; utan den till nu.
                 * @example 2026-10-15
                 */
                tillOchMed?: string;
                /**
                 * @description Så många som mest på en sida.
                 * @example 20
                 */
                limit?: number;
                /**
                 * @description Sidans nummer; den första är 1.
                 * @example 1
                 */
                page?: number;
            };
            header?: {
                /**
                 * @description W3C Trace Context: spåret som begäran hör till, högst en gång. Ett som inte följer specifikationen, eller där ett personnummer kan läsas, tas inte över.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Begärans id, ett UUID. Saknas det, eller har annan form, ger Insyn begäran ett eget.
                 * @example 7d1f7d0e-5c7b-4a3e-9a64-0b7c8f5e2d11
                 */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
                /**
                 * @description Den som arbetar, när hon inte står i åtkomsttoken: bara för klienter som enligt sitt kontrakt får uppge det. Loggas som uppgivet av klienten. Utan huvudet är det systemet självt som frågar. Aldrig ett personnummer.
                 * @example anna.ek
                 */
                "X-Slutanvandare"?: components["parameters"]["XSlutanvandare"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Svaret. Det är loggat innan det lämnas ut. */
            200: {
                headers: {
                    traceparent: components["headers"]["Traceparent"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Larmsvar"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
            default: components["responses"]["ProblemOvrigt"];
        };
    };
    kvitteraLarm: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description W3C Trace Context: spåret som begäran hör till, högst en gång. Ett som inte följer specifikationen, eller där ett personnummer kan läsas, tas inte över.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Begärans id, ett UUID. Saknas det, eller har annan form, ger Insyn begäran ett eget.
                 * @example 7d1f7d0e-5c7b-4a3e-9a64-0b7c8f5e2d11
                 */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
                /**
                 * @description Den som arbetar, när hon inte står i åtkomsttoken: bara för klienter som enligt sitt kontrakt får uppge det. Loggas som uppgivet av klienten. Utan huvudet är det systemet självt som frågar. Aldrig ett personnummer.
                 * @example anna.ek
                 */
                "X-Slutanvandare"?: components["parameters"]["XSlutanvandare"];
            };
            path: {
                /**
                 * @description Larmets id, ur listan över larm.
                 * @example 0d7e1c1e-93a4-4c62-8f0e-5b7a9d1c2e30
                 */
                larmId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Kvitteringsbegaran"];
            };
        };
        responses: {
            /** @description Svaret. Det är loggat innan det lämnas ut. */
            200: {
                headers: {
                    traceparent: components["headers"]["Traceparent"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Kvitteringssvar"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
            default: components["responses"]["ProblemOvrigt"];
        };
    };
    visaLoggpost: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description W3C Trace Context: spåret som begäran hör till, högst en gång. Ett som inte följer specifikationen, eller där ett personnummer kan läsas, tas inte över.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Begärans id, ett UUID. Saknas det, eller har annan form, ger Insyn begäran ett eget.
                 * @example 7d1f7d0e-5c7b-4a3e-9a64-0b7c8f5e2d11
                 */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
                /**
                 * @description Den som arbetar, när hon inte står i åtkomsttoken: bara för klienter som enligt sitt kontrakt får uppge det. Loggas som uppgivet av klienten. Utan huvudet är det systemet självt som frågar. Aldrig ett personnummer.
                 * @example anna.ek
                 */
                "X-Slutanvandare"?: components["parameters"]["XSlutanvandare"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Postbegaran"];
            };
        };
        responses: {
            /** @description Svaret. Det är loggat innan det lämnas ut. */
            200: {
                headers: {
                    traceparent: components["headers"]["Traceparent"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Postsvar"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
            default: components["responses"]["ProblemOvrigt"];
        };
    };
    oppnaPersonnummer: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description W3C Trace Context: spåret som begäran hör till, högst en gång. Ett som inte följer specifikationen, eller där ett personnummer kan läsas, tas inte över.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Begärans id, ett UUID. Saknas det, eller har annan form, ger Insyn begäran ett eget.
                 * @example 7d1f7d0e-5c7b-4a3e-9a64-0b7c8f5e2d11
                 */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
                /**
                 * @description Den som arbetar, när hon inte står i åtkomsttoken: bara för klienter som enligt sitt kontrakt får uppge det. Loggas som uppgivet av klienten. Utan huvudet är det systemet självt som frågar. Aldrig ett personnummer.
                 * @example anna.ek
                 */
                "X-Slutanvandare"?: components["parameters"]["XSlutanvandare"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Postbegaran"];
            };
        };
        responses: {
            /** @description Svaret. Det är loggat innan det lämnas ut. */
            200: {
                headers: {
                    traceparent: components["headers"]["Traceparent"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nummersvar"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
            default: components["responses"]["ProblemOvrigt"];
        };
    };
    sokAtkomster: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description W3C Trace Context: spåret som begäran hör till, högst en gång. Ett som inte följer specifikationen, eller där ett personnummer kan läsas, tas inte över.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Begärans id, ett UUID. Saknas det, eller har annan form, ger Insyn begäran ett eget.
                 * @example 7d1f7d0e-5c7b-4a3e-9a64-0b7c8f5e2d11
                 */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
                /**
                 * @description Den som arbetar, när hon inte står i åtkomsttoken: bara för klienter som enligt sitt kontrakt får uppge det. Loggas som uppgivet av klienten. Utan huvudet är det systemet självt som frågar. Aldrig ett personnummer.
                 * @example anna.ek
                 */
                "X-Slutanvandare"?: components["parameters"]["XSlutanvandare"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Loggsokning"];
            };
        };
        responses: {
            /** @description Svaret. Det är loggat innan det lämnas ut. */
            200: {
                headers: {
                    traceparent: components["headers"]["Traceparent"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sokningssvar"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
            default: components["responses"]["ProblemOvrigt"];
        };
    };
    lasTidslinje: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description W3C Trace Context: spåret som begäran hör till, högst en gång. Ett som inte följer specifikationen, eller där ett personnummer kan läsas, tas inte över.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Begärans id, ett UUID. Saknas det, eller har annan form, ger Insyn begäran ett eget.
                 * @example 7d1f7d0e-5c7b-4a3e-9a64-0b7c8f5e2d11
                 */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
                /**
                 * @description Den som arbetar, när hon inte står i åtkomsttoken: bara för klienter som enligt sitt kontrakt får uppge det. Loggas som uppgivet av klienten. Utan huvudet är det systemet självt som frågar. Aldrig ett personnummer.
                 * @example anna.ek
                 */
                "X-Slutanvandare"?: components["parameters"]["XSlutanvandare"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Tidslinjebegaran"];
            };
        };
        responses: {
            /** @description Svaret. Det är loggat innan det lämnas ut. */
            200: {
                headers: {
                    traceparent: components["headers"]["Traceparent"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tidslinjesvar"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
            default: components["responses"]["ProblemOvrigt"];
        };
    };
    hamtaTider: {
        parameters: {
            query?: {
                /**
                 * @description Första dagen, ÅÅÅÅ-MM-DD; utan den 30 dygn före den sista.
                 * @example 2026-10-15
                 */
                franOchMed?: string;
                /**
                 * @description Sista dagen, ÅÅÅÅ-MM-DD; utan den i dag.
                 * @example 2026-10-15
                 */
                tillOchMed?: string;
                /**
                 * @description En stadsdels logg, med stadsdelens kod; `insyn` är personuppgiftsbiträdets egen logg.
                 * @example bromma
                 */
                logg?: string;
            };
            header?: {
                /**
                 * @description W3C Trace Context: spåret som begäran hör till, högst en gång. Ett som inte följer specifikationen, eller där ett personnummer kan läsas, tas inte över.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Begärans id, ett UUID. Saknas det, eller har annan form, ger Insyn begäran ett eget.
                 * @example 7d1f7d0e-5c7b-4a3e-9a64-0b7c8f5e2d11
                 */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
                /**
                 * @description Den som arbetar, när hon inte står i åtkomsttoken: bara för klienter som enligt sitt kontrakt får uppge det. Loggas som uppgivet av klienten. Utan huvudet är det systemet självt som frågar. Aldrig ett personnummer.
                 * @example anna.ek
                 */
                "X-Slutanvandare"?: components["parameters"]["XSlutanvandare"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Svaret. Det är loggat innan det lämnas ut. */
            200: {
                headers: {
                    traceparent: components["headers"]["Traceparent"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Timmesstatistik"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
            default: components["responses"]["ProblemOvrigt"];
        };
    };
    hamtaKedja: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description W3C Trace Context: spåret som begäran hör till, högst en gång. Ett som inte följer specifikationen, eller där ett personnummer kan läsas, tas inte över.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Begärans id, ett UUID. Saknas det, eller har annan form, ger Insyn begäran ett eget.
                 * @example 7d1f7d0e-5c7b-4a3e-9a64-0b7c8f5e2d11
                 */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
                /**
                 * @description Den som arbetar, när hon inte står i åtkomsttoken: bara för klienter som enligt sitt kontrakt får uppge det. Loggas som uppgivet av klienten. Utan huvudet är det systemet självt som frågar. Aldrig ett personnummer.
                 * @example anna.ek
                 */
                "X-Slutanvandare"?: components["parameters"]["XSlutanvandare"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Svaret. Det är loggat innan det lämnas ut. */
            200: {
                headers: {
                    traceparent: components["headers"]["Traceparent"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Kedjesvar"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
            default: components["responses"]["ProblemOvrigt"];
        };
    };
    kontrolleraKedja: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description W3C Trace Context: spåret som begäran hör till, högst en gång. Ett som inte följer specifikationen, eller där ett personnummer kan läsas, tas inte över.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Begärans id, ett UUID. Saknas det, eller har annan form, ger Insyn begäran ett eget.
                 * @example 7d1f7d0e-5c7b-4a3e-9a64-0b7c8f5e2d11
                 */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
                /**
                 * @description Den som arbetar, när hon inte står i åtkomsttoken: bara för klienter som enligt sitt kontrakt får uppge det. Loggas som uppgivet av klienten. Utan huvudet är det systemet självt som frågar. Aldrig ett personnummer.
                 * @example anna.ek
                 */
                "X-Slutanvandare"?: components["parameters"]["XSlutanvandare"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Kedjekontroll"];
            };
        };
        responses: {
            /** @description Svaret. Det är loggat innan det lämnas ut. */
            200: {
                headers: {
                    traceparent: components["headers"]["Traceparent"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Kedjesvar"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
            default: components["responses"]["ProblemOvrigt"];
        };
    };
    listaTillstand: {
        parameters: {
            query?: {
                /**
                 * @description Bara de med detta läge. `forfallet`: inget beslut kom i tid. Ett beviljat som har slutat gälla är fortfarande `beviljat`.
                 * @example vantar-godkannande
                 */
                status?: "vantar-godkannande" | "beviljat" | "avslaget" | "forfallet";
                /**
                 * @description Så många som mest på en sida.
                 * @example 20
                 */
                limit?: number;
                /**
                 * @description Sidans nummer; den första är 1.
                 * @example 1
                 */
                page?: number;
            };
            header?: {
                /**
                 * @description W3C Trace Context: spåret som begäran hör till, högst en gång. Ett som inte följer specifikationen, eller där ett personnummer kan läsas, tas inte över.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Begärans id, ett UUID. Saknas det, eller har annan form, ger Insyn begäran ett eget.
                 * @example 7d1f7d0e-5c7b-4a3e-9a64-0b7c8f5e2d11
                 */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
                /**
                 * @description Den som arbetar, när hon inte står i åtkomsttoken: bara för klienter som enligt sitt kontrakt får uppge det. Loggas som uppgivet av klienten. Utan huvudet är det systemet självt som frågar. Aldrig ett personnummer.
                 * @example anna.ek
                 */
                "X-Slutanvandare"?: components["parameters"]["XSlutanvandare"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Svaret. Det är loggat innan det lämnas ut. */
            200: {
                headers: {
                    traceparent: components["headers"]["Traceparent"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tillstandslista"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
            default: components["responses"]["ProblemOvrigt"];
        };
    };
    begarTillstand: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description W3C Trace Context: spåret som begäran hör till, högst en gång. Ett som inte följer specifikationen, eller där ett personnummer kan läsas, tas inte över.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Begärans id, ett UUID. Saknas det, eller har annan form, ger Insyn begäran ett eget.
                 * @example 7d1f7d0e-5c7b-4a3e-9a64-0b7c8f5e2d11
                 */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
                /**
                 * @description Den som arbetar, när hon inte står i åtkomsttoken: bara för klienter som enligt sitt kontrakt får uppge det. Loggas som uppgivet av klienten. Utan huvudet är det systemet självt som frågar. Aldrig ett personnummer.
                 * @example anna.ek
                 */
                "X-Slutanvandare"?: components["parameters"]["XSlutanvandare"];
                /**
                 * @description Gör det ofarligt att skicka begäran igen: samma nyckel och samma begäran från samma klient och slutanvändare ger samma svar i 24 timmar, och ingenting startas två gånger. Frivillig, men utan den kan ett omförsök starta samma sak igen. Ett slumpat UUID för varje ny begäran; skilda skrivsätt av samma UUID är samma nyckel.
                 * @example 2f1c6a0e-6f0b-4a37-9a55-1d0e8a7c4b10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Tillstandsbegaran"];
            };
        };
        responses: {
            /** @description Svaret. Det är loggat innan det lämnas ut. */
            200: {
                headers: {
                    traceparent: components["headers"]["Traceparent"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tillstandssvar"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
            default: components["responses"]["ProblemOvrigt"];
        };
    };
    beslutaTillstand: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description W3C Trace Context: spåret som begäran hör till, högst en gång. Ett som inte följer specifikationen, eller där ett personnummer kan läsas, tas inte över.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Begärans id, ett UUID. Saknas det, eller har annan form, ger Insyn begäran ett eget.
                 * @example 7d1f7d0e-5c7b-4a3e-9a64-0b7c8f5e2d11
                 */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
                /**
                 * @description Den som arbetar, när hon inte står i åtkomsttoken: bara för klienter som enligt sitt kontrakt får uppge det. Loggas som uppgivet av klienten. Utan huvudet är det systemet självt som frågar. Aldrig ett personnummer.
                 * @example anna.ek
                 */
                "X-Slutanvandare"?: components["parameters"]["XSlutanvandare"];
            };
            path: {
                /**
                 * @description Enkelttillståndets id, ur svaret på begäran om det.
                 * @example 5f0c8a52-7c1e-4b4d-9b7e-2f6d1c9a8e30
                 */
                tillstandId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Beslutsbegaran"];
            };
        };
        responses: {
            /** @description Svaret. Det är loggat innan det lämnas ut. */
            200: {
                headers: {
                    traceparent: components["headers"]["Traceparent"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Beslutssvar"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
            default: components["responses"]["ProblemOvrigt"];
        };
    };
    listaEgnaTillstand: {
        parameters: {
            query?: {
                /**
                 * @description Bara de med detta läge. `forfallet`: inget beslut kom i tid. Ett beviljat som har slutat gälla är fortfarande `beviljat`.
                 * @example vantar-godkannande
                 */
                status?: "vantar-godkannande" | "beviljat" | "avslaget" | "forfallet";
                /**
                 * @description Så många som mest på en sida.
                 * @example 20
                 */
                limit?: number;
                /**
                 * @description Sidans nummer; den första är 1.
                 * @example 1
                 */
                page?: number;
            };
            header?: {
                /**
                 * @description W3C Trace Context: spåret som begäran hör till, högst en gång. Ett som inte följer specifikationen, eller där ett personnummer kan läsas, tas inte över.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Begärans id, ett UUID. Saknas det, eller har annan form, ger Insyn begäran ett eget.
                 * @example 7d1f7d0e-5c7b-4a3e-9a64-0b7c8f5e2d11
                 */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
                /**
                 * @description Den som arbetar, när hon inte står i åtkomsttoken: bara för klienter som enligt sitt kontrakt får uppge det. Loggas som uppgivet av klienten. Utan huvudet är det systemet självt som frågar. Aldrig ett personnummer.
                 * @example anna.ek
                 */
                "X-Slutanvandare"?: components["parameters"]["XSlutanvandare"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Svaret. Det är loggat innan det lämnas ut. */
            200: {
                headers: {
                    traceparent: components["headers"]["Traceparent"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tillstandslista"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
            default: components["responses"]["ProblemOvrigt"];
        };
    };
    granskaTillstand: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description W3C Trace Context: spåret som begäran hör till, högst en gång. Ett som inte följer specifikationen, eller där ett personnummer kan läsas, tas inte över.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Begärans id, ett UUID. Saknas det, eller har annan form, ger Insyn begäran ett eget.
                 * @example 7d1f7d0e-5c7b-4a3e-9a64-0b7c8f5e2d11
                 */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
                /**
                 * @description Den som arbetar, när hon inte står i åtkomsttoken: bara för klienter som enligt sitt kontrakt får uppge det. Loggas som uppgivet av klienten. Utan huvudet är det systemet självt som frågar. Aldrig ett personnummer.
                 * @example anna.ek
                 */
                "X-Slutanvandare"?: components["parameters"]["XSlutanvandare"];
            };
            path: {
                /**
                 * @description Enkelttillståndets id, ur svaret på begäran om det.
                 * @example 5f0c8a52-7c1e-4b4d-9b7e-2f6d1c9a8e30
                 */
                tillstandId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Granskningsbegaran"];
            };
        };
        responses: {
            /** @description Svaret. Det är loggat innan det lämnas ut. */
            200: {
                headers: {
                    traceparent: components["headers"]["Traceparent"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Granskningssvar"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
            default: components["responses"]["ProblemOvrigt"];
        };
    };
    forklaraPolicy: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description W3C Trace Context: spåret som begäran hör till, högst en gång. Ett som inte följer specifikationen, eller där ett personnummer kan läsas, tas inte över.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Begärans id, ett UUID. Saknas det, eller har annan form, ger Insyn begäran ett eget.
                 * @example 7d1f7d0e-5c7b-4a3e-9a64-0b7c8f5e2d11
                 */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
                /**
                 * @description Den som arbetar, när hon inte står i åtkomsttoken: bara för klienter som enligt sitt kontrakt får uppge det. Loggas som uppgivet av klienten. Utan huvudet är det systemet självt som frågar. Aldrig ett personnummer.
                 * @example anna.ek
                 */
                "X-Slutanvandare"?: components["parameters"]["XSlutanvandare"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ForklaraPolicyBegaran"];
            };
        };
        responses: {
            /** @description Svaret. Det är loggat innan det lämnas ut. */
            200: {
                headers: {
                    traceparent: components["headers"]["Traceparent"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ForklaraPolicySvar"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
            default: components["responses"]["ProblemOvrigt"];
        };
    };
    listaAndamal: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description W3C Trace Context: spåret som begäran hör till, högst en gång. Ett som inte följer specifikationen, eller där ett personnummer kan läsas, tas inte över.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Begärans id, ett UUID. Saknas det, eller har annan form, ger Insyn begäran ett eget.
                 * @example 7d1f7d0e-5c7b-4a3e-9a64-0b7c8f5e2d11
                 */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
                /**
                 * @description Den som arbetar, när hon inte står i åtkomsttoken: bara för klienter som enligt sitt kontrakt får uppge det. Loggas som uppgivet av klienten. Utan huvudet är det systemet självt som frågar. Aldrig ett personnummer.
                 * @example anna.ek
                 */
                "X-Slutanvandare"?: components["parameters"]["XSlutanvandare"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Svaret. Det är loggat innan det lämnas ut. */
            200: {
                headers: {
                    traceparent: components["headers"]["Traceparent"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListaAndamalSvar"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
            default: components["responses"]["ProblemOvrigt"];
        };
    };
    listaUtdrag: {
        parameters: {
            query?: {
                /**
                 * @description Bara dessa. `forberett`: väntar på att någon annan granskar det. `utlamnat`: får hämtas. `avvisat`: ska inte lämnas ut.
                 * @example forberett
                 */
                status?: "forberett" | "utlamnat" | "avvisat";
                /**
                 * @description Så många som mest på en sida.
                 * @example 20
                 */
                limit?: number;
                /**
                 * @description Sidans nummer; den första är 1.
                 * @example 1
                 */
                page?: number;
            };
            header?: {
                /**
                 * @description W3C Trace Context: spåret som begäran hör till, högst en gång. Ett som inte följer specifikationen, eller där ett personnummer kan läsas, tas inte över.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Begärans id, ett UUID. Saknas det, eller har annan form, ger Insyn begäran ett eget.
                 * @example 7d1f7d0e-5c7b-4a3e-9a64-0b7c8f5e2d11
                 */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
                /**
                 * @description Den som arbetar, när hon inte står i åtkomsttoken: bara för klienter som enligt sitt kontrakt får uppge det. Loggas som uppgivet av klienten. Utan huvudet är det systemet självt som frågar. Aldrig ett personnummer.
                 * @example anna.ek
                 */
                "X-Slutanvandare"?: components["parameters"]["XSlutanvandare"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Svaret. Det är loggat innan det lämnas ut. */
            200: {
                headers: {
                    traceparent: components["headers"]["Traceparent"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Utdragslista"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
            default: components["responses"]["ProblemOvrigt"];
        };
    };
    begarUtdrag: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description W3C Trace Context: spåret som begäran hör till, högst en gång. Ett som inte följer specifikationen, eller där ett personnummer kan läsas, tas inte över.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Begärans id, ett UUID. Saknas det, eller har annan form, ger Insyn begäran ett eget.
                 * @example 7d1f7d0e-5c7b-4a3e-9a64-0b7c8f5e2d11
                 */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
                /**
                 * @description Den som arbetar, när hon inte står i åtkomsttoken: bara för klienter som enligt sitt kontrakt får uppge det. Loggas som uppgivet av klienten. Utan huvudet är det systemet självt som frågar. Aldrig ett personnummer.
                 * @example anna.ek
                 */
                "X-Slutanvandare"?: components["parameters"]["XSlutanvandare"];
                /**
                 * @description Gör det ofarligt att skicka begäran igen: samma nyckel och samma begäran från samma klient och slutanvändare ger samma svar i 24 timmar, och ingenting startas två gånger. Frivillig, men utan den kan ett omförsök starta samma sak igen. Ett slumpat UUID för varje ny begäran; skilda skrivsätt av samma UUID är samma nyckel.
                 * @example 2f1c6a0e-6f0b-4a37-9a55-1d0e8a7c4b10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Utdragsbegaran"];
            };
        };
        responses: {
            /** @description Svaret. Det är loggat innan det lämnas ut. */
            200: {
                headers: {
                    traceparent: components["headers"]["Traceparent"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Utdragssvar"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
            default: components["responses"]["ProblemOvrigt"];
        };
    };
    visaUtdrag: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description W3C Trace Context: spåret som begäran hör till, högst en gång. Ett som inte följer specifikationen, eller där ett personnummer kan läsas, tas inte över.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Begärans id, ett UUID. Saknas det, eller har annan form, ger Insyn begäran ett eget.
                 * @example 7d1f7d0e-5c7b-4a3e-9a64-0b7c8f5e2d11
                 */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
                /**
                 * @description Den som arbetar, när hon inte står i åtkomsttoken: bara för klienter som enligt sitt kontrakt får uppge det. Loggas som uppgivet av klienten. Utan huvudet är det systemet självt som frågar. Aldrig ett personnummer.
                 * @example anna.ek
                 */
                "X-Slutanvandare"?: components["parameters"]["XSlutanvandare"];
            };
            path: {
                /**
                 * @description Utdragets id.
                 * @example 7c1e8a52-5f0c-4b4d-9b7e-2f6d1c9a8e31
                 */
                utdragId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Svaret. Det är loggat innan det lämnas ut. */
            200: {
                headers: {
                    traceparent: components["headers"]["Traceparent"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Utdragslage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
            default: components["responses"]["ProblemOvrigt"];
        };
    };
    forhandsgranskaUtdrag: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description W3C Trace Context: spåret som begäran hör till, högst en gång. Ett som inte följer specifikationen, eller där ett personnummer kan läsas, tas inte över.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Begärans id, ett UUID. Saknas det, eller har annan form, ger Insyn begäran ett eget.
                 * @example 7d1f7d0e-5c7b-4a3e-9a64-0b7c8f5e2d11
                 */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
                /**
                 * @description Den som arbetar, när hon inte står i åtkomsttoken: bara för klienter som enligt sitt kontrakt får uppge det. Loggas som uppgivet av klienten. Utan huvudet är det systemet självt som frågar. Aldrig ett personnummer.
                 * @example anna.ek
                 */
                "X-Slutanvandare"?: components["parameters"]["XSlutanvandare"];
            };
            path: {
                /**
                 * @description Utdragets id.
                 * @example 7c1e8a52-5f0c-4b4d-9b7e-2f6d1c9a8e31
                 */
                utdragId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Utdragsfil"];
            };
        };
        responses: {
            /** @description Utdraget som det skulle lämnas ut. Det är loggat innan det lämnas ut. */
            200: {
                headers: {
                    traceparent: components["headers"]["Traceparent"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    "Content-Disposition": components["headers"]["ContentDisposition"];
                    "X-Logg-Id": components["headers"]["XLoggId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                    "application/pdf": string;
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
            default: components["responses"]["ProblemOvrigt"];
        };
    };
    beslutaUtdrag: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description W3C Trace Context: spåret som begäran hör till, högst en gång. Ett som inte följer specifikationen, eller där ett personnummer kan läsas, tas inte över.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Begärans id, ett UUID. Saknas det, eller har annan form, ger Insyn begäran ett eget.
                 * @example 7d1f7d0e-5c7b-4a3e-9a64-0b7c8f5e2d11
                 */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
                /**
                 * @description Den som arbetar, när hon inte står i åtkomsttoken: bara för klienter som enligt sitt kontrakt får uppge det. Loggas som uppgivet av klienten. Utan huvudet är det systemet självt som frågar. Aldrig ett personnummer.
                 * @example anna.ek
                 */
                "X-Slutanvandare"?: components["parameters"]["XSlutanvandare"];
            };
            path: {
                /**
                 * @description Utdragets id.
                 * @example 7c1e8a52-5f0c-4b4d-9b7e-2f6d1c9a8e31
                 */
                utdragId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Utdragsbeslut"];
            };
        };
        responses: {
            /** @description Svaret. Det är loggat innan det lämnas ut. */
            200: {
                headers: {
                    traceparent: components["headers"]["Traceparent"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Utdragsbeslutssvar"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
            default: components["responses"]["ProblemOvrigt"];
        };
    };
    hamtaUtdrag: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description W3C Trace Context: spåret som begäran hör till, högst en gång. Ett som inte följer specifikationen, eller där ett personnummer kan läsas, tas inte över.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Begärans id, ett UUID. Saknas det, eller har annan form, ger Insyn begäran ett eget.
                 * @example 7d1f7d0e-5c7b-4a3e-9a64-0b7c8f5e2d11
                 */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
                /**
                 * @description Den som arbetar, när hon inte står i åtkomsttoken: bara för klienter som enligt sitt kontrakt får uppge det. Loggas som uppgivet av klienten. Utan huvudet är det systemet självt som frågar. Aldrig ett personnummer.
                 * @example anna.ek
                 */
                "X-Slutanvandare"?: components["parameters"]["XSlutanvandare"];
            };
            path: {
                /**
                 * @description Utdragets id.
                 * @example 7c1e8a52-5f0c-4b4d-9b7e-2f6d1c9a8e31
                 */
                utdragId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Utdragsfil"];
            };
        };
        responses: {
            /** @description Utdraget. Det är loggat innan det lämnas ut. */
            200: {
                headers: {
                    traceparent: components["headers"]["Traceparent"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    "Content-Disposition": components["headers"]["ContentDisposition"];
                    "X-Logg-Id": components["headers"]["XLoggId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                    "application/pdf": string;
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
            default: components["responses"]["ProblemOvrigt"];
        };
    };
    provaUppfoljningsregler: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description W3C Trace Context: spåret som begäran hör till, högst en gång. Ett som inte följer specifikationen, eller där ett personnummer kan läsas, tas inte över.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Begärans id, ett UUID. Saknas det, eller har annan form, ger Insyn begäran ett eget.
                 * @example 7d1f7d0e-5c7b-4a3e-9a64-0b7c8f5e2d11
                 */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
                /**
                 * @description Den som arbetar, när hon inte står i åtkomsttoken: bara för klienter som enligt sitt kontrakt får uppge det. Loggas som uppgivet av klienten. Utan huvudet är det systemet självt som frågar. Aldrig ett personnummer.
                 * @example anna.ek
                 */
                "X-Slutanvandare"?: components["parameters"]["XSlutanvandare"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Provkorningsbegaran"];
            };
        };
        responses: {
            /** @description Svaret. Det är loggat innan det lämnas ut. */
            200: {
                headers: {
                    traceparent: components["headers"]["Traceparent"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Provkorningssvar"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
            default: components["responses"]["ProblemOvrigt"];
        };
    };
    listaUrval: {
        parameters: {
            query?: {
                /**
                 * @description Månaden, ÅÅÅÅ-MM, efter klockan i Stockholm.
                 * @example 2026-10
                 */
                manad?: string;
                /**
                 * @description Bara de som inte är avslutade.
                 * @example true
                 */
                oppna?: boolean;
            };
            header?: {
                /**
                 * @description W3C Trace Context: spåret som begäran hör till, högst en gång. Ett som inte följer specifikationen, eller där ett personnummer kan läsas, tas inte över.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Begärans id, ett UUID. Saknas det, eller har annan form, ger Insyn begäran ett eget.
                 * @example 7d1f7d0e-5c7b-4a3e-9a64-0b7c8f5e2d11
                 */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
                /**
                 * @description Den som arbetar, när hon inte står i åtkomsttoken: bara för klienter som enligt sitt kontrakt får uppge det. Loggas som uppgivet av klienten. Utan huvudet är det systemet självt som frågar. Aldrig ett personnummer.
                 * @example anna.ek
                 */
                "X-Slutanvandare"?: components["parameters"]["XSlutanvandare"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Svaret. Det är loggat innan det lämnas ut. */
            200: {
                headers: {
                    traceparent: components["headers"]["Traceparent"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Urvalslista"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
            default: components["responses"]["ProblemOvrigt"];
        };
    };
    draUrval: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description W3C Trace Context: spåret som begäran hör till, högst en gång. Ett som inte följer specifikationen, eller där ett personnummer kan läsas, tas inte över.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Begärans id, ett UUID. Saknas det, eller har annan form, ger Insyn begäran ett eget.
                 * @example 7d1f7d0e-5c7b-4a3e-9a64-0b7c8f5e2d11
                 */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
                /**
                 * @description Den som arbetar, när hon inte står i åtkomsttoken: bara för klienter som enligt sitt kontrakt får uppge det. Loggas som uppgivet av klienten. Utan huvudet är det systemet självt som frågar. Aldrig ett personnummer.
                 * @example anna.ek
                 */
                "X-Slutanvandare"?: components["parameters"]["XSlutanvandare"];
                /**
                 * @description Gör det ofarligt att skicka begäran igen: samma nyckel och samma begäran från samma klient och slutanvändare ger samma svar i 24 timmar, och ingenting startas två gånger. Frivillig, men utan den kan ett omförsök starta samma sak igen. Ett slumpat UUID för varje ny begäran; skilda skrivsätt av samma UUID är samma nyckel.
                 * @example 2f1c6a0e-6f0b-4a37-9a55-1d0e8a7c4b10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Urvalsbegaran"];
            };
        };
        responses: {
            /** @description Svaret. Det är loggat innan det lämnas ut. */
            200: {
                headers: {
                    traceparent: components["headers"]["Traceparent"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Urvalssvar"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
            default: components["responses"]["ProblemOvrigt"];
        };
    };
    hamtaUrval: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description W3C Trace Context: spåret som begäran hör till, högst en gång. Ett som inte följer specifikationen, eller där ett personnummer kan läsas, tas inte över.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Begärans id, ett UUID. Saknas det, eller har annan form, ger Insyn begäran ett eget.
                 * @example 7d1f7d0e-5c7b-4a3e-9a64-0b7c8f5e2d11
                 */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
                /**
                 * @description Den som arbetar, när hon inte står i åtkomsttoken: bara för klienter som enligt sitt kontrakt får uppge det. Loggas som uppgivet av klienten. Utan huvudet är det systemet självt som frågar. Aldrig ett personnummer.
                 * @example anna.ek
                 */
                "X-Slutanvandare"?: components["parameters"]["XSlutanvandare"];
            };
            path: {
                /**
                 * @description Urvalets id.
                 * @example 0d7f5d0e-55a5-4b8c-a1c3-97f6c4e1a0b2
                 */
                urvalId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Svaret. Det är loggat innan det lämnas ut. */
            200: {
                headers: {
                    traceparent: components["headers"]["Traceparent"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Urvalsinnehall"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
            default: components["responses"]["ProblemOvrigt"];
        };
    };
    bedomUrvalspost: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description W3C Trace Context: spåret som begäran hör till, högst en gång. Ett som inte följer specifikationen, eller där ett personnummer kan läsas, tas inte över.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Begärans id, ett UUID. Saknas det, eller har annan form, ger Insyn begäran ett eget.
                 * @example 7d1f7d0e-5c7b-4a3e-9a64-0b7c8f5e2d11
                 */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
                /**
                 * @description Den som arbetar, när hon inte står i åtkomsttoken: bara för klienter som enligt sitt kontrakt får uppge det. Loggas som uppgivet av klienten. Utan huvudet är det systemet självt som frågar. Aldrig ett personnummer.
                 * @example anna.ek
                 */
                "X-Slutanvandare"?: components["parameters"]["XSlutanvandare"];
            };
            path: {
                /**
                 * @description Urvalets id.
                 * @example 0d7f5d0e-55a5-4b8c-a1c3-97f6c4e1a0b2
                 */
                urvalId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Bedomningsbegaran"];
            };
        };
        responses: {
            /** @description Svaret. Det är loggat innan det lämnas ut. */
            200: {
                headers: {
                    traceparent: components["headers"]["Traceparent"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Bedomningssvar"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
            default: components["responses"]["ProblemOvrigt"];
        };
    };
    avslutaUrval: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description W3C Trace Context: spåret som begäran hör till, högst en gång. Ett som inte följer specifikationen, eller där ett personnummer kan läsas, tas inte över.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Begärans id, ett UUID. Saknas det, eller har annan form, ger Insyn begäran ett eget.
                 * @example 7d1f7d0e-5c7b-4a3e-9a64-0b7c8f5e2d11
                 */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
                /**
                 * @description Den som arbetar, när hon inte står i åtkomsttoken: bara för klienter som enligt sitt kontrakt får uppge det. Loggas som uppgivet av klienten. Utan huvudet är det systemet självt som frågar. Aldrig ett personnummer.
                 * @example anna.ek
                 */
                "X-Slutanvandare"?: components["parameters"]["XSlutanvandare"];
            };
            path: {
                /**
                 * @description Urvalets id.
                 * @example 0d7f5d0e-55a5-4b8c-a1c3-97f6c4e1a0b2
                 */
                urvalId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Avslutsbegaran"];
            };
        };
        responses: {
            /** @description Svaret. Det är loggat innan det lämnas ut. */
            200: {
                headers: {
                    traceparent: components["headers"]["Traceparent"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Avslutssvar"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
            default: components["responses"]["ProblemOvrigt"];
        };
    };
    hamtaUppfoljningsrapport: {
        parameters: {
            query?: {
                /**
                 * @description `pdf`: att läsa och arkivera. `dokument`: det undertecknade dokumentet.
                 * @example pdf
                 */
                form?: "pdf" | "dokument";
            };
            header?: {
                /**
                 * @description W3C Trace Context: spåret som begäran hör till, högst en gång. Ett som inte följer specifikationen, eller där ett personnummer kan läsas, tas inte över.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Begärans id, ett UUID. Saknas det, eller har annan form, ger Insyn begäran ett eget.
                 * @example 7d1f7d0e-5c7b-4a3e-9a64-0b7c8f5e2d11
                 */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
                /**
                 * @description Den som arbetar, när hon inte står i åtkomsttoken: bara för klienter som enligt sitt kontrakt får uppge det. Loggas som uppgivet av klienten. Utan huvudet är det systemet självt som frågar. Aldrig ett personnummer.
                 * @example anna.ek
                 */
                "X-Slutanvandare"?: components["parameters"]["XSlutanvandare"];
            };
            path: {
                /**
                 * @description Urvalets id.
                 * @example 0d7f5d0e-55a5-4b8c-a1c3-97f6c4e1a0b2
                 */
                urvalId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Rapporten, eller det undertecknade dokumentet. Det är loggat innan det lämnas ut. */
            200: {
                headers: {
                    traceparent: components["headers"]["Traceparent"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    "Content-Disposition": components["headers"]["ContentDisposition"];
                    "X-Logg-Id": components["headers"]["XLoggId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": string;
                    "text/plain": string;
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
            default: components["responses"]["ProblemOvrigt"];
        };
    };
    hamtaGranskningsstatistik: {
        parameters: {
            query?: {
                /**
                 * @description Första månaden, ÅÅÅÅ-MM; utan den samma som den sista.
                 * @example 2026-10
                 */
                franManad?: string;
                /**
                 * @description Sista månaden, ÅÅÅÅ-MM; utan den den förra.
                 * @example 2026-10
                 */
                tillManad?: string;
                /**
                 * @description En stadsdels logg, med stadsdelens kod; `insyn` är personuppgiftsbiträdets egen logg.
                 * @example bromma
                 */
                logg?: string;
            };
            header?: {
                /**
                 * @description W3C Trace Context: spåret som begäran hör till, högst en gång. Ett som inte följer specifikationen, eller där ett personnummer kan läsas, tas inte över.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Begärans id, ett UUID. Saknas det, eller har annan form, ger Insyn begäran ett eget.
                 * @example 7d1f7d0e-5c7b-4a3e-9a64-0b7c8f5e2d11
                 */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
                /**
                 * @description Den som arbetar, när hon inte står i åtkomsttoken: bara för klienter som enligt sitt kontrakt får uppge det. Loggas som uppgivet av klienten. Utan huvudet är det systemet självt som frågar. Aldrig ett personnummer.
                 * @example anna.ek
                 */
                "X-Slutanvandare"?: components["parameters"]["XSlutanvandare"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Svaret. Det är loggat innan det lämnas ut. */
            200: {
                headers: {
                    traceparent: components["headers"]["Traceparent"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Granskningsstatistik"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
            default: components["responses"]["ProblemOvrigt"];
        };
    };
    listaExporter: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description W3C Trace Context: spåret som begäran hör till, högst en gång. Ett som inte följer specifikationen, eller där ett personnummer kan läsas, tas inte över.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Begärans id, ett UUID. Saknas det, eller har annan form, ger Insyn begäran ett eget.
                 * @example 7d1f7d0e-5c7b-4a3e-9a64-0b7c8f5e2d11
                 */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
                /**
                 * @description Den som arbetar, när hon inte står i åtkomsttoken: bara för klienter som enligt sitt kontrakt får uppge det. Loggas som uppgivet av klienten. Utan huvudet är det systemet självt som frågar. Aldrig ett personnummer.
                 * @example anna.ek
                 */
                "X-Slutanvandare"?: components["parameters"]["XSlutanvandare"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Svaret. Det är loggat innan det lämnas ut. */
            200: {
                headers: {
                    traceparent: components["headers"]["Traceparent"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Exportlista"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
            default: components["responses"]["ProblemOvrigt"];
        };
    };
    bestallExport: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description W3C Trace Context: spåret som begäran hör till, högst en gång. Ett som inte följer specifikationen, eller där ett personnummer kan läsas, tas inte över.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Begärans id, ett UUID. Saknas det, eller har annan form, ger Insyn begäran ett eget.
                 * @example 7d1f7d0e-5c7b-4a3e-9a64-0b7c8f5e2d11
                 */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
                /**
                 * @description Den som arbetar, när hon inte står i åtkomsttoken: bara för klienter som enligt sitt kontrakt får uppge det. Loggas som uppgivet av klienten. Utan huvudet är det systemet självt som frågar. Aldrig ett personnummer.
                 * @example anna.ek
                 */
                "X-Slutanvandare"?: components["parameters"]["XSlutanvandare"];
                /**
                 * @description Gör det ofarligt att skicka begäran igen: samma nyckel och samma begäran från samma klient och slutanvändare ger samma svar i 24 timmar, och ingenting startas två gånger. Frivillig, men utan den kan ett omförsök starta samma sak igen. Ett slumpat UUID för varje ny begäran; skilda skrivsätt av samma UUID är samma nyckel.
                 * @example 2f1c6a0e-6f0b-4a37-9a55-1d0e8a7c4b10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Exportbegaran"];
            };
        };
        responses: {
            /** @description Svaret. Det är loggat innan det lämnas ut. */
            200: {
                headers: {
                    traceparent: components["headers"]["Traceparent"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Exportsvar"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
            default: components["responses"]["ProblemOvrigt"];
        };
    };
    hamtaExport: {
        parameters: {
            query?: {
                /**
                 * @description Sekunder som svaret som mest väntar på att filen blir klar. Varje anrop blir en loggpost.
                 * @example 0
                 */
                vanta?: number;
            };
            header?: {
                /**
                 * @description W3C Trace Context: spåret som begäran hör till, högst en gång. Ett som inte följer specifikationen, eller där ett personnummer kan läsas, tas inte över.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Begärans id, ett UUID. Saknas det, eller har annan form, ger Insyn begäran ett eget.
                 * @example 7d1f7d0e-5c7b-4a3e-9a64-0b7c8f5e2d11
                 */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
                /**
                 * @description Den som arbetar, när hon inte står i åtkomsttoken: bara för klienter som enligt sitt kontrakt får uppge det. Loggas som uppgivet av klienten. Utan huvudet är det systemet självt som frågar. Aldrig ett personnummer.
                 * @example anna.ek
                 */
                "X-Slutanvandare"?: components["parameters"]["XSlutanvandare"];
            };
            path: {
                /**
                 * @description Exportens id, ur svaret på beställningen.
                 * @example 5f0c8a52-7c1e-4b4d-9b7e-2f6d1c9a8e30
                 */
                exportId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Svaret. Det är loggat innan det lämnas ut. */
            200: {
                headers: {
                    traceparent: components["headers"]["Traceparent"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Exportsvar"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
            default: components["responses"]["ProblemOvrigt"];
        };
    };
    hamtaExportfil: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description W3C Trace Context: spåret som begäran hör till, högst en gång. Ett som inte följer specifikationen, eller där ett personnummer kan läsas, tas inte över.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Begärans id, ett UUID. Saknas det, eller har annan form, ger Insyn begäran ett eget.
                 * @example 7d1f7d0e-5c7b-4a3e-9a64-0b7c8f5e2d11
                 */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
                /**
                 * @description Den som arbetar, när hon inte står i åtkomsttoken: bara för klienter som enligt sitt kontrakt får uppge det. Loggas som uppgivet av klienten. Utan huvudet är det systemet självt som frågar. Aldrig ett personnummer.
                 * @example anna.ek
                 */
                "X-Slutanvandare"?: components["parameters"]["XSlutanvandare"];
                /**
                 * @description Den del av filen som begärs (RFC 9110): från en byte, räknat från 0, till en sista eller till filens slut. Så fortsätter man en hämtning som bröts. Flera delar på en gång, de sista byten eller If-Range ger hela filen.
                 * @example bytes=1048576-
                 */
                Range?: components["parameters"]["Range"];
            };
            path: {
                /**
                 * @description Exportens id, ur svaret på beställningen.
                 * @example 5f0c8a52-7c1e-4b4d-9b7e-2f6d1c9a8e30
                 */
                exportId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Filen. Det är loggat innan det lämnas ut. */
            200: {
                headers: {
                    traceparent: components["headers"]["Traceparent"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    "Content-Disposition": components["headers"]["ContentDisposition"];
                    "X-Logg-Id": components["headers"]["XLoggId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                    "application/x-ndjson": string;
                    "text/plain": string;
                    "application/fhir+ndjson": string;
                    "application/xml": string;
                };
            };
            /** @description Den begärda delen av filen. Det är loggat innan det lämnas ut. */
            206: {
                headers: {
                    traceparent: components["headers"]["Traceparent"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    "Content-Disposition": components["headers"]["ContentDisposition"];
                    "X-Logg-Id": components["headers"]["XLoggId"];
                    "Content-Range": components["headers"]["ContentRange"];
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                    "application/x-ndjson": string;
                    "text/plain": string;
                    "application/fhir+ndjson": string;
                    "application/xml": string;
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
            default: components["responses"]["ProblemOvrigt"];
        };
    };
    listaAvtal: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description W3C Trace Context: spåret som begäran hör till, högst en gång. Ett som inte följer specifikationen, eller där ett personnummer kan läsas, tas inte över.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Begärans id, ett UUID. Saknas det, eller har annan form, ger Insyn begäran ett eget.
                 * @example 7d1f7d0e-5c7b-4a3e-9a64-0b7c8f5e2d11
                 */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
                /**
                 * @description Den som arbetar, när hon inte står i åtkomsttoken: bara för klienter som enligt sitt kontrakt får uppge det. Loggas som uppgivet av klienten. Utan huvudet är det systemet självt som frågar. Aldrig ett personnummer.
                 * @example anna.ek
                 */
                "X-Slutanvandare"?: components["parameters"]["XSlutanvandare"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Svaret. Det är loggat innan det lämnas ut. */
            200: {
                headers: {
                    traceparent: components["headers"]["Traceparent"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Avtalslista"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
            default: components["responses"]["ProblemOvrigt"];
        };
    };
    hamtaAvtalskvitto: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description W3C Trace Context: spåret som begäran hör till, högst en gång. Ett som inte följer specifikationen, eller där ett personnummer kan läsas, tas inte över.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Begärans id, ett UUID. Saknas det, eller har annan form, ger Insyn begäran ett eget.
                 * @example 7d1f7d0e-5c7b-4a3e-9a64-0b7c8f5e2d11
                 */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
                /**
                 * @description Den som arbetar, när hon inte står i åtkomsttoken: bara för klienter som enligt sitt kontrakt får uppge det. Loggas som uppgivet av klienten. Utan huvudet är det systemet självt som frågar. Aldrig ett personnummer.
                 * @example anna.ek
                 */
                "X-Slutanvandare"?: components["parameters"]["XSlutanvandare"];
            };
            path: {
                /**
                 * @description Avslutets nummer.
                 * @example 1
                 */
                avslutId: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Kvittot (C2SP signed note). Det är loggat innan det lämnas ut. */
            200: {
                headers: {
                    traceparent: components["headers"]["Traceparent"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    "Content-Disposition": components["headers"]["ContentDisposition"];
                    "X-Logg-Id": components["headers"]["XLoggId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
            default: components["responses"]["ProblemOvrigt"];
        };
    };
    visaTittbehorighet: {
        parameters: {
            query?: {
                /**
                 * @description Dagen som avses; utan den i dag, i svensk tid.
                 * @example 2026-10-15
                 */
                datum?: string;
            };
            header?: {
                /**
                 * @description W3C Trace Context: spåret som begäran hör till, högst en gång. Ett som inte följer specifikationen, eller där ett personnummer kan läsas, tas inte över.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Begärans id, ett UUID. Saknas det, eller har annan form, ger Insyn begäran ett eget.
                 * @example 7d1f7d0e-5c7b-4a3e-9a64-0b7c8f5e2d11
                 */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
                /**
                 * @description Den som arbetar, när hon inte står i åtkomsttoken: bara för klienter som enligt sitt kontrakt får uppge det. Loggas som uppgivet av klienten. Utan huvudet är det systemet självt som frågar. Aldrig ett personnummer.
                 * @example anna.ek
                 */
                "X-Slutanvandare"?: components["parameters"]["XSlutanvandare"];
            };
            path: {
                /**
                 * @description Stadsdelens kod.
                 * @example bromma
                 */
                stadsdel: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Svaret. Det är loggat innan det lämnas ut. */
            200: {
                headers: {
                    traceparent: components["headers"]["Traceparent"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tittbehorighet"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
            default: components["responses"]["ProblemOvrigt"];
        };
    };
    hamtaTittbehorighet: {
        parameters: {
            query?: {
                /**
                 * @description Dagen som avses; utan den i dag, i svensk tid.
                 * @example 2026-10-15
                 */
                datum?: string;
            };
            header?: {
                /**
                 * @description W3C Trace Context: spåret som begäran hör till, högst en gång. Ett som inte följer specifikationen, eller där ett personnummer kan läsas, tas inte över.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Begärans id, ett UUID. Saknas det, eller har annan form, ger Insyn begäran ett eget.
                 * @example 7d1f7d0e-5c7b-4a3e-9a64-0b7c8f5e2d11
                 */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
                /**
                 * @description Den som arbetar, när hon inte står i åtkomsttoken: bara för klienter som enligt sitt kontrakt får uppge det. Loggas som uppgivet av klienten. Utan huvudet är det systemet självt som frågar. Aldrig ett personnummer.
                 * @example anna.ek
                 */
                "X-Slutanvandare"?: components["parameters"]["XSlutanvandare"];
            };
            path: {
                /**
                 * @description Stadsdelens kod.
                 * @example bromma
                 */
                stadsdel: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Tittbehörigheten. Det är loggat innan det lämnas ut. */
            200: {
                headers: {
                    traceparent: components["headers"]["Traceparent"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    "Content-Disposition": components["headers"]["ContentDisposition"];
                    "X-Logg-Id": components["headers"]["XLoggId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": string;
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
            default: components["responses"]["ProblemOvrigt"];
        };
    };
    listaPolicyandringar: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description W3C Trace Context: spåret som begäran hör till, högst en gång. Ett som inte följer specifikationen, eller där ett personnummer kan läsas, tas inte över.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Begärans id, ett UUID. Saknas det, eller har annan form, ger Insyn begäran ett eget.
                 * @example 7d1f7d0e-5c7b-4a3e-9a64-0b7c8f5e2d11
                 */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
                /**
                 * @description Den som arbetar, när hon inte står i åtkomsttoken: bara för klienter som enligt sitt kontrakt får uppge det. Loggas som uppgivet av klienten. Utan huvudet är det systemet självt som frågar. Aldrig ett personnummer.
                 * @example anna.ek
                 */
                "X-Slutanvandare"?: components["parameters"]["XSlutanvandare"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Svaret. Det är loggat innan det lämnas ut. */
            200: {
                headers: {
                    traceparent: components["headers"]["Traceparent"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Andringslista"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
            default: components["responses"]["ProblemOvrigt"];
        };
    };
    visaBehandlingsregister: {
        parameters: {
            query?: {
                /**
                 * @description Dagen som avses; utan den i dag, i svensk tid.
                 * @example 2026-10-15
                 */
                datum?: string;
            };
            header?: {
                /**
                 * @description W3C Trace Context: spåret som begäran hör till, högst en gång. Ett som inte följer specifikationen, eller där ett personnummer kan läsas, tas inte över.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Begärans id, ett UUID. Saknas det, eller har annan form, ger Insyn begäran ett eget.
                 * @example 7d1f7d0e-5c7b-4a3e-9a64-0b7c8f5e2d11
                 */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
                /**
                 * @description Den som arbetar, när hon inte står i åtkomsttoken: bara för klienter som enligt sitt kontrakt får uppge det. Loggas som uppgivet av klienten. Utan huvudet är det systemet självt som frågar. Aldrig ett personnummer.
                 * @example anna.ek
                 */
                "X-Slutanvandare"?: components["parameters"]["XSlutanvandare"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Svaret. Det är loggat innan det lämnas ut. */
            200: {
                headers: {
                    traceparent: components["headers"]["Traceparent"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Behandlingsregister"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
            default: components["responses"]["ProblemOvrigt"];
        };
    };
    hamtaBehandlingsregister: {
        parameters: {
            query?: {
                /**
                 * @description Dagen som avses; utan den i dag, i svensk tid.
                 * @example 2026-10-15
                 */
                datum?: string;
            };
            header?: {
                /**
                 * @description W3C Trace Context: spåret som begäran hör till, högst en gång. Ett som inte följer specifikationen, eller där ett personnummer kan läsas, tas inte över.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Begärans id, ett UUID. Saknas det, eller har annan form, ger Insyn begäran ett eget.
                 * @example 7d1f7d0e-5c7b-4a3e-9a64-0b7c8f5e2d11
                 */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
                /**
                 * @description Den som arbetar, när hon inte står i åtkomsttoken: bara för klienter som enligt sitt kontrakt får uppge det. Loggas som uppgivet av klienten. Utan huvudet är det systemet självt som frågar. Aldrig ett personnummer.
                 * @example anna.ek
                 */
                "X-Slutanvandare"?: components["parameters"]["XSlutanvandare"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Registret. Det är loggat innan det lämnas ut. */
            200: {
                headers: {
                    traceparent: components["headers"]["Traceparent"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    "Content-Disposition": components["headers"]["ContentDisposition"];
                    "X-Logg-Id": components["headers"]["XLoggId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": string;
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
            default: components["responses"]["ProblemOvrigt"];
        };
    };
    lasApiInfo: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description W3C Trace Context: spåret som begäran hör till, högst en gång. Ett som inte följer specifikationen, eller där ett personnummer kan läsas, tas inte över.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Begärans id, ett UUID. Saknas det, eller har annan form, ger Insyn begäran ett eget.
                 * @example 7d1f7d0e-5c7b-4a3e-9a64-0b7c8f5e2d11
                 */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Svaret. */
            200: {
                headers: {
                    traceparent: components["headers"]["Traceparent"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiInfo"];
                };
            };
            500: components["responses"]["Problem500"];
            default: components["responses"]["ProblemOvrigt"];
        };
    };
}
