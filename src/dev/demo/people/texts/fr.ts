import { defineTexts } from './texts.ts';

export const fr = defineTexts({
  levels: 'Débutant; Intermédiaire; Avancé; Expert',
  fluency: 'Langue maternelle; Courant; Niveau professionnel; Intermédiaire; Notions',
  beginning: ['{title} en début de carrière.', '{title}, à ses débuts dans le métier.'],
  experienced: ['{title} avec {years} ans d’expérience.', '{title}, {years} ans dans le métier.'],
  strengths: ['Points forts : {skill} et {other}.', 'Spécialités : {skill} et {other}.'],
  duties: ['Mission principale : {skill} ({keywords}).', 'Domaine de travail : {skill}, surtout {keywords}.'],
  achievements: [
    'Formation de {2-9} nouveaux collègues.',
    'Rédaction du guide d’accueil des nouveaux collègues.',
    'Organisation du déménagement sans perdre un jour de travail.',
    'Réunion hebdomadaire ramenée à {15-30} minutes.',
    'Lancement d’un programme de mentorat avec {5-15} binômes.',
  ],
  trades: {
    software: {
      area: 'Informatique',
      titles:
        'Développeur junior|Développeuse junior; Ingénieur logiciel|Ingénieure logiciel; Ingénieur logiciel senior|Ingénieure logiciel senior; Architecte logiciel; Architecte principal|Architecte principale',
      skills:
        'Développement web: TypeScript, GraphQL, React; Bases de données: PostgreSQL, Redis, plans de requête; Systèmes distribués: files de messages, consensus, cache; Exploitation: Kubernetes, Terraform, supervision; Langages: Go, Rust, Java, Python',
      courses: 'Systèmes d’exploitation; Algorithmique; Compilation; Systèmes de bases de données; Réseaux',
      employers:
        '{name} Paiement: Plateforme de paiement; {name} Logistique: Logiciels pour entrepôts; {city} Cloud: Hébergement cloud; Campus {name}: Formation en ligne; {city} Santé Numérique: Logiciels pour hôpitaux',
      achievements: [
        'Migration d’un monolithe vers des services sans un jour d’arrêt.',
        'Requête la plus lente du produit divisée par dix.',
        'Mise en place des revues de code, {15-45} % d’erreurs en moins.',
        'Refonte du moteur de recherche, utilisé par {2-9} millions de personnes.',
        'Déploiement ramené de {40-90} à {5-15} minutes.',
      ],
    },
    data: {
      area: 'Statistique',
      titles:
        'Analyste de données; Data scientist; Data scientist senior; Directeur des données|Directrice des données',
      skills:
        'Analyse de données: SQL, Python, pandas; Apprentissage automatique: scikit-learn, PyTorch, feature stores; Visualisation: Tableau, Looker, Matplotlib; Prévision: séries temporelles, modèles bayésiens',
      courses: 'Probabilités; Modèles linéaires; Plans d’expérience; Apprentissage statistique; Sondages',
      employers:
        'Assurances {name}: Assurance de biens; {name} Études: Analyses pour la distribution; Transports de {city}: Transports publics; Institut {name}: Études de marché; Banque de {city}: Banque de détail',
      achievements: [
        'Création de la prévision sur laquelle s’appuient les achats.',
        '{4-12} rapports remplacés par un seul tableau de bord.',
        '{20-60} expériences menées par an.',
        'Détection d’une fraude qui coûtait {2-9} % du chiffre d’affaires.',
        'Automatisation d’un rapport mensuel qui demandait {2-5} jours.',
      ],
    },
    design: {
      area: 'Design d’interaction',
      titles:
        'Designer junior; Designer produit; Designer produit senior; Directeur du design|Directrice du design',
      skills:
        'Prototypage: Figma, papier, HTML; Recherche utilisateur: entretiens, tests d’utilisabilité; Accessibilité: WCAG, lecteurs d’écran; Typographie: systèmes typographiques, grilles',
      courses:
        'Histoire de la typographie; Ergonomie; Design de service; Communication visuelle; Dessin d’observation',
      employers:
        'Studio {name}: Agence de design; Banque {name}: Banque pour particuliers; {city} Numérique: Agence numérique; {name} Médical: Logiciels médicaux; Maison {name}: Fabricant de meubles',
      achievements: [
        'Refonte du paiement avec {8-20} clients autour de la table.',
        'Produit rendu utilisable avec un lecteur d’écran.',
        'Création du système de design partagé par {5-12} équipes.',
        'Inscription réduite de {7-12} à {2-4} étapes.',
        '{20-60} tests d’utilisabilité par an.',
      ],
    },
    nursing: {
      area: 'Sciences infirmières',
      titles:
        'Infirmier|Infirmière; Infirmier référent|Infirmière référente; Cadre de santé; Directeur des soins|Directrice des soins',
      skills:
        'Soins d’urgence: triage, réanimation; Éducation du patient: diabète, préparation à la sortie; Encadrement: plannings, transmissions; Soins des plaies: pansements, dossier de soins',
      courses: 'Anatomie; Pharmacologie; Éthique du soin; Soins intensifs; Santé publique',
      employers:
        'CHU de {city}: Hôpital universitaire; Hôpital Sainte-Marie de {city}: Hôpital avec maternité; Centre de santé de {city}: Centre de santé; Clinique {name}: Centre de rééducation; {name} Soins à domicile: Soins à domicile',
      achievements: [
        'Encadrement de l’équipe de nuit d’un service de {20-40} lits.',
        'Nouvelles transmissions, deux fois moins de questions ensuite.',
        'Formation de {10-25} infirmiers aux soins intensifs.',
        'Chutes dans le service réduites de {15-45} %.',
        'Ouverture d’une consultation plaies, {20-60} patients par semaine.',
      ],
    },
    engineering: {
      area: 'Génie mécanique',
      titles:
        'Dessinateur-projeteur|Dessinatrice-projeteuse; Ingénieur mécanique|Ingénieure mécanique; Ingénieur mécanique senior|Ingénieure mécanique senior; Directeur technique|Directrice technique',
      skills:
        'Conception assistée: SolidWorks, CATIA; Simulation: éléments finis, mécanique des fluides; Fabrication: fonderie, tolérances, mise en série; Transmissions: engrenages, moteurs électriques',
      courses: 'Statique; Thermodynamique; Éléments de machines; Science des matériaux; Automatique',
      employers:
        'Pompes {name}: Fabricant de pompes; Ferroviaire de {city}: Matériel ferroviaire; {name} Éolien: Éoliennes; {name} Emballage: Machines d’emballage; Moteurs {name}: Moteurs électriques',
      achievements: [
        'Développement d’une pompe, du premier croquis à la série.',
        'Découverte de la résonance qui avait coûté {2-5} prototypes.',
        'Porte allégée de {2-6} kilogrammes sans perte de rigidité.',
        'Taux de rebut réduit de {15-45} %.',
        'Certification obtenue pour {3-9} machines.',
      ],
    },
    business: {
      area: 'Gestion',
      titles:
        'Coordinateur de projet|Coordinatrice de projet; Chef de produit|Cheffe de produit; Chef de produit senior|Cheffe de produit senior; Directeur produit|Directrice produit',
      skills:
        'Stratégie produit: feuilles de route, tarification; Négociation: contrats, fournisseurs; Budget: prévisions, contrôle des coûts; Chaîne logistique: achats, entreposage',
      courses:
        'Comptabilité; Marketing; Statistiques de gestion; Finance d’entreprise; Gestion de production',
      employers:
        'Meubles {name}: Fabricant et vendeur de meubles; {name} Alimentation: Grossiste alimentaire; Comptoir de {city}: Import et export; {name} Sports: Articles de sport; {name} Bureautique: Logiciels par abonnement',
      achievements: [
        'Ouverture de {2-5} nouveaux marchés en un an.',
        'Délai de livraison ramené de {8-14} à {2-5} jours.',
        'Croissance du produit de {3-9} à {100-400} clients.',
        'Renégociation de {10-40} contrats de fournisseurs.',
        'Coûts de stockage réduits de {10-30} %.',
      ],
    },
    teaching: {
      area: 'Sciences de l’éducation',
      titles:
        'Professeur stagiaire|Professeure stagiaire; Professeur|Professeure; Coordinateur de discipline|Coordinatrice de discipline; Proviseur adjoint|Proviseure adjointe',
      skills:
        'Conception de cours: évaluation, inclusion; Enseignement: mathématiques, physique; Tutorat: stagiaires, parents; Outils numériques: Moodle, GeoGebra',
      courses:
        'Pédagogie; Psychologie du développement; Didactique des mathématiques; Évaluation; École inclusive',
      employers:
        'Lycée de {city}: Lycée général; Lycée professionnel {name}: Lycée professionnel; École {name}: École privée; Université populaire de {city}: Formation pour adultes; Centre de langues de {city}: École de langues',
      achievements: [
        'Taux d’échec en mathématiques divisé par deux.',
        'Création du club de robotique avec {15-40} élèves.',
        'Rédaction du cours utilisé par {3-9} établissements de l’académie.',
        'Échange scolaire à l’étranger avec {15-40} élèves.',
        'Introduction d’évaluations numériques dans {5-15} classes.',
      ],
    },
    law: {
      area: 'Droit',
      titles: 'Juriste stagiaire; Juriste; Juriste senior; Directeur juridique|Directrice juridique',
      skills:
        'Droit des contrats: licences, baux; Protection des données: RGPD, audits; Contentieux: preuve, transactions; Droit des sociétés: fusions, statuts',
      courses:
        'Procédure civile; Droit constitutionnel; Rédaction juridique; Droit des obligations; Droit pénal',
      employers:
        '{name} & {other}: Cabinet d’avocats; Cabinet {name}: Conseil aux jeunes entreprises; Maison du droit de {city}: Accès au droit; Groupe {name}: Société de participation; Chambre de commerce de {city}: Chambre de commerce',
      achievements: [
        'Litige de {5-9} ans réglé en {2-4} mois.',
        'Rédaction des contrats types d’un groupe de {10-40} sociétés.',
        'Conseil à {20-90} jeunes entreprises avant leur premier contrat.',
        'Conduite de {10-30} audits de protection des données.',
        'Préparation de {10-30} dossiers plaidés.',
      ],
    },
  },
});
