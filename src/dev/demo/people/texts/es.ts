import { defineTexts } from './texts.ts';

export const es = defineTexts({
  levels: 'Básico; Intermedio; Avanzado; Experto',
  fluency: 'Lengua materna; Fluido; Nivel profesional; Conversación; Nociones básicas',
  beginning: ['{title} al comienzo de su carrera.', '{title}, con los primeros pasos en la profesión.'],
  experienced: ['{title} con {years} años de experiencia.', '{title}, {years} años en la profesión.'],
  strengths: ['Puntos fuertes: {skill}, {other}.', 'Especialidades: {skill}, {other}.'],
  duties: ['Tarea principal: {skill} ({keywords}).', 'Área de trabajo: {skill}, sobre todo {keywords}.'],
  achievements: [
    'Formación de {2-9} nuevos compañeros.',
    'Redacción del manual de acogida.',
    'Traslado a una nueva sede sin perder un día de trabajo.',
    'Reunión semanal reducida a {15-30} minutos.',
    'Creación de un programa de mentoría con {5-15} parejas.',
  ],
  trades: {
    software: {
      area: 'Ingeniería Informática',
      titles:
        'Desarrollador júnior|Desarrolladora júnior; Ingeniero de software|Ingeniera de software; Ingeniero de software sénior|Ingeniera de software sénior; Arquitecto de software|Arquitecta de software; Arquitecto principal|Arquitecta principal',
      skills:
        'Desarrollo web: TypeScript, GraphQL, React; Bases de datos: PostgreSQL, Redis, planes de consulta; Sistemas distribuidos: colas, consenso, caché; Operaciones: Kubernetes, Terraform, monitorización; Lenguajes de programación: Go, Rust, Java, Python',
      courses:
        'Sistemas operativos; Algoritmia; Compiladores; Sistemas de bases de datos; Redes de computadores',
      employers:
        'Pagos {name}: Plataforma de pagos; {name} Logística: Software para almacenes; Nube {city}: Alojamiento en la nube; Aula {name}: Formación en línea; Salud Digital {city}: Software para hospitales',
      achievements: [
        'Migración de un monolito a servicios sin un día de parada.',
        'Consulta más lenta del producto reducida a la décima parte.',
        'Introducción de la revisión de código, con un {15-45} % menos de errores.',
        'Rediseño del buscador, que hoy usan {2-9} millones de personas.',
        'Despliegue reducido de {40-90} a {5-15} minutos.',
      ],
    },
    data: {
      area: 'Estadística',
      titles:
        'Analista de datos; Científico de datos|Científica de datos; Científico de datos sénior|Científica de datos sénior; Director de datos|Directora de datos',
      skills:
        'Análisis de datos: SQL, Python, pandas; Aprendizaje automático: scikit-learn, PyTorch, feature stores; Visualización: Tableau, Looker, Matplotlib; Previsión: series temporales, modelos bayesianos',
      courses: 'Probabilidad; Modelos lineales; Diseño de experimentos; Aprendizaje estadístico; Muestreo',
      employers:
        'Seguros {name}: Seguros de hogar; {name} Analítica: Análisis para el comercio; Transportes de {city}: Transporte público; Instituto {name}: Estudios de mercado; Caja de {city}: Banca minorista',
      achievements: [
        'Creación de la previsión con la que planifica Compras.',
        'Sustitución de {4-12} informes por un solo panel.',
        'Realización de {20-60} experimentos al año.',
        'Detección de un fraude que costaba el {2-9} % de la facturación.',
        'Automatización de un informe mensual que llevaba {2-5} días.',
      ],
    },
    design: {
      area: 'Diseño de Interacción',
      titles:
        'Diseñador júnior|Diseñadora júnior; Diseñador de producto|Diseñadora de producto; Diseñador de producto sénior|Diseñadora de producto sénior; Director de diseño|Directora de diseño',
      skills:
        'Prototipado: Figma, papel, HTML; Investigación de usuarios: entrevistas, pruebas de usabilidad; Accesibilidad: WCAG, lectores de pantalla; Tipografía: sistemas tipográficos, retículas',
      courses: 'Historia de la tipografía; Ergonomía; Diseño de servicios; Comunicación visual; Dibujo',
      employers:
        'Estudio {name}: Agencia de diseño; Banco {name}: Banca para particulares; {city} Digital: Agencia digital; {name} Médica: Software médico; Muebles {name}: Fabricante de muebles',
      achievements: [
        'Rediseño de la compra con {8-20} clientes en la mesa.',
        'Adaptación del producto a los lectores de pantalla.',
        'Creación del sistema de diseño que comparten {5-12} equipos.',
        'Registro reducido de {7-12} a {2-4} pasos.',
        'Realización de {20-60} pruebas de usabilidad al año.',
      ],
    },
    nursing: {
      area: 'Enfermería',
      titles:
        'Enfermero|Enfermera; Enfermero especialista|Enfermera especialista; Supervisor de enfermería|Supervisora de enfermería; Director de enfermería|Directora de enfermería',
      skills:
        'Urgencias: triaje, reanimación; Educación del paciente: diabetes, planificación del alta; Liderazgo de equipos: turnos, relevos; Cura de heridas: apósitos, historia clínica',
      courses: 'Anatomía; Farmacología; Ética del cuidado; Cuidados intensivos; Salud pública',
      employers:
        'Hospital Universitario de {city}: Hospital universitario; Hospital Santa María de {city}: Hospital con maternidad; Centro de Salud de {city}: Centro de salud; Clínica {name}: Centro de rehabilitación; Cuidados {name}: Atención a domicilio',
      achievements: [
        'Coordinación del turno de noche de una planta con {20-40} camas.',
        'Nuevo relevo, con la mitad de consultas posteriores.',
        'Formación de {10-25} enfermeras en cuidados intensivos.',
        'Caídas en la planta reducidas un {15-45} %.',
        'Apertura de una consulta de heridas con {20-60} pacientes por semana.',
      ],
    },
    engineering: {
      area: 'Ingeniería Mecánica',
      titles:
        'Delineante proyectista; Ingeniero mecánico|Ingeniera mecánica; Ingeniero mecánico sénior|Ingeniera mecánica sénior; Director técnico|Directora técnica',
      skills:
        'Diseño asistido: SolidWorks, CATIA; Simulación: elementos finitos, dinámica de fluidos; Fabricación: fundición, tolerancias, arranque de series; Transmisiones: engranajes, motores eléctricos',
      courses:
        'Estática; Termodinámica; Elementos de máquinas; Ciencia de los materiales; Ingeniería de control',
      employers:
        'Bombas {name}: Fabricante de bombas; Ferrocarriles de {city}: Material ferroviario; {name} Eólica: Aerogeneradores; Envases {name}: Máquinas de envasado; Motores {name}: Motores eléctricos',
      achievements: [
        'Desarrollo de una bomba desde el primer boceto hasta la serie.',
        'Hallazgo de la resonancia que había costado {2-5} prototipos.',
        'Puerta aligerada en {2-6} kilos sin perder rigidez.',
        'Tasa de rechazo reducida un {15-45} %.',
        'Certificación de {3-9} máquinas.',
      ],
    },
    business: {
      area: 'Administración de Empresas',
      titles:
        'Coordinador de proyectos|Coordinadora de proyectos; Jefe de producto|Jefa de producto; Jefe de producto sénior|Jefa de producto sénior; Director de producto|Directora de producto',
      skills:
        'Estrategia de producto: hojas de ruta, precios; Negociación: contratos, proveedores; Presupuestos: previsiones, control de costes; Cadena de suministro: compras, almacenes',
      courses:
        'Contabilidad; Marketing; Estadística empresarial; Finanzas corporativas; Dirección de operaciones',
      employers:
        'Mobiliario {name}: Fabricante de mobiliario; Alimentación {name}: Mayorista de alimentación; Comercial {city}: Importación y exportación; Deportes {name}: Artículos deportivos; Ofimática {name}: Software por suscripción',
      achievements: [
        'Apertura de {2-5} mercados nuevos en un año.',
        'Plazo de entrega reducido de {8-14} a {2-5} días.',
        'Crecimiento del producto de {3-9} a {100-400} clientes.',
        'Renegociación de {10-40} contratos con proveedores.',
        'Costes de almacén reducidos un {10-30} %.',
      ],
    },
    teaching: {
      area: 'Educación',
      titles:
        'Profesor en prácticas|Profesora en prácticas; Profesor|Profesora; Jefe de departamento|Jefa de departamento; Jefe de estudios|Jefa de estudios',
      skills:
        'Diseño curricular: evaluación, inclusión; Docencia: matemáticas, física; Tutoría: profesorado nuevo, familias; Aprendizaje digital: Moodle, GeoGebra',
      courses:
        'Pedagogía; Psicología del desarrollo; Didáctica de las matemáticas; Evaluación; Atención a la diversidad',
      employers:
        'Instituto de {city}: Enseñanza secundaria; Centro de Formación {city}: Formación profesional; Colegio {name}: Colegio privado; Escuela de Adultos de {city}: Educación de adultos; Escuela de Idiomas de {city}: Escuela de idiomas',
      achievements: [
        'Suspensos en matemáticas reducidos a la mitad.',
        'Creación del club de robótica con {15-40} alumnos.',
        'Redacción del curso que usan {3-9} centros del distrito.',
        'Intercambio de {15-40} alumnos con un centro del extranjero.',
        'Introducción de exámenes digitales en {5-15} clases.',
      ],
    },
    law: {
      area: 'Derecho',
      titles:
        'Abogado en prácticas|Abogada en prácticas; Abogado|Abogada; Abogado sénior|Abogada sénior; Director jurídico|Directora jurídica',
      skills:
        'Derecho contractual: licencias, arrendamientos; Protección de datos: RGPD, auditorías; Litigios: prueba, acuerdos; Derecho mercantil: fusiones, estatutos',
      courses:
        'Derecho procesal civil; Derecho constitucional; Redacción jurídica; Derecho de obligaciones; Derecho penal',
      employers:
        '{name} y {other} Abogados: Bufete de abogados; Bufete {name}: Asesoría para empresas nuevas; Asesoría Jurídica {city}: Orientación jurídica; Grupo {name}: Sociedad de cartera; Cámara de Comercio de {city}: Cámara de comercio',
      achievements: [
        'Acuerdo en {2-4} meses en un pleito de {5-9} años.',
        'Redacción de los contratos tipo de un grupo de {10-40} sociedades.',
        'Asesoría a {20-90} empresas nuevas antes de su primer contrato.',
        'Dirección de {10-30} auditorías de protección de datos.',
        'Preparación de {10-30} juicios.',
      ],
    },
  },
});
