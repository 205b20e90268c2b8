// Where generated people live: real cities and universities, the language and the forms of the country, and valid phone
// numbers from a small range.
import type { Faker } from '@faker-js/faker';
import { faker as fakerDE } from '@faker-js/faker/locale/de';
import { faker as fakerCA } from '@faker-js/faker/locale/en_CA';
import { faker as fakerGB } from '@faker-js/faker/locale/en_GB';
import { faker as fakerIN } from '@faker-js/faker/locale/en_IN';
import { faker as fakerUS } from '@faker-js/faker/locale/en_US';
import { faker as fakerES } from '@faker-js/faker/locale/es';
import { faker as fakerFR } from '@faker-js/faker/locale/fr';
import { faker as fakerIT } from '@faker-js/faker/locale/it';
import { faker as fakerJP } from '@faker-js/faker/locale/ja';
import { faker as fakerNL } from '@faker-js/faker/locale/nl';
import { faker as fakerPL } from '@faker-js/faker/locale/pl';
import { faker as fakerBR } from '@faker-js/faker/locale/pt_BR';
import { faker as fakerSE } from '@faker-js/faker/locale/sv';
import { de } from './texts/de.ts';
import { en } from './texts/en.ts';
import { es } from './texts/es.ts';
import { fr } from './texts/fr.ts';
import { it } from './texts/it.ts';
import { ja } from './texts/ja.ts';
import { nl } from './texts/nl.ts';
import { pl } from './texts/pl.ts';
import { pt } from './texts/pt.ts';
import { sv } from './texts/sv.ts';
import type { Texts } from './texts/texts.ts';

type Some<Item> = readonly [Item, ...Item[]];

export interface City {
  readonly name: string;
  readonly region: string;
  /** Each `#` is a random digit. */
  readonly postalCode: string;
  readonly university: string;
  /** Of phone numbers, where they have one. */
  readonly areaCode: string;
}

export interface Country {
  /** ISO 3166-1 alpha-2. */
  readonly code: string;
  readonly faker: Faker;
  /** Percentage of people who live there. */
  readonly share: number;
  readonly texts: Texts;
  /** Of the texts, as BCP 47. */
  readonly locale: string;
  /** Spoken by everybody, and by some: ISO 639-1. English is added where it is missing. */
  readonly language: string;
  readonly otherLanguages: Some<string>;
  readonly cities: Some<City>;
  /** Each with its months, in their order. */
  readonly degrees: Some<readonly [string, number]>;
  readonly scores: Some<string>;
  /** `{street}` is the name of a street, `{name}` a family name, `{number}` the number of a house. */
  readonly address: string;
  /** Of a family name, where it has another form. */
  readonly feminine?: (familyName: string) => string;
  /** As dialled within the country, and with the country code. `@` is the area code, each `#` a random digit. */
  readonly phone: { readonly national: string; readonly international: string };
}

const city = (name: string, region: string, postalCode: string, university: string, areaCode = ''): City => ({
  name,
  region,
  postalCode,
  university,
  areaCode,
});

const BACHELOR_TO_PHD: Country['degrees'] = [
  ['Bachelor', 48],
  ['Master', 24],
  ['PhD', 60],
];

export const COUNTRIES: Some<Country> = [
  {
    code: 'US',
    faker: fakerUS,
    share: 24,
    texts: en,
    locale: 'en',
    language: 'en',
    otherLanguages: ['es', 'fr', 'zh'],
    cities: [
      city('Austin', 'Texas', '787##', 'University of Texas at Austin', '512'),
      city('Seattle', 'Washington', '981##', 'University of Washington', '206'),
      city('Chicago', 'Illinois', '606##', 'University of Illinois Chicago', '312'),
      city('Boston', 'Massachusetts', '021##', 'Boston University', '617'),
      city('Denver', 'Colorado', '802##', 'University of Colorado Denver', '303'),
      city('Portland', 'Oregon', '972##', 'Portland State University', '503'),
      city('Atlanta', 'Georgia', '303##', 'Georgia State University', '404'),
      city('San Francisco', 'California', '941##', 'San Francisco State University', '415'),
    ],
    degrees: BACHELOR_TO_PHD,
    scores: ['3.1/4.0', '3.4/4.0', '3.6/4.0', '3.8/4.0'],
    address: '{number} {name} Street',
    phone: { national: '(@) 555-01##', international: '+1 @ 555 01##' },
  },
  {
    code: 'GB',
    faker: fakerGB,
    share: 10,
    texts: en,
    locale: 'en',
    language: 'en',
    otherLanguages: ['fr', 'es', 'de'],
    cities: [
      city('London', 'England', 'N# #HT', 'University College London'),
      city('Leeds', 'England', 'LS# #AB', 'University of Leeds'),
      city('Bristol', 'England', 'BS# #LN', 'University of Bristol'),
      city('Edinburgh', 'Scotland', 'EH# #YL', 'University of Edinburgh'),
      city('Cardiff', 'Wales', 'CF## #AT', 'Cardiff University'),
    ],
    degrees: [
      ['Bachelor', 36],
      ['Master', 12],
      ['PhD', 42],
    ],
    scores: ['First-class honours', 'Upper second-class honours', 'Lower second-class honours'],
    address: '{number} {name} Road',
    phone: { national: '07400 1234##', international: '+44 7400 1234##' },
  },
  {
    code: 'DE',
    faker: fakerDE,
    share: 12,
    texts: de,
    locale: 'de',
    language: 'de',
    otherLanguages: ['fr', 'es', 'tr'],
    cities: [
      city('Berlin', 'Berlin', '104##', 'Humboldt-Universität zu Berlin'),
      city('Hamburg', 'Hamburg', '223##', 'Universität Hamburg'),
      city('München', 'Bayern', '803##', 'Ludwig-Maximilians-Universität München'),
      city('Köln', 'Nordrhein-Westfalen', '506##', 'Universität zu Köln'),
      city('Leipzig', 'Sachsen', '041##', 'Universität Leipzig'),
    ],
    degrees: [
      ['Bachelor', 36],
      ['Master', 24],
      ['Promotion', 42],
    ],
    scores: ['1,3', '1,7', '2,0', '2,3'],
    address: '{street} {number}',
    phone: { national: '0171 39200##', international: '+49 171 39200##' },
  },
  {
    code: 'IN',
    faker: fakerIN,
    share: 12,
    texts: en,
    locale: 'en',
    language: 'hi',
    otherLanguages: ['kn', 'mr', 'ta', 'te'],
    cities: [
      city('Bengaluru', 'Karnataka', '5600##', 'Bangalore University'),
      city('Pune', 'Maharashtra', '4110##', 'Savitribai Phule Pune University'),
      city('Chennai', 'Tamil Nadu', '6000##', 'University of Madras'),
      city('Hyderabad', 'Telangana', '5000##', 'Osmania University'),
    ],
    degrees: BACHELOR_TO_PHD,
    scores: ['7.4/10', '8.1/10', '8.6/10', '9.2/10'],
    address: '{number}, {name} Road',
    phone: { national: '081234 5####', international: '+91 81234 5####' },
  },
  {
    code: 'FR',
    faker: fakerFR,
    share: 8,
    texts: fr,
    locale: 'fr',
    language: 'fr',
    otherLanguages: ['es', 'de', 'it'],
    cities: [
      city('Paris', 'Île-de-France', '7501#', 'Sorbonne Université'),
      city('Lyon', 'Auvergne-Rhône-Alpes', '6900#', 'Université de Lyon'),
      city('Nantes', 'Pays de la Loire', '44#00', 'Nantes Université'),
      city('Toulouse', 'Occitanie', '31#00', 'Université de Toulouse'),
    ],
    degrees: [
      ['Licence', 36],
      ['Master', 24],
      ['Doctorat', 42],
    ],
    scores: ['12/20', '13,5/20', '14/20', '15,5/20'],
    address: '{number} {street}',
    phone: { national: '06 12 34 56 ##', international: '+33 6 12 34 56 ##' },
  },
  {
    code: 'BR',
    faker: fakerBR,
    share: 8,
    texts: pt,
    locale: 'pt',
    language: 'pt',
    otherLanguages: ['es', 'fr', 'it'],
    cities: [
      city('São Paulo', 'São Paulo', '013##-0##', 'Universidade de São Paulo', '11'),
      city('Recife', 'Pernambuco', '500##-0##', 'Universidade Federal de Pernambuco', '81'),
      city('Curitiba', 'Paraná', '800##-0##', 'Universidade Federal do Paraná', '41'),
    ],
    degrees: [
      ['Bacharelado', 48],
      ['Mestrado', 24],
      ['Doutorado', 48],
    ],
    scores: ['7,8', '8,3', '8,9', '9,4'],
    address: '{street}, {number}',
    phone: { national: '(@) 96123-####', international: '+55 @ 96123 ####' },
  },
  {
    code: 'ES',
    faker: fakerES,
    share: 6,
    texts: es,
    locale: 'es',
    language: 'es',
    otherLanguages: ['fr', 'ca', 'it'],
    cities: [
      city('Madrid', 'Comunidad de Madrid', '2800#', 'Universidad Complutense de Madrid'),
      city('Sevilla', 'Andalucía', '4100#', 'Universidad de Sevilla'),
      city('Bilbao', 'País Vasco', '4800#', 'Universidad del País Vasco'),
    ],
    degrees: [
      ['Grado', 48],
      ['Máster', 12],
      ['Doctorado', 48],
    ],
    scores: ['7,2/10', '7,9/10', '8,4/10', '9,1/10'],
    address: 'Calle {name}, {number}',
    phone: { national: '612 34# ###', international: '+34 612 34# ###' },
  },
  {
    code: 'IT',
    faker: fakerIT,
    share: 5,
    texts: it,
    locale: 'it',
    language: 'it',
    otherLanguages: ['fr', 'es', 'de'],
    cities: [
      city('Milano', 'Lombardia', '2012#', 'Università degli Studi di Milano'),
      city('Torino', 'Piemonte', '1012#', 'Università degli Studi di Torino'),
      city('Bologna', 'Emilia-Romagna', '4012#', 'Università di Bologna'),
    ],
    degrees: [
      ['Laurea triennale', 36],
      ['Laurea magistrale', 24],
      ['Dottorato di ricerca', 36],
    ],
    scores: ['98/110', '103/110', '108/110', '110/110'],
    address: 'Via {name} {number}',
    phone: { national: '312 345 ####', international: '+39 312 345 ####' },
  },
  {
    code: 'CA',
    faker: fakerCA,
    share: 4,
    texts: en,
    locale: 'en',
    language: 'en',
    otherLanguages: ['fr'],
    cities: [
      city('Toronto', 'Ontario', 'M5V #A#', 'University of Toronto', '416'),
      city('Vancouver', 'British Columbia', 'V6B #K#', 'University of British Columbia', '604'),
      city('Halifax', 'Nova Scotia', 'B3H #J#', 'Dalhousie University', '902'),
    ],
    degrees: BACHELOR_TO_PHD,
    scores: ['3.1/4.0', '3.4/4.0', '3.6/4.0', '3.8/4.0'],
    address: '{number} {name} Street',
    phone: { national: '(@) 555-01##', international: '+1 @ 555 01##' },
  },
  {
    code: 'NL',
    faker: fakerNL,
    share: 4,
    texts: nl,
    locale: 'nl',
    language: 'nl',
    otherLanguages: ['de', 'fr'],
    cities: [
      city('Amsterdam', 'Noord-Holland', '101# AB', 'Universiteit van Amsterdam'),
      city('Utrecht', 'Utrecht', '351# KL', 'Universiteit Utrecht'),
      city('Groningen', 'Groningen', '971# EX', 'Rijksuniversiteit Groningen'),
    ],
    degrees: [
      ['Bachelor', 36],
      ['Master', 12],
      ['Doctoraat', 48],
    ],
    scores: ['6,9', '7,4', '7,8', '8,3'],
    address: '{street} {number}',
    phone: { national: '06 1234####', international: '+31 6 1234####' },
  },
  {
    code: 'PL',
    faker: fakerPL,
    share: 3,
    texts: pl,
    locale: 'pl',
    language: 'pl',
    otherLanguages: ['de', 'uk', 'fr'],
    cities: [
      city('Warszawa', 'mazowieckie', '00-5##', 'Uniwersytet Warszawski'),
      city('Kraków', 'małopolskie', '30-0##', 'Uniwersytet Jagielloński'),
      city('Wrocław', 'dolnośląskie', '50-0##', 'Uniwersytet Wrocławski'),
    ],
    degrees: [
      ['Licencjat', 36],
      ['Magister', 24],
      ['Doktorat', 48],
    ],
    scores: ['4,0', '4,5', '5,0'],
    address: '{street} {number}',
    feminine: (familyName) => familyName.replace(/ki$/, 'ka'),
    phone: { national: '512 34# ###', international: '+48 512 34# ###' },
  },
  {
    code: 'SE',
    faker: fakerSE,
    share: 2,
    texts: sv,
    locale: 'sv',
    language: 'sv',
    otherLanguages: ['de', 'fi', 'fr'],
    cities: [
      city('Stockholm', 'Stockholms län', '11# 2#', 'Stockholms universitet'),
      city('Göteborg', 'Västra Götalands län', '41# 0#', 'Göteborgs universitet'),
    ],
    degrees: [
      ['Kandidatexamen', 36],
      ['Masterexamen', 24],
      ['Doktorsexamen', 48],
    ],
    scores: ['Godkänd', 'Väl godkänd'],
    address: '{street} {number}',
    phone: { national: '070-174 06 ##', international: '+46 70 174 06 ##' },
  },
  {
    code: 'JP',
    faker: fakerJP,
    share: 2,
    texts: ja,
    locale: 'ja',
    language: 'ja',
    otherLanguages: ['zh', 'ko'],
    cities: [
      city('東京', '東京都', '15#-00##', '東京大学'),
      city('大阪', '大阪府', '54#-00##', '大阪大学'),
      city('福岡', '福岡県', '81#-00##', '九州大学'),
    ],
    degrees: [
      ['学士', 48],
      ['修士', 24],
      ['博士', 36],
    ],
    scores: ['GPA 3.0', 'GPA 3.3', 'GPA 3.6'],
    address: '{street}',
    phone: { national: '090-1234-####', international: '+81 90 1234 ####' },
  },
];
