import { defineTexts } from './texts.ts';

export const de = defineTexts({
  levels: 'Grundkenntnisse; Gute Kenntnisse; Sehr gute Kenntnisse; Expertenwissen',
  fluency: 'Muttersprache; Fließend; Verhandlungssicher; Gute Kenntnisse; Grundkenntnisse',
  beginning: ['{title} am Anfang des Berufslebens.', '{title}, neu im Beruf.'],
  experienced: ['{title} mit {years} Jahren Berufserfahrung.', '{title}, seit {years} Jahren im Beruf.'],
  strengths: ['Schwerpunkte: {skill} und {other}.', 'Besondere Stärken: {skill} und {other}.'],
  duties: ['Hauptaufgabe: {skill} ({keywords}).', 'Zuständig für {skill}, vor allem {keywords}.'],
  achievements: [
    '{2-9} neue Kolleginnen und Kollegen eingearbeitet.',
    'Das Handbuch für die Einarbeitung geschrieben.',
    'Den Umzug an einen neuen Standort ohne einen verlorenen Arbeitstag geplant.',
    'Die wöchentliche Besprechung auf {15-30} Minuten verkürzt.',
    'Ein Mentoring mit {5-15} Paaren ins Leben gerufen.',
  ],
  trades: {
    software: {
      area: 'Informatik',
      titles:
        'Junior-Entwickler|Junior-Entwicklerin; Softwareentwickler|Softwareentwicklerin; Senior-Softwareentwickler|Senior-Softwareentwicklerin; Softwarearchitekt|Softwarearchitektin; Leitender Softwarearchitekt|Leitende Softwarearchitektin',
      skills:
        'Webentwicklung: TypeScript, GraphQL, React; Datenbanken: PostgreSQL, Redis, Abfrageplanung; Verteilte Systeme: Warteschlangen, Konsens, Caching; Betrieb: Kubernetes, Terraform, Monitoring; Programmiersprachen: Go, Rust, Java, Python',
      courses: 'Betriebssysteme; Algorithmen; Compilerbau; Datenbanksysteme; Rechnernetze',
      employers:
        '{name} Payment GmbH: Zahlungsplattform; {name} Logistiksoftware GmbH: Software für Lager; {city} Cloud GmbH: Cloud-Hosting; Lernwerk {name} GmbH: Online-Lernplattform; Kliniksoftware {city} AG: Software für Krankenhäuser',
      achievements: [
        'Einen Monolithen ohne einen Tag Ausfall in Dienste zerlegt.',
        'Die langsamste Abfrage des Produkts auf ein Zehntel verkürzt.',
        'Code-Reviews eingeführt und die Fehlerquote um {15-45} % gesenkt.',
        'Den Neubau der Suche geleitet, die heute {2-9} Millionen Menschen nutzen.',
        'Ein Deployment von {40-90} auf {5-15} Minuten gebracht.',
      ],
    },
    data: {
      area: 'Statistik',
      titles:
        'Datenanalyst|Datenanalystin; Data Scientist; Senior Data Scientist; Leiter Datenanalyse|Leiterin Datenanalyse',
      skills:
        'Datenanalyse: SQL, Python, pandas; Maschinelles Lernen: scikit-learn, PyTorch, Feature Stores; Datenvisualisierung: Tableau, Looker, Matplotlib; Prognosen: Zeitreihen, Bayes-Modelle',
      courses:
        'Wahrscheinlichkeitstheorie; Lineare Modelle; Versuchsplanung; Statistisches Lernen; Stichprobenverfahren',
      employers:
        '{name} Versicherung AG: Sachversicherung; {name} Handelsanalyse GmbH: Analysen für den Handel; Verkehrsbetriebe {city}: Öffentlicher Nahverkehr; Institut {name}: Marktforschung; Volksbank {city}: Regionalbank',
      achievements: [
        'Die Prognose aufgebaut, nach der der Einkauf plant.',
        '{4-12} Berichte durch ein Dashboard ersetzt.',
        'Jährlich {20-60} Experimente durchgeführt.',
        'Ein Betrugsmuster aufgedeckt, das {2-9} % des Umsatzes gekostet hatte.',
        'Einen Monatsbericht automatisiert, der vorher {2-5} Tage dauerte.',
      ],
    },
    design: {
      area: 'Interaktionsdesign',
      titles:
        'Junior-Designer|Junior-Designerin; Produktdesigner|Produktdesignerin; Senior-Produktdesigner|Senior-Produktdesignerin; Leiter Design|Leiterin Design',
      skills:
        'Prototyping: Figma, Papier, HTML; Nutzerforschung: Interviews, Usability-Tests; Barrierefreiheit: WCAG, Screenreader; Typografie: Schriftsysteme, Raster',
      courses: 'Schriftgeschichte; Ergonomie; Servicedesign; Visuelle Kommunikation; Zeichnen',
      employers:
        'Studio {name}: Designagentur; {name} Direktbank: Bank für Privatkunden; Digitalagentur {city}: Digitalagentur; {name} Medizinsoftware GmbH: Software für Arztpraxen; Möbelwerkstätten {name}: Möbelhersteller',
      achievements: [
        'Den Bestellvorgang gemeinsam mit {8-20} Kundinnen und Kunden neu gestaltet.',
        'Das Produkt mit Screenreadern bedienbar gemacht.',
        'Das Designsystem aufgebaut, das {5-12} Teams nutzen.',
        'Die Anmeldung von {7-12} auf {2-4} Schritte verkürzt.',
        'Jährlich {20-60} Usability-Tests durchgeführt.',
      ],
    },
    nursing: {
      area: 'Pflege',
      titles:
        'Pflegefachmann|Pflegefachfrau; Praxisanleiter|Praxisanleiterin; Stationsleiter|Stationsleiterin; Pflegedienstleiter|Pflegedienstleiterin',
      skills:
        'Notfallpflege: Triage, Reanimation; Patientenberatung: Diabetes, Entlassplanung; Teamleitung: Dienstpläne, Übergabe; Wundversorgung: Verbände, Dokumentation',
      courses: 'Anatomie; Pharmakologie; Pflegeethik; Intensivpflege; Gesundheitswissenschaften',
      employers:
        'Klinikum {city}: Lehrkrankenhaus; Marienhospital {city}: Krankenhaus mit Geburtsstation; Gesundheitszentrum {city}: Ambulante Versorgung; Rehaklinik {name}: Rehabilitationsklinik; Pflegedienst {name}: Häusliche Pflege',
      achievements: [
        'Die Nachtschicht einer Station mit {20-40} Betten geleitet.',
        'Eine Übergabe eingeführt, nach der es nur noch halb so viele Rückfragen gibt.',
        '{10-25} Pflegekräfte in Intensivpflege geschult.',
        'Die Zahl der Stürze auf der Station um {15-45} % gesenkt.',
        'Eine Wundsprechstunde mit {20-60} Patienten in der Woche aufgebaut.',
      ],
    },
    engineering: {
      area: 'Maschinenbau',
      titles:
        'Konstrukteur|Konstrukteurin; Entwicklungsingenieur|Entwicklungsingenieurin; Leitender Ingenieur|Leitende Ingenieurin; Entwicklungsleiter|Entwicklungsleiterin',
      skills:
        'Konstruktion: SolidWorks, CATIA; Simulation: Finite Elemente, Strömungsmechanik; Fertigung: Guss, Toleranzen, Serienanlauf; Antriebstechnik: Getriebe, Elektromotoren',
      courses: 'Statik; Thermodynamik; Maschinenelemente; Werkstoffkunde; Regelungstechnik',
      employers:
        '{name} Pumpen GmbH: Pumpenhersteller; Schienenfahrzeuge {city} AG: Schienenfahrzeuge; {name} Windkraft GmbH: Windkraftanlagen; {name} Verpackungstechnik: Verpackungsmaschinen; Elektromotorenwerk {city}: Elektromotoren',
      achievements: [
        'Eine Pumpe von der ersten Skizze bis zur Serie gebracht.',
        'Die Resonanz gefunden, die {2-5} Prototypen gekostet hatte.',
        'Eine Tür um {2-6} Kilogramm leichter gemacht, ohne sie zu schwächen.',
        'Den Ausschuss um {15-45} % gesenkt.',
        '{3-9} Maschinen durch die Zulassung gebracht.',
      ],
    },
    business: {
      area: 'Betriebswirtschaft',
      titles:
        'Projektassistent|Projektassistentin; Produktmanager|Produktmanagerin; Senior-Produktmanager|Senior-Produktmanagerin; Leiter Produktmanagement|Leiterin Produktmanagement',
      skills:
        'Produktstrategie: Roadmaps, Preisgestaltung; Verhandlung: Verträge, Lieferanten; Budgetplanung: Prognosen, Kostenkontrolle; Lieferketten: Einkauf, Lagerhaltung',
      courses:
        'Rechnungswesen; Marketing; Wirtschaftsstatistik; Unternehmensfinanzierung; Produktionswirtschaft',
      employers:
        'Möbelhaus {name}: Möbelhandel; {name} Lebensmittel GmbH: Lebensmittelgroßhandel; Handelskontor {city}: Import und Export; Sport {name}: Sportartikel; {name} Bürosoftware GmbH: Software im Abonnement',
      achievements: [
        'In einem Jahr {2-5} neue Märkte erschlossen.',
        'Die Lieferzeit von {8-14} auf {2-5} Tage verkürzt.',
        'Das Produkt von {3-9} auf {100-400} Kunden gebracht.',
        '{10-40} Lieferverträge neu verhandelt.',
        'Die Lagerkosten um {10-30} % gesenkt.',
      ],
    },
    teaching: {
      area: 'Lehramt',
      titles:
        'Referendar|Referendarin; Lehrer|Lehrerin; Fachbereichsleiter|Fachbereichsleiterin; Stellvertretender Schulleiter|Stellvertretende Schulleiterin',
      skills:
        'Unterrichtsplanung: Leistungsbewertung, Inklusion; Unterricht: Mathematik, Physik; Mentoring: Referendare, Eltern; Digitales Lernen: Moodle, GeoGebra',
      courses: 'Pädagogik; Entwicklungspsychologie; Didaktik der Mathematik; Diagnostik; Schulrecht',
      employers:
        'Gymnasium {city}: Gymnasium; Berufskolleg {city}: Berufsschule; {name}-Schule: Privatschule; Volkshochschule {city}: Erwachsenenbildung; Sprachschule {city}: Sprachschule',
      achievements: [
        'Die Durchfallquote in Mathematik halbiert.',
        'Die Robotik-AG mit {15-40} Jugendlichen gegründet.',
        'Den Kurs geschrieben, den {3-9} Schulen im Bezirk verwenden.',
        '{15-40} Jugendliche zum Austausch an eine Schule im Ausland begleitet.',
        'Digitale Prüfungen in {5-15} Klassen eingeführt.',
      ],
    },
    law: {
      area: 'Rechtswissenschaft',
      titles:
        'Rechtsreferendar|Rechtsreferendarin; Rechtsanwalt|Rechtsanwältin; Fachanwalt|Fachanwältin; Leiter Recht|Leiterin Recht',
      skills:
        'Vertragsrecht: Lizenzen, Mietverträge; Datenschutz: DSGVO, Audits; Prozessführung: Beweisaufnahme, Vergleiche; Gesellschaftsrecht: Fusionen, Satzungen',
      courses: 'Zivilprozessrecht; Verfassungsrecht; Vertragsgestaltung; Schuldrecht; Strafrecht',
      employers:
        '{name} & {other} Rechtsanwälte: Anwaltskanzlei; Kanzlei {name}: Beratung für Start-ups; Rechtsberatung {city} e. V.: Rechtsberatung für alle; {name} Holding AG: Beteiligungsgesellschaft; Handelskammer {city}: Handelskammer',
      achievements: [
        'Einen Streit von {5-9} Jahren in {2-4} Monaten beigelegt.',
        'Die Musterverträge eines Konzerns mit {10-40} Gesellschaften entworfen.',
        '{20-90} Start-ups vor ihrem ersten Vertrag beraten.',
        '{10-30} Datenschutzaudits geleitet.',
        '{10-30} Gerichtsverfahren vorbereitet.',
      ],
    },
  },
});
