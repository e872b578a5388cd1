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
         * @description **Svenska.** Vad kontaktcenter får se om en person just nu. En person som saknas, har skyddade personuppgifter, inte omfattas av något avtal, ligger utanför behörigheten eller är den som frågar ger ett och samma svar. Svarets personId kan användas i stället för numret under en kort stund, till exempel för att byta ändamål under ett samtal. Kräver en roll som får se något för något ändamål: `aldre-direkt`, `arendesystem`, `barn-och-utbildning`, `funktionsnedsattning`, `skyddad-handlaggare`, `trygghetsjour`.
         *
         *     **English.** What the contact centre may see of one person now. A person who is absent, has protected identity, is covered by no agreement, is out of reach or is the one who asks gives one and the same answer. The personId of the answer can stand in for the number for a short while, as when the purpose changes during a call. Requires a role that may see something for some purpose: `aldre-direkt`, `arendesystem`, `barn-och-utbildning`, `funktionsnedsattning`, `skyddad-handlaggare`, `trygghetsjour`.
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
        get?: never;
        /**
         * Anmäl att ett ärende öppnats, kategoriserats eller stängts
         * @description **Svenska.** Börjar eller avslutar speglingen till ärendet och svarar med vad ärendet bör registrera. Att anmäla samma sak igen ändrar ingenting. Kategorins ord sparas bara om konfigurationen har dem, annars som övrigt. Kräver rollen arendesystem.
         *
         *     **English.** Begins or ends the mirroring into the case and answers with what the case should register. Reporting the same again changes nothing. The words of a category are kept only when the configuration has them, else as övrigt. Requires the role arendesystem.
         */
        put: operations["anmalArende"];
        post?: never;
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
         * @description **Svenska.** Det i åtkomstloggen som någon bör titta på, nyast först: försök mot skyddade personuppgifter, uppslag på det egna numret, undantag, upprepat nekade och ovanligt många uppslag. Ett larm pekar ut en loggpost och säger inget om vem den gäller. Kräver en roll med rätten granska: `sakerhetsansvarig`.
         *
         *     **English.** What in the access log somebody should look at, newest first: attempts on protected identity, lookups of one’s own number, exceptions, repeated refusals and unusually many lookups. An alert points at a record and says nothing of whom it is about. Requires a role with the right granska: `sakerhetsansvarig`.
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
    "/tillstand": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lista enkelttillstånd
         * @description **Svenska.** För den som godkänner och den som granskar: vad som begärts, varför, och vad som sagts om det. Nyast först. Kräver en roll med rätten granska eller godkanna-undantag: `sakerhetsansvarig`, `gruppledare`.
         *
         *     **English.** For those who approve and those who review: what was asked, why, and what was said to it. Newest first. Requires a role with the right granska or godkanna-undantag: `sakerhetsansvarig`, `gruppledare`.
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
         * @description **Svenska.** Görs av någon som varken begärde eller beslutade det. Kräver en roll med rätten granska: `sakerhetsansvarig`.
         *
         *     **English.** Done by somebody who neither asked for it nor decided on it. Requires a role with the right granska: `sakerhetsansvarig`.
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
         * @description **Svenska.** Vilka fält ett uppslag skulle visa i var och en av anroparens roller, och vilken regel som döljer de övriga. Handlar bara om regler: ingen person anges och ingenting om någon person läses. Kräver en roll som finns i konfigurationen: `aldre-direkt`, `arendesystem`, `barn-och-utbildning`, `funktionsnedsattning`, `gruppledare`, `sakerhetsansvarig`, `skyddad-handlaggare`, `trygghetsjour`.
         *
         *     **English.** Which fields a lookup would show in each of the roles of the caller, and which rule hides the others. About rules only: no person is named and nothing of any person is read. Requires a role that the configuration has: `aldre-direkt`, `arendesystem`, `barn-och-utbildning`, `funktionsnedsattning`, `gruppledare`, `sakerhetsansvarig`, `skyddad-handlaggare`, `trygghetsjour`.
         */
        post: operations["forklaraPolicy"];
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
        ApiInfo: {
            apiName: string;
            /** @description Semantisk versionering. */
            apiVersion: string;
            /** Format: date */
            apiReleased: string;
            /**
             * Format: uri-reference
             * @description Adressen till API-beskrivningen (OpenAPI 3.1), hel eller relativ till svarets egen.
             */
            apiDocumentation: string;
            /** @enum {string} */
            apiStatus: "beta" | "active" | "deprecated" | "retired";
        };
        Arendebegaran: {
            /** @enum {string} */
            status: "oppnat" | "kategoriserat" | "stangt";
            personnummer?: string;
            andamal?: string;
            huvudkategori?: string;
            arendetyp?: string;
            arendeklass?: string;
        };
        Arendesvar: {
            arendeId: string;
            /** @enum {string} */
            status: "oppnat" | "kategoriserat" | "stangt";
            stadsdelar: {
                kod: string;
                namn: string;
            }[];
            utforare: components["schemas"]["UtforareVisad"][];
            handlaggare: components["schemas"]["HandlaggareVisad"][];
            forslag: components["schemas"]["Forslag"] | null;
            /** @enum {string} */
            spegling: "pagar" | "avslutas";
            /** @description Svarets post i åtkomstloggen: alltid en, vad svaret än visar. */
            loggId: string[];
        };
        AvgiftVisad: {
            stadsdel: string;
            /** @enum {string} */
            kalla: "paraplyet" | "agresso" | "ber";
            period?: string;
            /** @description Öre */
            avgift?: number;
            /** @description Öre */
            maxtaxa?: number;
            /** @description Öre */
            forbehallsbelopp?: number;
            /** @description Öre */
            avgiftsgrundandeInkomst?: number;
        };
        BeslutVisat: {
            stadsdel: string;
            /** @enum {string} */
            kalla: "paraplyet" | "agresso" | "ber";
            beslutId?: string;
            lagSfs?: string;
            lagKapitel?: number;
            lagParagraf?: string;
            insatsKod?: string;
            insats?: string;
            /** Format: date */
            beslutsdatum?: string;
            /** Format: date */
            franOchMed?: string;
            /** Format: date */
            tillOchMed?: string;
            omfattning?: number;
            enhet?: string;
            status?: string;
        };
        Beslutsbegaran: {
            /** @enum {string} */
            beslut: "godkant" | "avslaget";
            kommentar: string;
        };
        Beslutssvar: {
            /**
             * Format: uuid
             * @example 5f0c8a52-7c1e-4b4d-9b7e-2f6d1c9a8e30
             */
            tillstandId: string;
            /** @enum {string} */
            status: "beviljat" | "avslaget";
            /** Format: date-time */
            giltigTill: string;
            /** @description Svarets post i åtkomstloggen: alltid en, vad svaret än visar. */
            loggId: string[];
        };
        FakturaVisad: {
            stadsdel: string;
            /** @enum {string} */
            kalla: "paraplyet" | "agresso" | "ber";
            /** @description Gäller lika länge och för samma som svarets personId. Saknas när fakturan visas med stöd av ett enkelttillstånd. */
            fakturaRef?: string;
            /** @description Om fakturan är obetald efter sin förfallodag. Saknas när förfallodag saknas eller betalstatus är `okand`. */
            forfallen?: boolean;
            fakturanummer?: string;
            /** @description Vilken delbetalning av fakturan, när flera delar har samma fakturanummer. */
            delbetalning?: number;
            ocrNummer?: string;
            /** Format: date */
            fakturadatum?: string;
            /** Format: date */
            forfallodatum?: string;
            /** @description Öre */
            belopp?: number;
            /** @description Öre */
            kvarstaende?: number;
            /** Format: date */
            betaldDatum?: string;
            paminnelser?: number;
            inkasso?: boolean;
            /**
             * @description Vad reskontran säger. `delbetalning`: betalas i delar enligt överenskommelse. `overbetald`: mer är betalt än fakturans belopp. `okand`: reskontran har en kod som inte är känd här, eller säger emot sig själv.
             * @enum {string}
             */
            betalstatus?: "obetald" | "delbetald" | "delbetalning" | "betald" | "overbetald" | "kredit" | "makulerad" | "okand";
            rader?: {
                radnummer?: number;
                text?: string;
                /** @description Öre */
                belopp?: number;
            }[];
        };
        Fakturasvar: {
            /** @description Svarets post i åtkomstloggen: alltid en, vad svaret än visar. */
            loggId: string[];
            /** Format: date-time */
            tidpunkt: string;
            faktura: components["schemas"]["FakturaVisad"];
        };
        /** @description Ett fel i begäran. */
        Fel: {
            /** @description JSON Pointer (RFC 6901) till det som är fel, i kroppen eller bland parametrarna; tom för hela begäran. */
            pekare: string;
            /** @description Regeln som inte följs, aldrig värdet. */
            regel: string;
        };
        ForklaraPolicyBegaran: {
            andamal: string;
            /** @enum {string} */
            identifiering: "ingen" | "kontrollfragor" | "motringning" | "bankid";
            /**
             * @description Ärendesystemets beteckning, aldrig ett personnummer: en beteckning vars siffror kan läsas som ett nekas. Klientens avtal kan ange hur beteckningarna ser ut.
             * @example KC-2026-10017
             */
            arende?: string;
            stadsdel?: string;
            /**
             * Format: date-time
             * @description Nu, när det inte anges.
             */
            tidpunkt?: string;
        };
        ForklaraPolicySvar: {
            /** @description Svarets post i åtkomstloggen: alltid en, vad svaret än visar. */
            loggId: string[];
            /** Format: date-time */
            tidpunkt: string;
            policyversion: string;
            /** @description Varför ett uppslag skulle nekas helt. */
            nekas: string | null;
            roller: {
                roll: string;
                namn: string;
                /** @description Om det är den här rollen som ett uppslag skulle göras i. */
                galler: boolean;
                mangder: {
                    stadsdel: string;
                    /** @enum {string} */
                    mangd: "person" | "beslut" | "avgift" | "utforare" | "handlaggare" | "kostatus" | "rakningsmottagare" | "faktura" | "forskoleplacering" | "forskoleko";
                    /** @description Diarienummer för avtalet som gäller. */
                    avtal: string | null;
                    visas: string[];
                    doljs: {
                        falt: string[];
                        /** @enum {string} */
                        regel: "stadsdel-galler-ej" | "avtal-saknas" | "avtal-ej-borjat" | "avtal-upphort" | "avtal-mangd" | "avtal-andamal" | "andamal" | "roll" | "oppettid" | "arende-saknas" | "identifiering";
                        forklaring: string;
                        /** @description Fil och JSON-pekare i konfigurationen. */
                        regelplats: string;
                    }[];
                }[];
            }[];
        };
        ForskolekoVisad: {
            stadsdel: string;
            /** @enum {string} */
            kalla: "paraplyet" | "agresso" | "ber";
            /** Format: date */
            sedan?: string;
            onskadEnhet?: string;
            status?: string;
        };
        ForskoleplaceringVisad: {
            stadsdel: string;
            /** @enum {string} */
            kalla: "paraplyet" | "agresso" | "ber";
            forskola?: string;
            enhet?: string;
            /** Format: date */
            franOchMed?: string;
            /** Format: date */
            tillOchMed?: string;
            status?: string;
        };
        Forslag: {
            huvudkategori: string;
            arendetyp: string;
            arendeklass: string;
        };
        Granskningsbegaran: {
            /** @enum {string} */
            utfall: "befogat" | "obefogat" | "behover-utredas";
            kommentar: string;
        };
        Granskningssvar: {
            /**
             * Format: uuid
             * @example 5f0c8a52-7c1e-4b4d-9b7e-2f6d1c9a8e30
             */
            tillstandId: string;
            /** @enum {string} */
            granskning: "befogat" | "obefogat" | "behover-utredas";
            /** @description Svarets post i åtkomstloggen: alltid en, vad svaret än visar. */
            loggId: string[];
        };
        HandlaggareVisad: {
            stadsdel: string;
            /** @enum {string} */
            kalla: "paraplyet" | "agresso" | "ber";
            handlaggareId?: string;
            namn?: string;
            enhet?: string;
            ansvarsomrade?: string;
            telefon?: string;
            telefontid?: string;
        };
        Kallrad: {
            /** @enum {string} */
            kalla: "paraplyet" | "agresso" | "ber";
            stadsdel: string;
            /**
             * @description `ofullstandig`: källan är läst i tid, men något i den gick inte att läsa och visas därför inte.
             * @enum {string}
             */
            status: "aktuell" | "ofullstandig" | "inaktuell" | "ej-svar" | "ingar-ej";
            speglad: string | null;
            /** @enum {string} */
            direkt?: "svarade" | "svarade-ej";
            forklaring: string;
        };
        KostatusVisad: {
            stadsdel: string;
            /** @enum {string} */
            kalla: "paraplyet" | "agresso" | "ber";
            koId?: string;
            slag?: string;
            status?: string;
            /** Format: date */
            sedan?: string;
            plats?: number;
            onskadEnhet?: string;
        };
        Larmsvar: {
            /** @description Svarets post i åtkomstloggen: alltid en, vad svaret än visar. */
            loggId: string[];
            /** Format: date-time */
            tidpunkt: string;
            larm: {
                larmId: string;
                /**
                 * Format: date-time
                 * @description När det som loggposten handlar om hände.
                 */
                tid: string;
                /** @enum {string} */
                slag: "skyddad" | "skyddad-visad" | "eget-nummer" | "undantag" | "upprepat-nekad" | "manga-uppslag";
                /** @description Pekar ut en post i åtkomstloggen. Ogenomskinlig, alltid lika lång och ny varje gång: den säger varken vems logg posten står i eller hur många poster som finns. Insyns drift slår upp den (`insyn logg hitta`). */
                loggpost: string;
            }[];
            limit: number;
            page: number;
            antal: number;
        };
        PersonVisad: {
            fornamn?: string;
            efternamn?: string;
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
            /** @description Problemtypens kod: TOKEN_OGILTIG, BEGARAN_OGILTIG, ATKOMST_NEKAD, FINNS_EJ, METOD_EJ_TILLATEN, KONFLIKT, NYCKEL_ATERANVAND, FOR_MANGA_ANROP, LOGG_OTILLGANGLIG, KALLA_OTILLGANGLIG, MALSYSTEM_OTILLGANGLIGT, MALSYSTEM_NEKAR, KAFKA_OTILLGANGLIG, KAFKA_NEKAR, MEDDELANDE_OGILTIGT, KONFIG_OGILTIG, NYCKEL_SAKNAS, DATABAS_FEL, KALLA_INLOGGNING, KALLA_FAULT, KALLA_INTE_SVAR, KALLA_TRUNKERAD, KALLA_OORDNAD, KORNING_PAGAR, LOGG_BRUTEN, OVANTAT. Nya kan tillkomma: rätta sig då efter status. */
            kod: string;
            /** @description Vad som är fel i begäran, högst 50. Saknas när felet är ett annat. */
            fel?: components["schemas"]["Fel"][];
        };
        RakningsmottagareVisad: {
            stadsdel: string;
            /** @enum {string} */
            kalla: "paraplyet" | "agresso" | "ber";
            namn?: string;
            slag?: string;
            /** Format: date */
            franOchMed?: string;
        };
        Registersvar: {
            /** @description Svarets post i åtkomstloggen: alltid en, vad svaret än visar. */
            loggId: string[];
            /** Format: date-time */
            tidpunkt: string;
            handlaggare: components["schemas"]["HandlaggareVisad"][];
            limit: number;
            page: number;
            antal: number;
        };
        Statistikrad: {
            /**
             * @description ISO-vecka.
             * @example 2026-W40
             */
            vecka: string;
            stadsdel: string | null;
            huvudkategori: string | null;
            arendetyp: string | null;
            arendeklass: string | null;
            antal: number | null;
            antalText: string;
        };
        Statistiksvar: {
            /** @description Svarets post i åtkomstloggen: alltid en, vad svaret än visar. */
            loggId: string[];
            /** Format: date-time */
            tidpunkt: string;
            /**
             * @description ISO-vecka.
             * @example 2026-W40
             */
            franVecka: string;
            /**
             * @description ISO-vecka.
             * @example 2026-W40
             */
            tillVecka: string;
            rader: components["schemas"]["Statistikrad"][];
        };
        Tillstandsbegaran: {
            /** @enum {string} */
            regel: "oppettid" | "arende-saknas" | "skyddad";
            personnummer?: string;
            /**
             * @description Ärendesystemets beteckning, aldrig ett personnummer: en beteckning vars siffror kan läsas som ett nekas. Klientens avtal kan ange hur beteckningarna ser ut.
             * @example KC-2026-10017
             */
            arende?: string;
            minuter: number;
            motivering: string;
        };
        Tillstandslista: {
            tillstand: {
                /**
                 * Format: uuid
                 * @example 5f0c8a52-7c1e-4b4d-9b7e-2f6d1c9a8e30
                 */
                tillstandId: string;
                /** @enum {string} */
                regel: "oppettid" | "arende-saknas" | "skyddad";
                /** @enum {string} */
                status: "vantar-godkannande" | "beviljat" | "avslaget" | "forfallet";
                utfardare: string;
                slutanvandare: string;
                klient: string;
                arende: string | null;
                motivering: string;
                minuter: number;
                /** Format: date-time */
                begart: string;
                /** Format: date-time */
                giltigTill: string;
                beslut: {
                    /** @enum {string} */
                    utfall: "godkant" | "avslaget";
                    utfardare: string;
                    av: string;
                    kommentar: string;
                    /** Format: date-time */
                    tid: string;
                } | null;
                granskning: {
                    /** @enum {string} */
                    utfall: "befogat" | "obefogat" | "behover-utredas";
                    utfardare: string;
                    av: string;
                    kommentar: string;
                    /** Format: date-time */
                    tid: string;
                } | null;
            }[];
            page: number;
            limit: number;
            fler: boolean;
            /** @description Svarets post i åtkomstloggen: alltid en, vad svaret än visar. */
            loggId: string[];
        };
        Tillstandssvar: {
            /**
             * Format: uuid
             * @example 5f0c8a52-7c1e-4b4d-9b7e-2f6d1c9a8e30
             */
            tillstandId: string;
            /** @enum {string} */
            status: "beviljat" | "vantar-godkannande";
            /** Format: date-time */
            giltigTill: string;
            /** @description Svarets post i åtkomstloggen: alltid en, vad svaret än visar. */
            loggId: string[];
        };
        Uppslagsbegaran: {
            personnummer?: string;
            /** @description Referens från ett tidigare svar: gäller en kort stund, för samma klient och slutanvändare. */
            personId?: string;
            ocrNummer?: string;
            fakturanummer?: string;
            andamal: string;
            /**
             * @description Ärendesystemets beteckning, aldrig ett personnummer: en beteckning vars siffror kan läsas som ett nekas. Klientens avtal kan ange hur beteckningarna ser ut.
             * @example KC-2026-10017
             */
            arende?: string;
            /** @enum {string} */
            relation: "sjalv" | "anhorig" | "god-man" | "forvaltare" | "personal" | "annan";
            /** @enum {string} */
            identifiering: "ingen" | "kontrollfragor" | "motringning" | "bankid";
            /**
             * @description `direkt` läser personen i källorna nu och väntar högst en kort frist på dem. Kräver personnummer: spegeln, där OCR- och fakturanummer söks, har inga.
             * @enum {string}
             */
            aktualitet?: "speglad" | "direkt";
            /**
             * Format: uuid
             * @example 5f0c8a52-7c1e-4b4d-9b7e-2f6d1c9a8e30
             */
            tillstand?: string;
        } & (unknown | unknown | unknown | unknown);
        Uppslagssvar: {
            /** Format: uuid */
            uppslagId: string;
            /** @description Svarets post i åtkomstloggen: alltid en, vad svaret än visar. */
            loggId: string[];
            /** @description Referens från ett tidigare svar: gäller en kort stund, för samma klient och slutanvändare. */
            personId: string;
            /** Format: date-time */
            tidpunkt: string;
            person?: components["schemas"]["PersonVisad"];
            beslut: components["schemas"]["BeslutVisat"][];
            avgift: components["schemas"]["AvgiftVisad"][];
            utforare: components["schemas"]["UtforareVisad"][];
            handlaggare: components["schemas"]["HandlaggareVisad"][];
            kostatus: components["schemas"]["KostatusVisad"][];
            rakningsmottagare: components["schemas"]["RakningsmottagareVisad"][];
            fakturor: components["schemas"]["FakturaVisad"][];
            forskoleplaceringar: components["schemas"]["ForskoleplaceringVisad"][];
            forskoleko: components["schemas"]["ForskolekoVisad"][];
            kallor: components["schemas"]["Kallrad"][];
        };
        UtforareVisad: {
            stadsdel: string;
            /** @enum {string} */
            kalla: "paraplyet" | "agresso" | "ber";
            uppdragId?: string;
            namn?: string;
            enhet?: string;
            regi?: string;
            insats?: string;
            telefon?: string;
            /** Format: date */
            franOchMed?: string;
            /** Format: date */
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
                /** @example jarva */
                stadsdel?: string;
                /**
                 * @description Hur ansvarsområdet börjar; stora och små bokstäver är lika.
                 * @example Hemtjänst
                 */
                ansvarsomrade?: string;
                /** @example 20 */
                limit?: number;
                /** @example 1 */
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
                 * @description ISO-vecka.
                 * @example 2026-W40
                 */
                franVecka?: string;
                /**
                 * @description ISO-vecka.
                 * @example 2026-W40
                 */
                tillVecka?: string;
                /** @example jarva */
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
                /** @example skyddad */
                slag?: "skyddad" | "skyddad-visad" | "eget-nummer" | "undantag" | "upprepat-nekad" | "manga-uppslag";
                /** @example 2026-10-15 */
                franOchMed?: string;
                /** @example 2026-10-15 */
                tillOchMed?: string;
                /** @example 20 */
                limit?: number;
                /** @example 1 */
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
                /** @example vantar-godkannande */
                status?: "vantar-godkannande" | "beviljat" | "avslaget" | "forfallet";
                /** @example 20 */
                limit?: number;
                /** @example 1 */
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
                /** @example 5f0c8a52-7c1e-4b4d-9b7e-2f6d1c9a8e30 */
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
                /** @example 5f0c8a52-7c1e-4b4d-9b7e-2f6d1c9a8e30 */
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
