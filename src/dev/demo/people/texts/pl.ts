import { defineTexts } from './texts.ts';

export const pl = defineTexts({
  levels: 'Podstawowy; Średniozaawansowany; Zaawansowany; Ekspercki',
  fluency: 'Język ojczysty; Biegły; Zawodowy; Komunikatywny; Podstawowy',
  beginning: ['{title} na początku kariery.', '{title}, pierwsze kroki w zawodzie.'],
  experienced: ['{title} z {years}-letnim doświadczeniem.', '{title}, staż pracy w latach: {years}.'],
  strengths: ['Mocne strony: {skill} i {other}.', 'Specjalizacje: {skill} i {other}.'],
  duties: ['Główne zadanie: {skill} ({keywords}).', 'Obszar pracy: {skill}, głównie {keywords}.'],
  achievements: [
    'Wdrożenie {5-9} nowych osób do pracy.',
    'Napisanie podręcznika dla nowych pracowników.',
    'Przeprowadzka do nowej siedziby bez straty dnia pracy.',
    'Skrócenie cotygodniowego spotkania do {15-20} minut.',
    'Uruchomienie programu mentorskiego dla {5-15} par.',
  ],
  trades: {
    software: {
      area: 'Informatyka',
      titles:
        'Młodszy programista|Młodsza programistka; Programista|Programistka; Starszy programista|Starsza programistka; Architekt oprogramowania|Architektka oprogramowania; Główny architekt|Główna architektka',
      skills:
        'Aplikacje internetowe: TypeScript, GraphQL, React; Bazy danych: PostgreSQL, Redis, plany zapytań; Systemy rozproszone: kolejki, konsensus, pamięć podręczna; Utrzymanie: Kubernetes, Terraform, monitoring; Języki programowania: Go, Rust, Java, Python',
      courses: 'Systemy operacyjne; Algorytmy; Kompilatory; Systemy baz danych; Sieci komputerowe',
      employers:
        '{name} Płatności: Platforma płatnicza; {name} Logistyka: Oprogramowanie dla magazynów; Chmura {city}: Usługi chmurowe; {name} Edukacja: Nauka przez internet; E-Zdrowie {city}: Oprogramowanie dla szpitali',
      achievements: [
        'Podział monolitu na usługi bez dnia przestoju.',
        'Skrócenie najwolniejszego zapytania dziesięciokrotnie.',
        'Wprowadzenie przeglądów kodu i spadek liczby błędów o {15-45} %.',
        'Przebudowa wyszukiwarki, z której korzysta {5-9} milionów osób.',
        'Skrócenie wdrożenia z {40-90} do {5-15} minut.',
      ],
    },
    data: {
      area: 'Statystyka',
      titles:
        'Analityk danych|Analityczka danych; Badacz danych|Badaczka danych; Starszy badacz danych|Starsza badaczka danych; Dyrektor do spraw danych|Dyrektorka do spraw danych',
      skills:
        'Analiza danych: SQL, Python, pandas; Uczenie maszynowe: scikit-learn, PyTorch, feature stores; Wizualizacja danych: Tableau, Looker, Matplotlib; Prognozowanie: szeregi czasowe, modele bayesowskie',
      courses:
        'Rachunek prawdopodobieństwa; Modele liniowe; Planowanie eksperymentów; Uczenie statystyczne; Metoda reprezentacyjna',
      employers:
        'Ubezpieczenia {name}: Ubezpieczenia majątkowe; {name} Analizy: Analizy dla handlu; Komunikacja Miejska {city}: Transport publiczny; Instytut {name}: Badania rynku; Bank Spółdzielczy {city}: Bank lokalny',
      achievements: [
        'Budowa prognozy, według której planowane są zakupy.',
        'Zastąpienie {5-12} raportów jednym pulpitem.',
        'Prowadzenie {25-29} eksperymentów rocznie.',
        'Wykrycie oszustwa, które kosztowało {2-9} % przychodów.',
        'Automatyzacja comiesięcznego raportu, który zajmował {5-8} dni.',
      ],
    },
    design: {
      area: 'Projektowanie interakcji',
      titles:
        'Młodszy projektant|Młodsza projektantka; Projektant produktu|Projektantka produktu; Starszy projektant produktu|Starsza projektantka produktu; Dyrektor projektowy|Dyrektorka projektowa',
      skills:
        'Prototypowanie: Figma, papier, HTML; Badania użytkowników: wywiady, testy użyteczności; Dostępność: WCAG, czytniki ekranu; Typografia: kroje pisma, siatki',
      courses: 'Historia typografii; Ergonomia; Projektowanie usług; Komunikacja wizualna; Rysunek',
      employers:
        'Studio {name}: Agencja projektowa; Bank {name}: Bank dla klientów indywidualnych; {city} Cyfrowo: Agencja cyfrowa; {name} Medyczne: Oprogramowanie medyczne; Meble {name}: Producent mebli',
      achievements: [
        'Nowy proces zakupu, zaprojektowany wspólnie z {8-20} klientami.',
        'Dostosowanie produktu do czytników ekranu.',
        'Budowa systemu projektowego dla {5-12} zespołów.',
        'Skrócenie rejestracji z {7-12} do {2-4} kroków.',
        'Prowadzenie {25-29} testów użyteczności rocznie.',
      ],
    },
    nursing: {
      area: 'Pielęgniarstwo',
      titles:
        'Pielęgniarz|Pielęgniarka; Starszy pielęgniarz|Starsza pielęgniarka; Pielęgniarz oddziałowy|Pielęgniarka oddziałowa; Pielęgniarz naczelny|Pielęgniarka naczelna',
      skills:
        'Medycyna ratunkowa: triaż, resuscytacja; Edukacja pacjentów: cukrzyca, plan wypisu; Kierowanie zespołem: grafiki, raporty; Leczenie ran: opatrunki, dokumentacja',
      courses: 'Anatomia; Farmakologia; Etyka zawodu; Intensywna terapia; Zdrowie publiczne',
      employers:
        'Szpital Kliniczny {city}: Szpital uniwersytecki; Szpital Mariacki {city}: Szpital z porodówką; Przychodnia {city}: Podstawowa opieka zdrowotna; Klinika {name}: Rehabilitacja; Opieka {name}: Opieka domowa',
      achievements: [
        'Kierowanie nocną zmianą oddziału na {25-29} łóżek.',
        'Nowy sposób przekazywania dyżuru i o połowę mniej pytań.',
        'Szkolenie {10-19} pielęgniarek z intensywnej terapii.',
        'Spadek liczby upadków na oddziale o {15-45} %.',
        'Otwarcie poradni leczenia ran dla {25-60} pacjentów tygodniowo.',
      ],
    },
    engineering: {
      area: 'Mechanika i budowa maszyn',
      titles:
        'Konstruktor|Konstruktorka; Inżynier mechanik|Inżynierka mechaniczka; Starszy inżynier mechanik|Starsza inżynierka mechaniczka; Główny inżynier|Główna inżynierka',
      skills:
        'Projektowanie CAD: SolidWorks, CATIA; Symulacje: elementy skończone, mechanika płynów; Produkcja: odlewanie, tolerancje, rozruch serii; Napędy: przekładnie, silniki elektryczne',
      courses: 'Statyka; Termodynamika; Części maszyn; Materiałoznawstwo; Automatyka',
      employers:
        'Pompy {name}: Producent pomp; Tabor Kolejowy {city}: Pojazdy szynowe; {name} Wiatr: Turbiny wiatrowe; {name} Opakowania: Maszyny pakujące; Silniki {name}: Silniki elektryczne',
      achievements: [
        'Opracowanie pompy od pierwszego szkicu do serii.',
        'Znalezienie rezonansu, który kosztował {5-9} prototypów.',
        'Drzwi lżejsze o {5-9} kilogramów bez utraty sztywności.',
        'Spadek liczby braków o {15-45} %.',
        'Certyfikacja {5-9} maszyn.',
      ],
    },
    business: {
      area: 'Zarządzanie',
      titles:
        'Koordynator projektu|Koordynatorka projektu; Kierownik produktu|Kierowniczka produktu; Starszy kierownik produktu|Starsza kierowniczka produktu; Dyrektor produktu|Dyrektorka produktu',
      skills:
        'Strategia produktu: plany rozwoju, ceny; Negocjacje: umowy, dostawcy; Budżet: prognozy, kontrola kosztów; Łańcuch dostaw: zakupy, magazyn',
      courses: 'Rachunkowość; Marketing; Statystyka; Finanse przedsiębiorstw; Zarządzanie produkcją',
      employers:
        'Salon {name}: Handel meblami; {name} Spożywcze: Hurtownia spożywcza; Dom Handlowy {city}: Import i eksport; {name} Sport: Artykuły sportowe; {name} Biuro: Oprogramowanie w abonamencie',
      achievements: [
        'Wejście na {5-8} nowych rynków w ciągu roku.',
        'Skrócenie czasu dostawy z {8-14} do {2-5} dni.',
        'Wzrost liczby klientów produktu z {3-9} do {100-400}.',
        'Ponowne negocjacje {10-40} umów z dostawcami.',
        'Spadek kosztów magazynu o {10-30} %.',
      ],
    },
    teaching: {
      area: 'Pedagogika',
      titles:
        'Nauczyciel stażysta|Nauczycielka stażystka; Nauczyciel|Nauczycielka; Przewodniczący zespołu przedmiotowego|Przewodnicząca zespołu przedmiotowego; Wicedyrektor szkoły|Wicedyrektorka szkoły',
      skills:
        'Program nauczania: ocenianie, inkluzja; Nauczanie: matematyka, fizyka; Opieka mentorska: młodzi nauczyciele, rodzice; Nauka cyfrowa: Moodle, GeoGebra',
      courses: 'Dydaktyka; Psychologia rozwojowa; Dydaktyka matematyki; Ocenianie; Edukacja włączająca',
      employers:
        'Liceum Ogólnokształcące {city}: Szkoła średnia; Technikum {city}: Szkoła zawodowa; Szkoła {name}: Szkoła prywatna; Uniwersytet Ludowy {city}: Kształcenie dorosłych; Szkoła Językowa {city}: Szkoła językowa',
      achievements: [
        'Spadek liczby ocen niedostatecznych z matematyki o połowę.',
        'Założenie koła robotyki dla {15-20} uczniów.',
        'Napisanie kursu, z którego korzysta {5-9} szkół w okolicy.',
        'Wymiana {15-40} uczniów ze szkołą za granicą.',
        'Wprowadzenie sprawdzianów cyfrowych w {5-15} klasach.',
      ],
    },
    law: {
      area: 'Prawo',
      titles:
        'Aplikant adwokacki|Aplikantka adwokacka; Prawnik|Prawniczka; Starszy prawnik|Starsza prawniczka; Dyrektor prawny|Dyrektorka prawna',
      skills:
        'Prawo umów: licencje, najem; Ochrona danych: RODO, audyty; Spory sądowe: dowody, ugody; Prawo spółek: fuzje, umowy spółek',
      courses: 'Postępowanie cywilne; Prawo konstytucyjne; Pisma procesowe; Prawo zobowiązań; Prawo karne',
      employers:
        '{name} i {other}: Kancelaria prawna; Kancelaria {name}: Doradztwo dla nowych firm; Poradnia Prawna {city}: Bezpłatna pomoc prawna; Grupa {name}: Spółka holdingowa; Izba Gospodarcza {city}: Izba gospodarcza',
      achievements: [
        'Ugoda w ciągu {2-4} miesięcy w sporze trwającym {5-9} lat.',
        'Opracowanie wzorów umów dla grupy {10-40} spółek.',
        'Doradztwo dla {20-90} nowych firm przed pierwszą umową.',
        'Kierowanie audytami ochrony danych, łącznie {10-30}.',
        'Przygotowanie {10-20} rozpraw.',
      ],
    },
  },
});
