import type { Random } from './random.ts'

/** Made up: common first names, and surnames put together of parts. */
const FIRST_NAME =
  'Agneta Alf Anders André Anita Ann-Britt Arne Astrid Åke Åsa Barbro Bengt Birgitta Bo Börje Britt-Marie Cecilia Désirée Elsa Erik Eva Folke Gerd Göran Göte Gunnel Gösta Hélène Hjördis Håkan Inga-Lill Ingrid Jörgen Karin Kåre Kjell Kerstin Lennart Linnéa Maj-Britt Margareta Märta Nils Ola Örjan Ove Pär Ragnhild René Rolf Runa Siv Sölve Stig Sven Thérèse Tore Ulla Valdemar Viola Yngve Ylva Älva'.split(
    ' ',
  )
const FIRST_PARTS =
  'Al Asp Berg Björk Blå Bo Dal Ek Fors Fur Glad Grå Hag Hall Hög Käll Lind Ljung Löv Myr Mån Norr Ny Rosen Rönn Sand Silf Sjö Skog Sten Stor Sund Söder Tall Ång Älv Ör Öst'.split(
    ' ',
  )
const LAST_PARTS =
  'berg bäck dahl ell én feldt gren hed holm kvist lund löf mark man qvist ryd sjö skär sten ström åker ö'.split(' ')

export const firstName = (s: Random): string => s.options(FIRST_NAME)

export function lastName(s: Random): string {
  const simple = s.options(FIRST_PARTS) + s.options(LAST_PARTS)
  return s.chance(0.04) ? `${simple}-${s.options(FIRST_PARTS)}${s.options(LAST_PARTS)}` : simple
}
