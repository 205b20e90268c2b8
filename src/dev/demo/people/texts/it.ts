import { defineTexts } from './texts.ts';

export const it = defineTexts({
  levels: 'Base; Intermedio; Avanzato; Esperto',
  fluency: 'Madrelingua; Fluente; Livello professionale; Conversazione; Nozioni di base',
  beginning: ['{title} all’inizio della carriera.', '{title}, ai primi passi nella professione.'],
  experienced: ['{title} con {years} anni di esperienza.', '{title}, {years} anni nella professione.'],
  strengths: ['Punti di forza: {skill} e {other}.', 'Specialità: {skill} e {other}.'],
  duties: ['Compito principale: {skill} ({keywords}).', 'Ambito di lavoro: {skill}, soprattutto {keywords}.'],
  achievements: [
    'Formati {2-9} nuovi colleghi.',
    'Scritto il manuale per chi comincia.',
    'Pianificato il trasloco in una nuova sede senza perdere un giorno di lavoro.',
    'Riunione settimanale ridotta a {15-30} minuti.',
    'Avviato un programma di tutoraggio con {5-15} coppie.',
  ],
  trades: {
    software: {
      area: 'Informatica',
      titles:
        'Sviluppatore junior|Sviluppatrice junior; Ingegnere del software; Ingegnere del software senior; Architetto del software; Architetto capo',
      skills:
        'Sviluppo web: TypeScript, GraphQL, React; Basi di dati: PostgreSQL, Redis, piani di esecuzione; Sistemi distribuiti: code, consenso, cache; Operazioni: Kubernetes, Terraform, monitoraggio; Linguaggi: Go, Rust, Java, Python',
      courses: 'Sistemi operativi; Algoritmi; Compilatori; Sistemi di basi di dati; Reti di calcolatori',
      employers:
        '{name} Pagamenti: Piattaforma di pagamento; {name} Logistica: Software per magazzini; {city} Cloud: Servizi cloud; Aula {name}: Formazione in linea; Sanità Digitale {city}: Software per ospedali',
      achievements: [
        'Migrato un monolite a servizi senza un giorno di fermo.',
        'Ridotta a un decimo la query più lenta del prodotto.',
        'Introdotta la revisione del codice, con il {15-45} % di errori in meno.',
        'Guidato il rifacimento della ricerca, oggi usata da {2-9} milioni di persone.',
        'Ridotto il rilascio da {40-90} a {5-15} minuti.',
      ],
    },
    data: {
      area: 'Statistica',
      titles: 'Analista dati; Data scientist; Data scientist senior; Responsabile dati',
      skills:
        'Analisi dei dati: SQL, Python, pandas; Apprendimento automatico: scikit-learn, PyTorch, feature store; Visualizzazione: Tableau, Looker, Matplotlib; Previsioni: serie storiche, modelli bayesiani',
      courses:
        'Probabilità; Modelli lineari; Disegno degli esperimenti; Apprendimento statistico; Campionamento',
      employers:
        'Assicurazioni {name}: Assicurazione danni; {name} Analisi: Analisi per il commercio; Trasporti {city}: Trasporto pubblico; Istituto {name}: Ricerche di mercato; Cassa di {city}: Banca al dettaglio',
      achievements: [
        'Costruita la previsione su cui si basano gli acquisti.',
        'Sostituiti {4-12} rapporti con un solo cruscotto.',
        'Condotti {20-60} esperimenti all’anno.',
        'Scoperta una frode che costava il {2-9} % del fatturato.',
        'Automatizzato un rapporto mensile che richiedeva {2-5} giorni.',
      ],
    },
    design: {
      area: 'Design dell’interazione',
      titles: 'Designer junior; Designer di prodotto; Designer di prodotto senior; Responsabile design',
      skills:
        'Prototipazione: Figma, carta, HTML; Ricerca utente: interviste, test di usabilità; Accessibilità: WCAG, lettori di schermo; Tipografia: sistemi di caratteri, griglie',
      courses: 'Storia della tipografia; Ergonomia; Design dei servizi; Comunicazione visiva; Disegno',
      employers:
        'Studio {name}: Agenzia di design; Banca {name}: Banca per privati; {city} Digitale: Agenzia digitale; {name} Medicale: Software medico; Mobili {name}: Produttore di mobili',
      achievements: [
        'Riprogettato l’acquisto con {8-20} clienti al tavolo.',
        'Reso il prodotto utilizzabile con i lettori di schermo.',
        'Creato il design system usato da {5-12} gruppi.',
        'Ridotta la registrazione da {7-12} a {2-4} passaggi.',
        'Condotti {20-60} test di usabilità all’anno.',
      ],
    },
    nursing: {
      area: 'Infermieristica',
      titles:
        'Infermiere|Infermiera; Infermiere esperto|Infermiera esperta; Coordinatore infermieristico|Coordinatrice infermieristica; Dirigente infermieristico|Dirigente infermieristica',
      skills:
        'Emergenza: triage, rianimazione; Educazione del paziente: diabete, dimissione; Coordinamento: turni, consegne; Cura delle ferite: medicazioni, cartella clinica',
      courses: 'Anatomia; Farmacologia; Etica dell’assistenza; Terapia intensiva; Salute pubblica',
      employers:
        'Policlinico di {city}: Ospedale universitario; Ospedale Santa Maria di {city}: Ospedale con maternità; Casa della Salute di {city}: Ambulatorio di quartiere; Clinica {name}: Centro di riabilitazione; Assistenza {name}: Assistenza domiciliare',
      achievements: [
        'Coordinato il turno di notte di un reparto con {20-40} letti.',
        'Introdotte consegne che hanno dimezzato le domande successive.',
        'Formati {10-25} infermieri in terapia intensiva.',
        'Ridotte le cadute in reparto del {15-45} %.',
        'Aperto un ambulatorio per le ferite con {20-60} pazienti a settimana.',
      ],
    },
    engineering: {
      area: 'Ingegneria meccanica',
      titles:
        'Disegnatore meccanico|Disegnatrice meccanica; Ingegnere meccanico|Ingegnera meccanica; Ingegnere meccanico senior|Ingegnera meccanica senior; Direttore tecnico|Direttrice tecnica',
      skills:
        'Progettazione assistita: SolidWorks, CATIA; Simulazione: elementi finiti, fluidodinamica; Produzione: fusione, tolleranze, avvio di serie; Trasmissioni: ingranaggi, motori elettrici',
      courses: 'Statica; Termodinamica; Elementi delle macchine; Scienza dei materiali; Controlli automatici',
      employers:
        'Pompe {name}: Produttore di pompe; Ferrovie {city}: Materiale ferroviario; {name} Eolica: Turbine eoliche; {name} Imballaggi: Macchine per imballaggio; Motori {name}: Motori elettrici',
      achievements: [
        'Portata una pompa dal primo schizzo alla serie.',
        'Trovata la risonanza che era costata {2-5} prototipi.',
        'Alleggerita una porta di {2-6} chili senza indebolirla.',
        'Ridotti gli scarti del {15-45} %.',
        'Ottenuta la certificazione di {3-9} macchine.',
      ],
    },
    business: {
      area: 'Economia aziendale',
      titles:
        'Coordinatore di progetto|Coordinatrice di progetto; Product manager; Product manager senior; Direttore di prodotto|Direttrice di prodotto',
      skills:
        'Strategia di prodotto: roadmap, prezzi; Negoziazione: contratti, fornitori; Budget: previsioni, controllo dei costi; Filiera: acquisti, magazzino',
      courses: 'Contabilità; Marketing; Statistica aziendale; Finanza aziendale; Gestione della produzione',
      employers:
        'Arredamenti {name}: Vendita di mobili; {name} Alimentari: Grossista alimentare; Commerciale {city}: Importazione ed esportazione; {name} Sport: Articoli sportivi; {name} Ufficio: Software in abbonamento',
      achievements: [
        'Aperti {2-5} nuovi mercati in un anno.',
        'Ridotti i tempi di consegna da {8-14} a {2-5} giorni.',
        'Portato il prodotto da {3-9} a {100-400} clienti.',
        'Rinegoziati {10-40} contratti di fornitura.',
        'Ridotti i costi di magazzino del {10-30} %.',
      ],
    },
    teaching: {
      area: 'Scienze della formazione',
      titles: 'Insegnante tirocinante; Insegnante; Capo dipartimento; Vicepreside',
      skills:
        'Progettazione didattica: valutazione, inclusione; Insegnamento: matematica, fisica; Tutoraggio: nuovi docenti, famiglie; Didattica digitale: Moodle, GeoGebra',
      courses:
        'Pedagogia; Psicologia dello sviluppo; Didattica della matematica; Valutazione; Didattica inclusiva',
      employers:
        'Liceo di {city}: Liceo scientifico; Istituto Tecnico {name}: Istituto tecnico; Scuola {name}: Scuola paritaria; Centro Adulti {city}: Istruzione degli adulti; Scuola di Lingue {city}: Scuola di lingue',
      achievements: [
        'Dimezzate le insufficienze in matematica.',
        'Fondato il club di robotica con {15-40} studenti.',
        'Scritto il corso usato da {3-9} scuole della zona.',
        'Accompagnati {15-40} studenti in uno scambio all’estero.',
        'Introdotte le verifiche digitali in {5-15} classi.',
      ],
    },
    law: {
      area: 'Giurisprudenza',
      titles: 'Praticante legale; Avvocato|Avvocata; Avvocato senior|Avvocata senior; Responsabile legale',
      skills:
        'Diritto dei contratti: licenze, locazioni; Protezione dei dati: GDPR, verifiche; Contenzioso: prove, transazioni; Diritto societario: fusioni, statuti',
      courses:
        'Procedura civile; Diritto costituzionale; Scrittura giuridica; Diritto delle obbligazioni; Diritto penale',
      employers:
        'Studio {name} e {other}: Studio legale; Studio Legale {name}: Consulenza per nuove imprese; Sportello Legale {city}: Consulenza per tutti; Gruppo {name}: Società di partecipazioni; Camera di Commercio di {city}: Camera di commercio',
      achievements: [
        'Risolta in {2-4} mesi una lite di {5-9} anni.',
        'Redatti i contratti tipo di un gruppo di {10-40} società.',
        'Assistite {20-90} nuove imprese prima del primo contratto.',
        'Guidate {10-30} verifiche sulla protezione dei dati.',
        'Preparate {10-30} cause.',
      ],
    },
  },
});
