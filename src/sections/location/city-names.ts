// What cities are called in other languages, where that is more than a typo: Cologne finds who lives in Köln, and Köln who wrote Cologne.
// Kept by hand. Case, accents and signs do not count. A change takes effect with the next CHANGED run.
const ROWS = `
Wien, Vienna, Vienne | Köln, Cologne, Colonia | München, Munich | Nürnberg, Nuremberg | Braunschweig, Brunswick | Hannover, Hanover
Genève, Geneva, Genf, Ginevra | Basel, Basle, Bâle | Luzern, Lucerne | Strasbourg, Straßburg | Nice, Nizza | Dunkerque, Dunkirk
Firenze, Florence, Florenz | Venezia, Venice, Venedig | Milano, Milan, Mailand | Roma, Rome, Rom | Napoli, Naples, Neapel
Torino, Turin | Genova, Genoa, Genua | Padova, Padua | Praha, Prague, Prag | Warszawa, Warsaw, Warschau, Varsovie
Kraków, Cracow, Krakau | Wrocław, Breslau | Gdańsk, Danzig | București, Bucharest, Bukarest | Bratislava, Pressburg
Beograd, Београд, Belgrade, Belgrad | София, Sofia | Скопје, Skopje | Tiranë, Tirana | Αθήνα, Athens, Athen, Athènes
Θεσσαλονίκη, Thessaloniki, Salonica | Πάτρα, Patras | Ηράκλειο, Heraklion | Москва, Moscow, Moskau, Moscou | Санкт-Петербург, Saint Petersburg, St. Petersburg
Київ, Киев, Kyiv, Kiev | Харків, Харьков, Kharkiv, Kharkov | Одеса, Одесса, Odesa, Odessa | Львів, Львов, Lviv, Lemberg
Мінск, Минск, Minsk | თბილისი, Tbilisi, Тбилиси | Երևան, Yerevan, Ереван | Bakı, Baku, Баку | Алматы, Almaty | Астана, Astana
Toshkent, Ташкент, Tashkent | Улаанбаатар, Ulaanbaatar, Ulan Bator | København, Copenhagen, Kopenhagen | Göteborg, Gothenburg
Helsinki, Helsingfors | Turku, Åbo | Lisboa, Lisbon, Lissabon | Porto, Oporto | Sevilla, Seville | Zaragoza, Saragossa
Donostia, San Sebastián | A Coruña, La Coruña, Corunna | Den Haag, The Hague, 's-Gravenhage | 's-Hertogenbosch, Den Bosch
Antwerpen, Antwerp, Anvers | Brussel, Bruxelles, Brussels, Brüssel | Gent, Ghent, Gand | Brugge, Bruges | Leuven, Louvain | Liège, Luik
Luxembourg, Luxemburg, Lëtzebuerg | Béal Feirste, Belfast | Baile Átha Cliath, Dublin | Caerdydd, Cardiff | Gaillimh, Galway
القاهرة, Cairo, Le Caire, Kairo | الإسكندرية, Alexandria | الدار البيضاء, Casablanca | الرباط, Rabat | مراكش, Marrakesh, Marrakech
تونس, Tunis | الجزائر, Algiers, Alger | بيروت, Beirut, Beyrouth | دمشق, Damascus, Damas | بغداد, Baghdad | الرياض, Riyadh
جدة, Jeddah | دبي, Dubai | أبوظبي, Abu Dhabi | الدوحة, Doha | تهران, Tehran, Teheran | اصفهان, Isfahan | תל אביב, Tel Aviv
ירושלים, Jerusalem, القدس | חיפה, Haifa | दिल्ली, Delhi | नई दिल्ली, New Delhi | मुंबई, Mumbai, Bombay | কলকাতা, Kolkata, Calcutta
சென்னை, Chennai, Madras | ಬೆಂಗಳೂರು, Bengaluru, Bangalore | ঢাকা, Dhaka | کراچی, Karachi | لاہور, Lahore
กรุงเทพมหานคร, กรุงเทพ, Bangkok | เชียงใหม่, Chiang Mai | Hà Nội, Hanoi | Thành phố Hồ Chí Minh, Ho Chi Minh City, Sài Gòn, Saigon
ရန်ကုန်, Yangon, Rangoon | ភ្នំពេញ, Phnom Penh | ວຽງຈັນ, Vientiane | አዲስ አበባ, Addis Ababa | Cape Town, Kaapstad
東京, 東京都, Tokyo, Tokio | 大阪, Osaka | 京都, Kyoto | 名古屋, Nagoya | 札幌, Sapporo | 横浜, Yokohama | 神戸, Kobe | 福岡, Fukuoka
広島, Hiroshima | 仙台, Sendai | 서울, 서울특별시, Seoul | 부산, Busan, Pusan | 인천, Incheon | 대구, Daegu
北京, 北京市, Beijing, Peking, Pékin | 上海, 上海市, Shanghai | 广州, 廣州, Guangzhou, Canton | 深圳, Shenzhen | 杭州, Hangzhou
成都, Chengdu | 武汉, 武漢, Wuhan | 南京, Nanjing | 西安, Xi'an | 重庆, 重慶, Chongqing | 天津, Tianjin | 香港, Hong Kong
台北, 臺北, 台北市, 臺北市, Taipei | 高雄, Kaohsiung | Ciudad de México, Mexico City, CDMX | La Habana, Havana
New York, New York City, NYC`
  .split(/[|\n]/)
  .map((row) => row.split(',').map((name) => name.trim()))
  .filter((row) => row.length > 1);

const keyOf = (name: string) =>
  name
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\p{M}\p{P}\s]+/gu, '')
    .normalize('NFC');

const byKey = new Map(ROWS.flatMap((row) => row.map((name) => [keyOf(name), row])));

/** The word for city at the end of a name, as in 横浜市 and 부산광역시. */
const CITY = /(?:[市都府]|(?:특별|광역)?시)$/u;

export function otherCityNames(city: string): string[] {
  const key = keyOf(city);
  return (byKey.get(key) ?? byKey.get(key.replace(CITY, '')) ?? []).filter((name) => keyOf(name) !== key);
}
