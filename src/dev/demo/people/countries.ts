// Where generated people live: real cities, faker's names and streets for the country, and valid phone numbers from a small
// range.
import type { Faker } from '@faker-js/faker';
import { faker as de } from '@faker-js/faker/locale/de';
import { faker as enCA } from '@faker-js/faker/locale/en_CA';
import { faker as enGB } from '@faker-js/faker/locale/en_GB';
import { faker as enIN } from '@faker-js/faker/locale/en_IN';
import { faker as enUS } from '@faker-js/faker/locale/en_US';
import { faker as es } from '@faker-js/faker/locale/es';
import { faker as fr } from '@faker-js/faker/locale/fr';
import { faker as it } from '@faker-js/faker/locale/it';
import { faker as ja } from '@faker-js/faker/locale/ja';
import { faker as nl } from '@faker-js/faker/locale/nl';
import { faker as pl } from '@faker-js/faker/locale/pl';
import { faker as ptBR } from '@faker-js/faker/locale/pt_BR';
import { faker as sv } from '@faker-js/faker/locale/sv';

type Some<Item> = readonly [Item, ...Item[]];

interface Language {
  readonly language: string;
  readonly code: string;
}

export interface Country {
  /** ISO 3166-1 alpha-2. */
  readonly code: string;
  readonly faker: Faker;
  /** Percentage of people who live there. */
  readonly share: number;
  readonly language: Language;
  /** City and region. */
  readonly cities: Some<readonly [string, string]>;
  /** As dialled within the country, and with the country code. Each `#` is a random digit. */
  readonly phone: { readonly national: string; readonly international: string };
  readonly familyNameFirst?: true;
}

const ENGLISH = { language: 'English', code: 'en' };

export const COUNTRIES: Some<Country> = [
  {
    code: 'US',
    faker: enUS,
    share: 24,
    language: ENGLISH,
    cities: [
      ['Austin', 'Texas'],
      ['Seattle', 'Washington'],
      ['Chicago', 'Illinois'],
      ['Boston', 'Massachusetts'],
      ['Denver', 'Colorado'],
      ['Portland', 'Oregon'],
      ['Atlanta', 'Georgia'],
      ['San Francisco', 'California'],
    ],
    phone: { national: '(202) 555-01##', international: '+1 202 555 01##' },
  },
  {
    code: 'GB',
    faker: enGB,
    share: 10,
    language: ENGLISH,
    cities: [
      ['London', 'England'],
      ['Leeds', 'England'],
      ['Bristol', 'England'],
      ['Edinburgh', 'Scotland'],
      ['Cardiff', 'Wales'],
    ],
    phone: { national: '07400 1234##', international: '+44 7400 1234##' },
  },
  {
    code: 'DE',
    faker: de,
    share: 12,
    language: { language: 'Deutsch', code: 'de' },
    cities: [
      ['Berlin', 'Berlin'],
      ['Hamburg', 'Hamburg'],
      ['München', 'Bayern'],
      ['Köln', 'Nordrhein-Westfalen'],
      ['Leipzig', 'Sachsen'],
    ],
    phone: { national: '0171 39200##', international: '+49 171 39200##' },
  },
  {
    code: 'IN',
    faker: enIN,
    share: 12,
    language: { language: 'Hindi', code: 'hi' },
    cities: [
      ['Bengaluru', 'Karnataka'],
      ['Pune', 'Maharashtra'],
      ['Chennai', 'Tamil Nadu'],
      ['Hyderabad', 'Telangana'],
    ],
    phone: { national: '081234 5####', international: '+91 81234 5####' },
  },
  {
    code: 'FR',
    faker: fr,
    share: 8,
    language: { language: 'Français', code: 'fr' },
    cities: [
      ['Paris', 'Île-de-France'],
      ['Lyon', 'Auvergne-Rhône-Alpes'],
      ['Nantes', 'Pays de la Loire'],
      ['Toulouse', 'Occitanie'],
    ],
    phone: { national: '06 12 34 56 ##', international: '+33 6 12 34 56 ##' },
  },
  {
    code: 'BR',
    faker: ptBR,
    share: 8,
    language: { language: 'Português', code: 'pt' },
    cities: [
      ['São Paulo', 'São Paulo'],
      ['Recife', 'Pernambuco'],
      ['Curitiba', 'Paraná'],
    ],
    phone: { national: '(11) 96123-####', international: '+55 11 96123 ####' },
  },
  {
    code: 'ES',
    faker: es,
    share: 6,
    language: { language: 'Español', code: 'es' },
    cities: [
      ['Madrid', 'Comunidad de Madrid'],
      ['Sevilla', 'Andalucía'],
      ['Bilbao', 'País Vasco'],
    ],
    phone: { national: '612 34# ###', international: '+34 612 34# ###' },
  },
  {
    code: 'IT',
    faker: it,
    share: 5,
    language: { language: 'Italiano', code: 'it' },
    cities: [
      ['Milano', 'Lombardia'],
      ['Torino', 'Piemonte'],
      ['Bologna', 'Emilia-Romagna'],
    ],
    phone: { national: '312 345 ####', international: '+39 312 345 ####' },
  },
  {
    code: 'CA',
    faker: enCA,
    share: 4,
    language: ENGLISH,
    cities: [
      ['Toronto', 'Ontario'],
      ['Vancouver', 'British Columbia'],
      ['Halifax', 'Nova Scotia'],
    ],
    phone: { national: '(506) 555-01##', international: '+1 506 555 01##' },
  },
  {
    code: 'NL',
    faker: nl,
    share: 4,
    language: { language: 'Nederlands', code: 'nl' },
    cities: [
      ['Amsterdam', 'Noord-Holland'],
      ['Utrecht', 'Utrecht'],
      ['Eindhoven', 'Noord-Brabant'],
    ],
    phone: { national: '06 1234####', international: '+31 6 1234####' },
  },
  {
    code: 'PL',
    faker: pl,
    share: 3,
    language: { language: 'Polski', code: 'pl' },
    cities: [
      ['Warszawa', 'mazowieckie'],
      ['Kraków', 'małopolskie'],
      ['Wrocław', 'dolnośląskie'],
    ],
    phone: { national: '512 34# ###', international: '+48 512 34# ###' },
  },
  {
    code: 'SE',
    faker: sv,
    share: 2,
    language: { language: 'Svenska', code: 'sv' },
    cities: [
      ['Stockholm', 'Stockholms län'],
      ['Göteborg', 'Västra Götalands län'],
    ],
    phone: { national: '070-174 06 ##', international: '+46 70 174 06 ##' },
  },
  {
    code: 'JP',
    faker: ja,
    share: 2,
    language: { language: '日本語', code: 'ja' },
    cities: [
      ['東京', '東京都'],
      ['大阪', '大阪府'],
      ['福岡', '福岡県'],
    ],
    phone: { national: '090-1234-####', international: '+81 90 1234 ####' },
    familyNameFirst: true,
  },
];
