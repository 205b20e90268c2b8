import { defineTexts } from './texts.ts';

export const nl = defineTexts({
  levels: 'Basis; Gevorderd; Ver gevorderd; Expert',
  fluency: 'Moedertaal; Vloeiend; Professioneel niveau; Gespreksniveau; Basiskennis',
  beginning: ['{title} aan het begin van de loopbaan.', '{title}, nieuw in het vak.'],
  experienced: ['{title} met {years} jaar ervaring.', '{title}, {years} jaar in het vak.'],
  strengths: ['Sterk in {skill} en {other}.', 'Specialisaties: {skill} en {other}.'],
  duties: ['Belangrijkste taak: {skill} ({keywords}).', 'Werkgebied: {skill}, vooral {keywords}.'],
  achievements: [
    '{2-9} nieuwe collega’s ingewerkt.',
    'Het handboek voor nieuwe collega’s geschreven.',
    'De verhuizing gepland zonder een werkdag te verliezen.',
    'Het wekelijkse overleg ingekort tot {15-30} minuten.',
    'Een mentorprogramma met {5-15} koppels opgezet.',
  ],
  trades: {
    software: {
      area: 'Informatica',
      titles:
        'Junior ontwikkelaar; Softwareontwikkelaar; Senior softwareontwikkelaar; Softwarearchitect; Hoofdarchitect',
      skills:
        'Webontwikkeling: TypeScript, GraphQL, React; Databases: PostgreSQL, Redis, queryplannen; Gedistribueerde systemen: wachtrijen, consensus, caching; Beheer: Kubernetes, Terraform, monitoring; Programmeertalen: Go, Rust, Java, Python',
      courses: 'Besturingssystemen; Algoritmen; Compilerbouw; Databasesystemen; Computernetwerken',
      employers:
        '{name} Betalingen: Betaalplatform; {name} Logistiek: Software voor magazijnen; {city} Cloud: Cloudhosting; {name} Leren: Onlineonderwijs; Zorgsoftware {city}: Software voor ziekenhuizen',
      achievements: [
        'Een monoliet opgesplitst in diensten zonder een dag uitval.',
        'De traagste query van het product teruggebracht tot een tiende.',
        'Codereviews ingevoerd en het aantal fouten met {15-45} % verlaagd.',
        'De herbouw geleid van de zoekmachine die {2-9} miljoen mensen gebruiken.',
        'Een uitrol van {40-90} naar {5-15} minuten gebracht.',
      ],
    },
    data: {
      area: 'Statistiek',
      titles: 'Data-analist; Data scientist; Senior data scientist; Hoofd data',
      skills:
        'Data-analyse: SQL, Python, pandas; Machine learning: scikit-learn, PyTorch, feature stores; Datavisualisatie: Tableau, Looker, Matplotlib; Prognoses: tijdreeksen, Bayesiaanse modellen',
      courses: 'Kansrekening; Lineaire modellen; Proefopzet; Statistisch leren; Steekproeven',
      employers:
        '{name} Verzekeringen: Schadeverzekeringen; {name} Analyse: Analyses voor winkels; Vervoerbedrijf {city}: Openbaar vervoer; Bureau {name}: Marktonderzoek; Spaarbank {city}: Bank voor particulieren',
      achievements: [
        'De prognose gebouwd waarop de inkoop plant.',
        '{4-12} rapporten vervangen door één dashboard.',
        'Jaarlijks {20-60} experimenten uitgevoerd.',
        'Een fraudepatroon gevonden dat {2-9} % van de omzet had gekost.',
        'Een maandrapport geautomatiseerd dat {2-5} dagen kostte.',
      ],
    },
    design: {
      area: 'Interactieontwerp',
      titles: 'Junior ontwerper; Productontwerper; Senior productontwerper; Hoofd design',
      skills:
        'Prototypes: Figma, papier, HTML; Gebruikersonderzoek: interviews, gebruikstests; Toegankelijkheid: WCAG, schermlezers; Typografie: lettersystemen, rasters',
      courses: 'Geschiedenis van de typografie; Ergonomie; Dienstontwerp; Visuele communicatie; Tekenen',
      employers:
        'Studio {name}: Ontwerpbureau; {name} Bank: Bank voor particulieren; {city} Digitaal: Digitaal bureau; {name} Medisch: Medische software; Meubels {name}: Meubelmaker',
      achievements: [
        'Het bestelproces opnieuw ontworpen met {8-20} klanten aan tafel.',
        'Het product bruikbaar gemaakt met schermlezers.',
        'Het ontwerpsysteem gebouwd dat {5-12} teams delen.',
        'De aanmelding van {7-12} naar {2-4} stappen gebracht.',
        'Jaarlijks {20-60} gebruikstests gehouden.',
      ],
    },
    nursing: {
      area: 'Verpleegkunde',
      titles: 'Verpleegkundige; Senior verpleegkundige; Teamleider verpleging; Hoofd verpleging',
      skills:
        'Spoedzorg: triage, reanimatie; Voorlichting: diabetes, ontslagplanning; Teamleiding: roosters, overdracht; Wondzorg: verbanden, dossiers',
      courses: 'Anatomie; Farmacologie; Zorgethiek; Intensieve zorg; Volksgezondheid',
      employers:
        'Universitair Ziekenhuis {city}: Academisch ziekenhuis; Mariaziekenhuis {city}: Ziekenhuis met kraamafdeling; Gezondheidscentrum {city}: Eerstelijnszorg; Revalidatiecentrum {name}: Revalidatie; Thuiszorg {name}: Thuiszorg voor ouderen',
      achievements: [
        'De nachtdienst geleid van een afdeling met {20-40} bedden.',
        'Een overdracht ingevoerd die het aantal vragen halveerde.',
        '{10-25} verpleegkundigen geschoold in intensieve zorg.',
        'Het aantal valpartijen op de afdeling met {15-45} % verlaagd.',
        'Een wondpolikliniek opgezet met {20-60} patiënten per week.',
      ],
    },
    engineering: {
      area: 'Werktuigbouwkunde',
      titles:
        'Constructeur; Werktuigbouwkundig ingenieur; Senior werktuigbouwkundig ingenieur; Technisch directeur',
      skills:
        'Ontwerpen met de computer: SolidWorks, CATIA; Simulatie: eindige elementen, stromingsleer; Productie: gieten, toleranties, serieproductie; Aandrijftechniek: tandwielen, elektromotoren',
      courses: 'Statica; Thermodynamica; Machineonderdelen; Materiaalkunde; Regeltechniek',
      employers:
        '{name} Pompen: Pompenfabriek; Spoorbouw {city}: Treinen en trams; {name} Windenergie: Windturbines; {name} Verpakkingen: Verpakkingsmachines; Motorenfabriek {name}: Elektromotoren',
      achievements: [
        'Een pomp van de eerste schets tot de serie gebracht.',
        'De resonantie gevonden die {2-5} prototypes had gekost.',
        'Een deur {2-6} kilo lichter gemaakt zonder sterkteverlies.',
        'De uitval met {15-45} % verlaagd.',
        '{3-9} machines door de keuring gebracht.',
      ],
    },
    business: {
      area: 'Bedrijfskunde',
      titles:
        'Projectmedewerker|Projectmedewerkster; Productmanager; Senior productmanager; Directeur product|Directrice product',
      skills:
        'Productstrategie: roadmaps, prijzen; Onderhandelen: contracten, leveranciers; Begroting: prognoses, kostenbeheersing; Toeleveringsketen: inkoop, opslag',
      courses: 'Boekhouding; Marketing; Bedrijfsstatistiek; Bedrijfsfinanciering; Operationeel beheer',
      employers:
        'Woonwinkel {name}: Meubelhandel; {name} Voeding: Levensmiddelengroothandel; Handelshuis {city}: Import en export; {name} Sport: Sportartikelen; {name} Kantoor: Software met abonnement',
      achievements: [
        'In één jaar {2-5} nieuwe markten geopend.',
        'De levertijd van {8-14} naar {2-5} dagen gebracht.',
        'Het product van {3-9} naar {100-400} klanten laten groeien.',
        'Over {10-40} contracten met leveranciers opnieuw onderhandeld.',
        'De opslagkosten met {10-30} % verlaagd.',
      ],
    },
    teaching: {
      area: 'Onderwijskunde',
      titles: 'Leraar in opleiding|Lerares in opleiding; Leraar|Lerares; Sectieleider; Conrector|Conrectrix',
      skills:
        'Lesontwerp: toetsing, inclusie; Lesgeven: wiskunde, natuurkunde; Begeleiding: nieuwe leraren, ouders; Digitaal leren: Moodle, GeoGebra',
      courses: 'Pedagogiek; Ontwikkelingspsychologie; Didactiek van de wiskunde; Toetsing; Onderwijsrecht',
      employers:
        'Lyceum {city}: Middelbare school; Vakcollege {city}: Beroepsonderwijs; {name}school: Particuliere school; Volksuniversiteit {city}: Volwassenenonderwijs; Taleninstituut {city}: Taalcursussen',
      achievements: [
        'Het aantal onvoldoendes voor wiskunde gehalveerd.',
        'De roboticaclub opgericht met {15-40} leerlingen.',
        'De cursus geschreven die {3-9} scholen in de regio gebruiken.',
        'Met {15-40} leerlingen op uitwisseling naar het buitenland geweest.',
        'Digitale toetsen ingevoerd in {5-15} klassen.',
      ],
    },
    law: {
      area: 'Rechtsgeleerdheid',
      titles: 'Juridisch trainee; Jurist|Juriste; Senior jurist|Senior juriste; Hoofd juridische zaken',
      skills:
        'Contractenrecht: licenties, huur; Gegevensbescherming: AVG, audits; Procesvoering: bewijs, schikkingen; Vennootschapsrecht: fusies, statuten',
      courses: 'Burgerlijk procesrecht; Staatsrecht; Juridisch schrijven; Verbintenissenrecht; Strafrecht',
      employers:
        '{name} & {other} Advocaten: Advocatenkantoor; Advocatenkantoor {name}: Advies voor start-ups; Rechtswinkel {city}: Rechtshulp voor iedereen; {name} Holding: Houdstermaatschappij; Kamer van Koophandel {city}: Kamer van koophandel',
      achievements: [
        'Een geschil van {5-9} jaar in {2-4} maanden geschikt.',
        'De modelcontracten opgesteld van een groep met {10-40} bedrijven.',
        '{20-90} start-ups geadviseerd vóór hun eerste contract.',
        '{10-30} audits over gegevensbescherming geleid.',
        '{10-30} rechtszaken voorbereid.',
      ],
    },
  },
});
