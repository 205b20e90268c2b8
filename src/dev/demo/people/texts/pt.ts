import { defineTexts } from './texts.ts';

export const pt = defineTexts({
  levels: 'Básico; Intermediário; Avançado; Especialista',
  fluency: 'Língua materna; Fluente; Nível profissional; Conversação; Noções básicas',
  beginning: ['{title} em início de carreira.', '{title}, dando os primeiros passos na profissão.'],
  experienced: ['{title} com {years} anos de experiência.', '{title}, {years} anos na profissão.'],
  strengths: ['Pontos fortes: {skill} e {other}.', 'Especialidades: {skill} e {other}.'],
  duties: ['Atividade principal: {skill} ({keywords}).', 'Área de atuação: {skill}, sobretudo {keywords}.'],
  achievements: [
    'Treinamento de {2-9} novos colegas.',
    'Redação do manual para quem começa.',
    'Mudança para uma nova sede sem perder um dia de trabalho.',
    'Reunião semanal reduzida a {15-30} minutos.',
    'Criação de um programa de mentoria com {5-15} duplas.',
  ],
  trades: {
    software: {
      area: 'Ciência da Computação',
      titles:
        'Desenvolvedor júnior|Desenvolvedora júnior; Engenheiro de software|Engenheira de software; Engenheiro de software sênior|Engenheira de software sênior; Arquiteto de software|Arquiteta de software; Arquiteto principal|Arquiteta principal',
      skills:
        'Desenvolvimento web: TypeScript, GraphQL, React; Bancos de dados: PostgreSQL, Redis, planos de consulta; Sistemas distribuídos: filas, consenso, cache; Operações: Kubernetes, Terraform, monitoramento; Linguagens de programação: Go, Rust, Java, Python',
      courses:
        'Sistemas operacionais; Algoritmos; Compiladores; Sistemas de bancos de dados; Redes de computadores',
      employers:
        '{name} Pagamentos: Plataforma de pagamentos; {name} Logística: Software para armazéns; Nuvem {city}: Hospedagem em nuvem; Escola {name} Online: Ensino a distância; Saúde Digital {city}: Software para hospitais',
      achievements: [
        'Migração de um monólito para serviços sem um dia de parada.',
        'Consulta mais lenta do produto reduzida a um décimo.',
        'Adoção da revisão de código, com {15-45} % menos erros.',
        'Reconstrução da busca, usada hoje por {2-9} milhões de pessoas.',
        'Implantação reduzida de {40-90} para {5-15} minutos.',
      ],
    },
    data: {
      area: 'Estatística',
      titles:
        'Analista de dados; Cientista de dados; Cientista de dados sênior; Diretor de dados|Diretora de dados',
      skills:
        'Análise de dados: SQL, Python, pandas; Aprendizado de máquina: scikit-learn, PyTorch, feature stores; Visualização: Tableau, Looker, Matplotlib; Previsão: séries temporais, modelos bayesianos',
      courses:
        'Probabilidade; Modelos lineares; Planejamento de experimentos; Aprendizado estatístico; Amostragem',
      employers:
        'Seguros {name}: Seguro residencial; {name} Análises: Análises para o varejo; Transportes {city}: Transporte público; Instituto {name}: Pesquisa de mercado; Banco de {city}: Banco de varejo',
      achievements: [
        'Criação da previsão que orienta as compras.',
        'Substituição de {4-12} relatórios por um único painel.',
        'Condução de {20-60} experimentos por ano.',
        'Descoberta de uma fraude que custava {2-9} % da receita.',
        'Automação de um relatório mensal que levava {2-5} dias.',
      ],
    },
    design: {
      area: 'Design de Interação',
      titles:
        'Designer júnior; Designer de produto; Designer de produto sênior; Diretor de design|Diretora de design',
      skills:
        'Prototipagem: Figma, papel, HTML; Pesquisa com usuários: entrevistas, testes de usabilidade; Acessibilidade: WCAG, leitores de tela; Tipografia: sistemas tipográficos, grades',
      courses: 'História da tipografia; Ergonomia; Design de serviços; Comunicação visual; Desenho',
      employers:
        'Estúdio {name}: Agência de design; Banco {name}: Banco para pessoas físicas; {city} Digital: Agência digital; {name} Médica: Software médico; Móveis {name}: Fabricante de móveis',
      achievements: [
        'Redesenho da compra com {8-20} clientes à mesa.',
        'Adaptação do produto a leitores de tela.',
        'Criação do design system usado por {5-12} equipes.',
        'Cadastro reduzido de {7-12} para {2-4} etapas.',
        'Realização de {20-60} testes de usabilidade por ano.',
      ],
    },
    nursing: {
      area: 'Enfermagem',
      titles:
        'Enfermeiro|Enfermeira; Enfermeiro sênior|Enfermeira sênior; Supervisor de enfermagem|Supervisora de enfermagem; Diretor de enfermagem|Diretora de enfermagem',
      skills:
        'Emergência: triagem, reanimação; Educação do paciente: diabetes, planejamento da alta; Liderança de equipe: escalas, passagem de plantão; Tratamento de feridas: curativos, prontuário',
      courses: 'Anatomia; Farmacologia; Ética do cuidado; Terapia intensiva; Saúde coletiva',
      employers:
        'Hospital Universitário de {city}: Hospital universitário; Hospital Santa Maria de {city}: Hospital com maternidade; Posto de Saúde {city}: Atenção básica; Clínica {name}: Clínica de reabilitação; {name} Home Care: Atendimento domiciliar',
      achievements: [
        'Coordenação do plantão noturno de uma ala com {20-40} leitos.',
        'Nova passagem de plantão, com metade das dúvidas depois dela.',
        'Treinamento de {10-25} enfermeiros em terapia intensiva.',
        'Quedas na ala reduzidas em {15-45} %.',
        'Abertura de um ambulatório de feridas com {20-60} pacientes por semana.',
      ],
    },
    engineering: {
      area: 'Engenharia Mecânica',
      titles:
        'Projetista; Engenheiro mecânico|Engenheira mecânica; Engenheiro mecânico sênior|Engenheira mecânica sênior; Diretor técnico|Diretora técnica',
      skills:
        'Projeto assistido: SolidWorks, CATIA; Simulação: elementos finitos, dinâmica de fluidos; Fabricação: fundição, tolerâncias, início de série; Acionamentos: engrenagens, motores elétricos',
      courses:
        'Estática; Termodinâmica; Elementos de máquinas; Ciência dos materiais; Engenharia de controle',
      employers:
        'Bombas {name}: Fabricante de bombas; Trens {city}: Material ferroviário; {name} Eólica: Turbinas eólicas; Embalagens {name}: Máquinas de embalagem; Motores {name}: Motores elétricos',
      achievements: [
        'Desenvolvimento de uma bomba do primeiro esboço à série.',
        'Descoberta da ressonância que tinha custado {2-5} protótipos.',
        'Porta {2-6} quilos mais leve, sem perder rigidez.',
        'Refugo reduzido em {15-45} %.',
        'Certificação de {3-9} máquinas.',
      ],
    },
    business: {
      area: 'Administração',
      titles:
        'Coordenador de projetos|Coordenadora de projetos; Gerente de produto; Gerente de produto sênior; Diretor de produto|Diretora de produto',
      skills:
        'Estratégia de produto: roadmaps, preços; Negociação: contratos, fornecedores; Orçamento: previsões, controle de custos; Cadeia de suprimentos: compras, armazenagem',
      courses: 'Contabilidade; Marketing; Estatística aplicada; Finanças corporativas; Gestão de operações',
      employers:
        'Casa {name}: Comércio de móveis; {name} Alimentos: Atacado de alimentos; Comercial {city}: Importação e exportação; {name} Esportes: Artigos esportivos; {name} Escritório: Software por assinatura',
      achievements: [
        'Abertura de {2-5} novos mercados em um ano.',
        'Prazo de entrega reduzido de {8-14} para {2-5} dias.',
        'Crescimento do produto de {3-9} para {100-400} clientes.',
        'Renegociação de {10-40} contratos com fornecedores.',
        'Custos de armazenagem reduzidos em {10-30} %.',
      ],
    },
    teaching: {
      area: 'Pedagogia',
      titles:
        'Professor auxiliar|Professora auxiliar; Professor|Professora; Coordenador de área|Coordenadora de área; Vice-diretor|Vice-diretora',
      skills:
        'Planejamento de ensino: avaliação, inclusão; Ensino: matemática, física; Mentoria: novos professores, famílias; Ensino digital: Moodle, GeoGebra',
      courses:
        'Didática; Psicologia do desenvolvimento; Didática da matemática; Avaliação; Educação inclusiva',
      employers:
        'Colégio {city}: Ensino médio; Escola Técnica de {city}: Ensino técnico; Colégio {name}: Escola particular; Centro de Educação de Adultos {city}: Educação de adultos; Escola de Idiomas {city}: Escola de idiomas',
      achievements: [
        'Reprovações em matemática reduzidas à metade.',
        'Criação do clube de robótica com {15-40} alunos.',
        'Redação do curso usado por {3-9} escolas da região.',
        'Intercâmbio de {15-40} alunos com uma escola no exterior.',
        'Adoção de provas digitais em {5-15} turmas.',
      ],
    },
    law: {
      area: 'Direito',
      titles:
        'Estagiário de direito|Estagiária de direito; Advogado|Advogada; Advogado sênior|Advogada sênior; Diretor jurídico|Diretora jurídica',
      skills:
        'Direito contratual: licenças, locações; Proteção de dados: LGPD, auditorias; Contencioso: provas, acordos; Direito societário: fusões, estatutos',
      courses:
        'Processo civil; Direito constitucional; Redação jurídica; Direito das obrigações; Direito penal',
      employers:
        '{name} e {other} Advogados: Escritório de advocacia; Advocacia {name}: Assessoria a startups; Orientação Jurídica {city}: Orientação jurídica gratuita; Grupo {name}: Holding; Câmara de Comércio de {city}: Câmara de comércio',
      achievements: [
        'Acordo em {2-4} meses em um litígio de {5-9} anos.',
        'Redação dos contratos padrão de um grupo de {10-40} empresas.',
        'Assessoria a {20-90} startups antes do primeiro contrato.',
        'Condução de {10-30} auditorias de proteção de dados.',
        'Preparação de {10-30} processos.',
      ],
    },
  },
});
