// The names that fields have in resumes of other languages. Case, separators and accents do not matter.

/** By place and field. */
const NAMES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '': {
    work: `berufserfahrung berufserfahrungen berufspraxis beruflicherWerdegang werdegang berufe arbeitserfahrung experiencia experiencias
      experienciaLaboral experienciaProfesional experienciasProfesionales historialLaboral trabajos empleos experienciaProfissional
      experienciasProfissionais empregos experiencesProfessionnelles experienceProfessionnelle parcoursProfessionnel emplois
      esperienza esperienze esperienzaLavorativa esperienzeLavorative esperienzeProfessionali werkervaring werkervaringen
      doswiadczenie doswiadczenieZawodowe опыт опытРаботы досвід досвідРоботи deneyim deneyimler isDeneyimi arbetslivserfarenhet
      工作经历 工作经验 工作經歷 工作經驗 职业经历 職歴 職務経歴 경력 경력사항 الخبرات الخبرة`,
    education: `ausbildung ausbildungen bildung bildungsweg studium schulbildung educacion formacion formacionAcademica estudios educacao
      formacao formacoes formacaoAcademica escolaridade formation formations etudes diplomes istruzione formazione titoliDiStudio
      opleiding opleidingen wykształcenie wyksztalcenie edukacja образование освіта egitim utbildning utbildningar 教育经历 教育背景
      教育經歷 学历 学歴 학력 학력사항 التعليم المؤهلات`,
    skills: `fähigkeiten faehigkeiten kenntnisse fachkenntnisse kompetenzen habilidades competencias aptitudes conocimientos conhecimentos
      habilidadesTecnicas competences competencesTechniques competenze vaardigheden competenties umiejetnosci навыки
      ключевыеНавыки навички yetenekler beceriler färdigheter kompetenser 技能 专业技能 スキル 기술 기술스택 보유기술 المهارات`,
    languages: `sprachen sprachkenntnisse idiomas lenguas linguas langues lingue conoscenzeLinguistiche talen talenkennis jezyki
      языки иностранныеЯзыки знаниеЯзыков мови diller yabanciDiller språk språkkunskaper 语言 语言能力 語言 語学 言語 언어 외국어
      اللغات`,
    projects: `projekte proyectos projetos projets progetti projecten projekty проекты проєкти projeler 项目 项目经历 项目经验 專案
      プロジェクト 프로젝트 المشاريع`,
    interests: `hobbys interessen intereses aficiones interesses loisirs centresDInteret interessi zainteresowania интересы
      увлечения хобби інтереси hobiler intressen 兴趣 兴趣爱好 爱好 趣味 취미 الهوايات`,
    certificates: `zertifikate zertifizierungen certificaciones certificados certificacoes certificats certificazioni certificaten
      certyfikaty сертификаты сертифікати sertifikalar 证书 資格 자격증 الشهادات`,
    volunteer: `ehrenamt voluntariado benevolat volontariato vrijwilligerswerk wolontariat волонтерство волонтёрство 志愿者经历
      ボランティア 봉사활동`,
    awards:
      'auszeichnungen premios prix premi prijzen nagrody награды нагороди oduller 奖项 获奖经历 受賞歴 수상경력',
    publications: `veröffentlichungen publikationen publicaciones publicacoes pubblicazioni publicaties publikacje публикации
      публікації yayinlar 论文`,
    references:
      'referenzen referencias referenze referenties referencje рекомендации рекомендації referanslar',
  },
  basics: {
    label: `berufsbezeichnung beruf profesion profissao tituloProfesional tituloProfissional professione beroep zawod профессия
      професія meslek yrke 职业 職業 직업`,
    email: `correo correoElectronico courriel почта электроннаяПочта пошта ePosta ePost 邮箱 电子邮箱 电子邮件 電子郵件 メール
      メールアドレス 이메일 البريدالإلكتروني`,
    phone: `telefon telefonnummer handy mobil telefono movil celular telefone cellulare telefoon telefoonnummer telefonKomorkowy
      телефон мобильный 电话 手机 電話 電話番号 전화번호 연락처 الهاتف`,
    url: 'webseite sitioWeb siteWeb sitoWeb сайт 网站 ウェブサイト 웹사이트',
    summary: `zusammenfassung kurzprofil überMich resumen sobreMi resumo sobreMim aPropos sommario samenvatting podsumowanie обоМне
      оСебе ozet hakkimda sammanfattning 自我评价 个人简介 自己紹介 자기소개`,
    image: 'foto bild imagen imagem immagine zdjecie фото 照片 写真 사진',
    location: `adresse anschrift wohnort direccion domicilio endereco indirizzo residenza adres woonplaats адрес адреса adress 地址 住所
      주소 العنوان`,
  },
  'basics.location': {
    address:
      'straße strasse calle direccion rua endereco rue adresse indirizzo straat ulica улица sokak gatuadress',
    city: 'stadt ort wohnort ciudad cidade ville citta plaats woonplaats miasto город місто sehir stad 城市 도시 المدينة',
    countryCode: 'land pais pays paese kraj страна країна ulke 国家 国 국가 الدولة',
    region:
      'bundesland kanton provincia estado regione provincie wojewodztwo область регион 省 省份 都道府県',
    postalCode: `plz postleitzahl codigoPostal cep codePostal cap kodPocztowy индекс почтовыйИндекс postaKodu postnummer 邮编 郵便番号
      우편번호`,
  },
  work: {
    name: `unternehmen firma arbeitgeber betrieb empresa empleador empregador entreprise employeur societe azienda datoreDiLavoro
      bedrijf werkgever pracodawca компания организация работодатель компанія sirket isveren företag arbetsgivare 公司 公司名称 单位
      企业 会社 会社名 勤務先 회사 회사명 직장 الشركة`,
    position: `titel stelle funktion rolle puesto cargo funcao poste fonction ruolo posizione mansione functie stanowisko должность
      посада pozisyon unvan befattning 职位 职务 岗位 職種 役職 職位 직책 직위 직무 المسمىالوظيفي المنصب`,
    location: `ort arbeitsort standort lugar ubicacion ciudad localizacao cidade lieu ville luogo sede plaats locatie miejsce город место
      місто sehir 地点 城市 勤務地 지역`,
    summary: `beschreibung descripcion descricao descrizione omschrijving beschrijving opis описание опис aciklama beskrivning 描述
      工作描述 仕事内容 業務内容 설명 업무내용 الوصف`,
    highlights: `tätigkeiten taetigkeiten aufgaben funciones tareas responsabilidades logros atividades missions taches realisations
      attivita taken werkzaamheden obowiazki обязанности достижения обовязки gorevler arbetsuppgifter 职责 工作职责 담당업무 المهام`,
  },
  education: {
    institution: `hochschule universität schule einrichtung institut bildungseinrichtung centro institucion universidad escuela instituto
      instituicao universidade faculdade escola etablissement ecole universite istituto universita scuola instelling universiteit
      uczelnia szkoła szkola учебноеЗаведение вуз университет заклад okul lärosäte skola 学校 院校 学校名 학교 학교명 الجامعة`,
    area: `studiengang fach fachrichtung studienfach carrera especialidad curso filiere specialite corso corsoDiLaurea facolta
      studierichting kierunek специальность факультет спеціальність bolum inriktning 专业 專業 専攻 学部 전공 التخصص`,
    studyType: `abschluss titulo grado grau diplome titre titolo graad stopien tytuł степень ступінь derece examen 学历 学位 학위
      الدرجة`,
    score: 'note abschlussnote nota voto cijfer ocena оценка 成绩',
  },
  languages: {
    language: 'sprache idioma lengua langue lingua taal jezyk язык мова dil språk 语言 語言 言語 언어 اللغة',
    fluency:
      'niveau kenntnisstand nivel livello poziom уровень рівень seviye nivå 水平 熟练程度 レベル 수준 المستوى',
  },
  skills: {
    name: 'fähigkeit kenntnis nombre habilidad nome habilidade competence nom competenza naam nazwa название навык 名称 이름',
    level: 'niveau nivel livello poziom уровень рівень seviye nivå 水平 レベル 수준 المستوى',
  },
};

/** Where the place has both dates. */
const DATES: Readonly<Record<string, string>> = {
  startDate: `startdatum beginn von fechaInicio fechaDeInicio inicio desde dataInicio dataDeInicio dateDebut dateDeDebut debut dal
    dataInizio inizio van begindatum od dataRozpoczecia начало датаНачала початок baslangic baslangicTarihi 开始时间 开始日期 開始
    開始日 入职时间 入学时间 入社日 시작일 입사일 تاريخالبدء`,
  endDate: `enddatum ende bis fechaFin fechaDeFin fin hasta dataFim dataDeFim dataTermino fim dateFin dateDeFin al dataFine fine tot
    einddatum do dataZakonczenia конец окончание датаОкончания кінець bitis bitisTarihi slutdatum 结束时间 结束日期 終了 終了日
    离职时间 毕业时间 退社日 종료일 퇴사일 졸업 تاريخالانتهاء`,
};

/** Each other name with its field. */
export function namesInLanguages(place: string, hasDates: boolean): [string, string][] {
  const fields = { ...(hasDates && DATES), ...NAMES[place] };
  return Object.entries(fields).flatMap(([field, names]) =>
    names.split(/\s+/).map((name): [string, string] => [name, field]),
  );
}
