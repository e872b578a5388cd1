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
         * @description **Svenska.** Vad kontaktcenter får se om en person just nu. En person som saknas, har skyddade personuppgifter, inte omfattas av något avtal eller ligger utanför behörigheten ger ett och samma svar.
         *
         *     **English.** What the contact centre may see of one person now. A person who is absent, has protected identity, is covered by no agreement or is out of reach gives one and the same answer.
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
         * @description **Svenska.** Börjar eller avslutar speglingen till ärendet och svarar med vad ärendet bör registrera. Att anmäla samma sak igen ändrar ingenting.
         *
         *     **English.** Begins or ends the mirroring into the case and answers with what the case should register. Reporting the same again changes nothing.
         */
        put: operations["anmalArende"];
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
        ApiInfo: {
            apiName: string;
            /** @description Semantisk versionering. */
            apiVersion: string;
            /** Format: date */
            apiReleased: string;
            /**
             * Format: uri
             * @description API-beskrivningen som OpenAPI 3.1.
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
            loggId: string[];
        };
        AvgiftVisad: {
            stadsdel: string;
            /** @enum {string} */
            kalla: "paraplyet" | "agresso";
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
            kalla: "paraplyet" | "agresso";
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
        FakturaVisad: {
            stadsdel: string;
            /** @enum {string} */
            kalla: "paraplyet" | "agresso";
            fakturanummer?: string;
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
            betalstatus?: string;
            forfallen?: boolean;
            rader?: {
                radnummer?: number;
                text?: string;
                /** @description Öre */
                belopp?: number;
            }[];
        };
        Fel: {
            /** @description JSON Pointer till det som är fel; tom för hela begäran. */
            pekare: string;
            /** @description Regeln som inte följs, aldrig värdet. */
            regel: string;
        };
        Forslag: {
            huvudkategori: string;
            arendetyp: string;
            arendeklass: string;
        };
        HandlaggareVisad: {
            stadsdel: string;
            /** @enum {string} */
            kalla: "paraplyet" | "agresso";
            handlaggareId?: string;
            namn?: string;
            enhet?: string;
            ansvarsomrade?: string;
            telefon?: string;
            telefontid?: string;
        };
        Kallrad: {
            /** @enum {string} */
            kalla: "paraplyet" | "agresso";
            stadsdel: string;
            /** @enum {string} */
            status: "aktuell" | "inaktuell" | "ej-svar" | "ingar-ej";
            speglad: string | null;
            forklaring: string;
        };
        KostatusVisad: {
            stadsdel: string;
            /** @enum {string} */
            kalla: "paraplyet" | "agresso";
            koId?: string;
            slag?: string;
            status?: string;
            /** Format: date */
            sedan?: string;
            plats?: number;
            onskadEnhet?: string;
        };
        PersonVisad: {
            fornamn?: string;
            efternamn?: string;
        };
        /** @description Problem enligt RFC 9457. */
        Problem: {
            /**
             * @description Problemtypen. Förklaras på adressen; alla: https://insyn.example/problem
             * @enum {string}
             */
            type: "https://insyn.example/problem/token-ogiltig" | "https://insyn.example/problem/begaran-ogiltig" | "https://insyn.example/problem/atkomst-nekad" | "https://insyn.example/problem/finns-ej" | "https://insyn.example/problem/metod-ej-tillaten" | "https://insyn.example/problem/konflikt" | "https://insyn.example/problem/nyckel-ateranvand" | "https://insyn.example/problem/for-manga-anrop" | "https://insyn.example/problem/logg-otillganglig" | "https://insyn.example/problem/kalla-otillganglig" | "https://insyn.example/problem/malsystem-otillgangligt" | "https://insyn.example/problem/malsystem-nekar" | "https://insyn.example/problem/konfig-ogiltig" | "https://insyn.example/problem/nyckel-saknas" | "https://insyn.example/problem/databas-fel" | "https://insyn.example/problem/kalla-inloggning" | "https://insyn.example/problem/kalla-fault" | "https://insyn.example/problem/kalla-inte-svar" | "https://insyn.example/problem/kalla-trunkerad" | "https://insyn.example/problem/kalla-oordnad" | "https://insyn.example/problem/korning-pagar" | "https://insyn.example/problem/logg-bruten" | "https://insyn.example/problem/ovantat";
            /** @description Problemtypen i klartext, på svenska. */
            title: string;
            status: number;
            /** @description Vad som gäller den här gången, på svenska. Säger ingenting om en person. */
            detail: string;
            /**
             * Format: uri
             * @description Begärans id som urn:uuid.
             */
            instance: string;
            /**
             * @description Problemtypens kod. Nya kan tillkomma: rätta sig då efter status.
             * @enum {string}
             */
            kod: "TOKEN_OGILTIG" | "BEGARAN_OGILTIG" | "ATKOMST_NEKAD" | "FINNS_EJ" | "METOD_EJ_TILLATEN" | "KONFLIKT" | "NYCKEL_ATERANVAND" | "FOR_MANGA_ANROP" | "LOGG_OTILLGANGLIG" | "KALLA_OTILLGANGLIG" | "MALSYSTEM_OTILLGANGLIGT" | "MALSYSTEM_NEKAR" | "KONFIG_OGILTIG" | "NYCKEL_SAKNAS" | "DATABAS_FEL" | "KALLA_INLOGGNING" | "KALLA_FAULT" | "KALLA_INTE_SVAR" | "KALLA_TRUNKERAD" | "KALLA_OORDNAD" | "KORNING_PAGAR" | "LOGG_BRUTEN" | "OVANTAT";
            fel?: components["schemas"]["Fel"][];
        };
        RakningsmottagareVisad: {
            stadsdel: string;
            /** @enum {string} */
            kalla: "paraplyet" | "agresso";
            namn?: string;
            slag?: string;
            /** Format: date */
            franOchMed?: string;
        };
        Uppslagsbegaran: {
            personnummer?: string;
            ocrNummer?: string;
            fakturanummer?: string;
            andamal: string;
            arende?: string;
            /** @enum {string} */
            relation: "sjalv" | "anhorig" | "god-man" | "forvaltare" | "personal" | "annan";
            /** @enum {string} */
            identifiering: "ingen" | "kontrollfragor" | "motringning" | "bankid";
            /** @constant */
            aktualitet?: "speglad";
        } & (unknown | unknown | unknown);
        Uppslagssvar: {
            /** Format: uuid */
            uppslagId: string;
            loggId: string[];
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
            kallor: components["schemas"]["Kallrad"][];
        };
        UtforareVisad: {
            stadsdel: string;
            /** @enum {string} */
            kalla: "paraplyet" | "agresso";
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
         * @description W3C Trace Context: spåret som begäran hör till. Ett där ett personnummer kan läsas tas inte över.
         * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
         */
        Traceparent: string;
        /**
         * @description Begärans id, ett UUID. Saknas det, eller har annan form, ger Insyn begäran ett eget.
         * @example 7d1f7d0e-5c7b-4a3e-9a64-0b7c8f5e2d11
         */
        XRequestId: string;
        /**
         * @description Gör det ofarligt att skicka begäran igen: samma nyckel och samma begäran från samma klient och slutanvändare ger samma svar i 24 timmar, och ingenting startas två gånger. Frivillig, men utan den kan ett omförsök starta samma sak igen. Ett slumpat UUID för varje ny begäran.
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
                 * @description W3C Trace Context: spåret som begäran hör till. Ett där ett personnummer kan läsas tas inte över.
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
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
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
                 * @description W3C Trace Context: spåret som begäran hör till. Ett där ett personnummer kan läsas tas inte över.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Begärans id, ett UUID. Saknas det, eller har annan form, ger Insyn begäran ett eget.
                 * @example 7d1f7d0e-5c7b-4a3e-9a64-0b7c8f5e2d11
                 */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
            };
            path: {
                /**
                 * @description Ärendesystemets beteckning, aldrig ett personnummer.
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
                 * @description W3C Trace Context: spåret som begäran hör till. Ett där ett personnummer kan läsas tas inte över.
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
