import { defineTexts } from './texts.ts';

export const sv = defineTexts({
  levels: 'Grundläggande; God; Mycket god; Expert',
  fluency: 'Modersmål; Flytande; Professionell nivå; Samtalsnivå; Grundläggande',
  beginning: ['{title} i början av karriären.', '{title}, ny i yrket.'],
  experienced: ['{title} med {years} års erfarenhet.', '{title}, {years} år i yrket.'],
  strengths: ['Stark inom {skill} och {other}.', 'Specialområden: {skill} och {other}.'],
  duties: ['Huvuduppgift: {skill} ({keywords}).', 'Ansvarsområde: {skill}, främst {keywords}.'],
  achievements: [
    'Lärde upp {2-9} nya kollegor.',
    'Skrev handboken för nya kollegor.',
    'Planerade flytten till nya lokaler utan att förlora en arbetsdag.',
    'Kortade veckomötet till {15-30} minuter.',
    'Startade ett mentorprogram med {5-15} par.',
  ],
  trades: {
    software: {
      area: 'Datavetenskap',
      titles:
        'Juniorutvecklare; Mjukvaruutvecklare; Senior mjukvaruutvecklare; Mjukvaruarkitekt; Chefsarkitekt',
      skills:
        'Webbutveckling: TypeScript, GraphQL, React; Databaser: PostgreSQL, Redis, frågeplaner; Distribuerade system: köer, konsensus, cachning; Drift: Kubernetes, Terraform, övervakning; Programspråk: Go, Rust, Java, Python',
      courses: 'Operativsystem; Algoritmer; Kompilatorer; Databassystem; Datornät',
      employers:
        '{name} Betalningar AB: Betalplattform; {name} Logistik AB: Programvara för lager; {city} Moln AB: Molntjänster; {name} Lärande AB: Utbildning på nätet; Vårdsystem {city} AB: Programvara för sjukhus',
      achievements: [
        'Delade upp en monolit i tjänster utan en dags avbrott.',
        'Kortade produktens långsammaste fråga till en tiondel.',
        'Införde kodgranskning och sänkte antalet fel med {15-45} %.',
        'Ledde ombyggnaden av sökningen, som {2-9} miljoner människor använder.',
        'Kortade en driftsättning från {40-90} till {5-15} minuter.',
      ],
    },
    data: {
      area: 'Statistik',
      titles: 'Dataanalytiker; Data scientist; Senior data scientist; Datachef',
      skills:
        'Dataanalys: SQL, Python, pandas; Maskininlärning: scikit-learn, PyTorch, feature stores; Datavisualisering: Tableau, Looker, Matplotlib; Prognoser: tidsserier, bayesianska modeller',
      courses: 'Sannolikhetslära; Linjära modeller; Försöksplanering; Statistisk inlärning; Urvalsmetoder',
      employers:
        '{name} Försäkring: Sakförsäkring; {name} Analys AB: Analyser för handeln; {city} Lokaltrafik: Kollektivtrafik; Institutet {name}: Marknadsundersökningar; {city} Sparbank: Bank för privatpersoner',
      achievements: [
        'Byggde prognosen som inköpen planeras efter.',
        'Ersatte {4-12} rapporter med en översikt.',
        'Genomförde {20-60} experiment om året.',
        'Hittade ett bedrägeri som hade kostat {2-9} % av omsättningen.',
        'Automatiserade en månadsrapport som tog {2-5} dagar.',
      ],
    },
    design: {
      area: 'Interaktionsdesign',
      titles: 'Juniordesigner; Produktdesigner; Senior produktdesigner; Designchef',
      skills:
        'Prototyper: Figma, papper, HTML; Användarstudier: intervjuer, användbarhetstester; Tillgänglighet: WCAG, skärmläsare; Typografi: typsnitt, rutnät',
      courses: 'Typografins historia; Ergonomi; Tjänstedesign; Visuell kommunikation; Teckning',
      employers:
        'Studio {name}: Designbyrå; {name} Bank: Bank för privatkunder; {city} Digital: Digitalbyrå; {name} Medicin AB: Medicinsk programvara; {name} Möbler: Möbeltillverkare',
      achievements: [
        'Gjorde om köpet tillsammans med {8-20} kunder.',
        'Gjorde produkten användbar med skärmläsare.',
        'Byggde designsystemet som {5-12} team delar.',
        'Kortade registreringen från {7-12} till {2-4} steg.',
        'Höll {20-60} användbarhetstester om året.',
      ],
    },
    nursing: {
      area: 'Omvårdnad',
      titles: 'Sjuksköterska; Specialistsjuksköterska; Avdelningschef; Verksamhetschef',
      skills:
        'Akutvård: triage, återupplivning; Patientutbildning: diabetes, utskrivning; Ledarskap: scheman, överlämning; Sårvård: förband, journalföring',
      courses: 'Anatomi; Farmakologi; Vårdetik; Intensivvård; Folkhälsa',
      employers:
        '{city} Universitetssjukhus: Universitetssjukhus; Mariasjukhuset {city}: Sjukhus med förlossning; Vårdcentralen {city}: Primärvård; {name} Rehab: Rehabilitering; {name} Hemtjänst: Vård i hemmet',
      achievements: [
        'Ledde nattskiftet på en avdelning med {20-40} platser.',
        'Införde en överlämning som halverade antalet frågor.',
        'Utbildade {10-25} sjuksköterskor i intensivvård.',
        'Minskade antalet fall på avdelningen med {15-45} %.',
        'Öppnade en sårmottagning med {20-60} patienter i veckan.',
      ],
    },
    engineering: {
      area: 'Maskinteknik',
      titles: 'Konstruktör; Maskiningenjör; Senior maskiningenjör; Teknisk chef',
      skills:
        'Datorstödd konstruktion: SolidWorks, CATIA; Simulering: finita element, strömningslära; Tillverkning: gjutning, toleranser, serieuppstart; Drivteknik: kuggväxlar, elmotorer',
      courses: 'Statik; Termodynamik; Maskinelement; Materiallära; Reglerteknik',
      employers:
        '{name} Pumpar AB: Pumptillverkare; {city} Spårfordon: Spårfordon och vagnar; {name} Vindkraft: Vindkraftverk; {name} Förpackning AB: Förpackningsmaskiner; {name} Motorer AB: Elmotorer',
      achievements: [
        'Tog en pump från första skissen till serien.',
        'Hittade resonansen som hade kostat {2-5} prototyper.',
        'Gjorde en dörr {2-6} kilo lättare utan att försvaga den.',
        'Minskade kassationerna med {15-45} %.',
        'Fick {3-9} maskiner certifierade.',
      ],
    },
    business: {
      area: 'Företagsekonomi',
      titles: 'Projektkoordinator; Produktchef; Senior produktchef; Produktdirektör',
      skills:
        'Produktstrategi: färdplaner, prissättning; Förhandling: avtal, leverantörer; Budget: prognoser, kostnadskontroll; Försörjningskedja: inköp, lager',
      courses: 'Redovisning; Marknadsföring; Företagsstatistik; Finansiering; Produktionsledning',
      employers:
        '{name} Hem: Möbelhandel; {name} Livsmedel AB: Livsmedelsgrossist; {city} Handelshus: Import och export; {name} Sport: Sportartiklar; {name} Kontor AB: Programvara med abonnemang',
      achievements: [
        'Öppnade {2-5} nya marknader på ett år.',
        'Kortade leveranstiden från {8-14} till {2-5} dagar.',
        'Tog produkten från {3-9} till {100-400} kunder.',
        'Förhandlade om {10-40} leverantörsavtal.',
        'Sänkte lagerkostnaden med {10-30} %.',
      ],
    },
    teaching: {
      area: 'Pedagogik',
      titles: 'Lärarassistent; Lärare; Förstelärare; Biträdande rektor',
      skills:
        'Läroplansarbete: bedömning, inkludering; Undervisning: matematik, fysik; Handledning: nya lärare, föräldrar; Digitalt lärande: Moodle, GeoGebra',
      courses: 'Didaktik; Utvecklingspsykologi; Matematikdidaktik; Bedömning; Specialpedagogik',
      employers:
        '{city} Gymnasium: Gymnasieskola; {city} Yrkeshögskola: Yrkesutbildning; {name}skolan: Friskola; Folkhögskolan {city}: Vuxenutbildning; {city} Språkskola: Språkkurser',
      achievements: [
        'Halverade andelen underkända i matematik.',
        'Startade robotklubben med {15-40} elever.',
        'Skrev kursen som {3-9} skolor i området använder.',
        'Tog {15-40} elever på utbyte med en skola utomlands.',
        'Införde digitala prov i {5-15} klasser.',
      ],
    },
    law: {
      area: 'Juridik',
      titles: 'Notarie; Jurist; Senior jurist; Chefsjurist',
      skills:
        'Avtalsrätt: licenser, hyresavtal; Dataskydd: GDPR, granskningar; Tvister: bevisning, förlikningar; Bolagsrätt: fusioner, bolagsordningar',
      courses: 'Civilprocess; Konstitutionell rätt; Juridiskt skrivande; Obligationsrätt; Straffrätt',
      employers:
        'Advokatfirman {name} & {other}: Advokatbyrå; {name} Juridik: Rådgivning till nya företag; {city} Rättshjälp: Juridisk hjälp för alla; {name} Holding AB: Förvaltningsbolag; {city} Handelskammare: Handelskammare',
      achievements: [
        'Löste en tvist på {5-9} år på {2-4} månader.',
        'Skrev standardavtalen för en koncern med {10-40} bolag.',
        'Gav råd till {20-90} nya företag inför deras första avtal.',
        'Ledde {10-30} dataskyddsgranskningar.',
        'Förberedde {10-30} rättegångar.',
      ],
    },
  },
});
