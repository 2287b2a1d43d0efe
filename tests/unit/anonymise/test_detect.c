#include "corpus.h"

/* One line a case: what must be found in which text, as what.  Other findings may be beside it. */
static const struct {
    const char *text, *found, *category, *severity;
} CASES[] = {
    /* people */
    {"On a vu Mme Durand hier.", "Mme Durand", "person", "direct"},
    {"on a vu mme durand hier", "mme durand", "person", "direct"},
    {"Reçu M. Le Guen au bureau.", "M. Le Guen", "person", "direct"},
    {"Vu Mr. EL IDRISSI ce matin.", "Mr. EL IDRISSI", "person", "direct"},
    {"Maître Roux-Castel plaide.", "Maître Roux-Castel", "person", "direct"},
    {"Courrier de Me Castan.", "Me Castan", "person", "direct"},
    {"son fils kevin dort mal", "kevin", "person", "direct"},
    {"Elle s'appelle lina.", "lina", "person", "direct"},
    {"Elle s’appelle Lina.", "Lina", "person", "direct"},
    {"Le garçon, prénommé Enzo, joue.", "Enzo", "person", "direct"},
    {"Elle a vu Mme N'Diaye.", "Mme N'Diaye", "person", "direct"},
    {"vu jean dupont hier", "jean dupont", "person", "direct"},
    {"la famille benali le sait", "benali", "person", "direct"},
    {"Elle a vu J. Dupont.", "J. Dupont", "person", "direct"},
    {"Elle a vu J.-P. Dupont.", "J.-P. Dupont", "person", "direct"},
    {"Elle vit avec Jean « Jeannot » Durand.", "Jean « Jeannot » Durand", "person", "direct"},
    {"Monsieur, surnommé « le grand », menace.", "le grand", "person", "direct"},
    {"Elle a peur de Charles de Gallargues.", "Charles de Gallargues", "person", "direct"},
    {"L'appel de Mohamed ben Salah inquiète.", "Mohamed ben Salah", "person", "direct"},
    {"Pierre a frappé la porte.", "Pierre", "person", "direct"},
    {"Jade ne dort plus.", "Jade", "person", "direct"},
    {"Rose, 8 ans, a appelé.", "Rose", "person", "direct"},
    {"Elle évite Olive depuis.", "Olive", "person", "direct"},
    {"DUPONT JULIEN EST VENU HIER SOIR.", "DUPONT JULIEN", "person", "direct"},
    {"Vu Aime\xCC\x81lie Brun ici.", "Aime\xCC\x81lie Brun", "person", "direct"},
    {"Vu Nadège\xC2\xA0"
     "Brun ici.",
     "Nadège\xC2\xA0"
     "Brun",
     "person", "direct"},
    {"Vu Mme B. Martin, seule.", "Mme B. Martin", "person", "direct"},
    {"MME RIVIÈRE EST VENUE SEULE HIER.", "MME RIVIÈRE", "person", "direct"},
    {"vu mme petit ce jour", "mme petit", "person", "direct"},
    {"hier il a mordu lea", "lea", "person", "direct"},
    {"léa et tom ont dormi ici", "tom", "person", "direct"},
    {"Le 12/4 à 8 h", "12/4", "date", "direct"},
    {"mme rivière a dit non", "mme rivière", "person", "direct"},
    {"mme boulanger a dit non", "mme boulanger", "person", "direct"},
    {"vu mme el khatib hier", "mme el khatib", "person", "direct"},
    {"vu mme n'guyen hier", "mme n'guyen", "person", "direct"},
    {"Vu M. Noël hier.", "M. Noël", "person", "direct"},
    {"Elle vit chez les Petit depuis.", "Petit", "person", "direct"},
    {"La famille Rivière part.", "Rivière", "person", "direct"},
    {"Signé : Petit", "Petit", "person", "direct"},
    {"Ange ne dort plus.", "Ange", "person", "direct"},
    {"Elle a vu Ange hier.", "Ange", "person", "direct"},
    {"Il parle de Thaïs sans cesse.", "Thaïs", "person", "direct"},
    {"Rose B. est revenue.", "Rose B.", "person", "direct"},
    {"Olive et sa sœur dorment.", "Olive", "person", "direct"},
    {"Clément, lui, refuse.", "Clément", "person", "direct"},
    {"- Rose : maintien au domicile", "Rose", "person", "direct"},
    {"Zoé, Inès et Tom sont placés.", "Zoé", "person", "direct"},
    {"pierre a encore crié", "pierre", "person", "direct"},
    {"noa a encore fugué", "noa", "person", "direct"},
    {"elle vit avec noa", "noa", "person", "direct"},
    {"océane, 8 ans, a peur", "océane", "person", "direct"},
    {"vu jean-pierre hier", "jean-pierre", "person", "direct"},
    {"mme marie-claude durand", "mme marie-claude durand", "person", "direct"},
    {"la petite rose a mal", "rose", "person", "direct"},
    {"elle s'appelle pierre", "pierre", "person", "direct"},
    {"prénom : rose", "rose", "person", "direct"},
    {"le dr martin a dit", "dr martin", "person", "direct"},
    {"LE PETIT PIERRE EST VENU.", "PIERRE", "person", "direct"},
    {"Kevin dit Jojo est venu.", "Jojo", "person", "direct"},
    {"Vu hier O'Brien en ville.", "O'Brien", "person", "direct"},
    {"Le mari de Tchoupitoula part.", "Tchoupitoula", "person", "direct"},
    /* a name in capitals among words, though it is one itself */
    {"Hier SABINE est venue.", "SABINE", "person", "direct"},
    {"La mère de MARINE dort.", "MARINE", "person", "direct"},
    {"La situation BLANC est lourde.", "BLANC", "person", "direct"},
    {"VICTOR Juliette ne vient plus.", "VICTOR Juliette", "person", "direct"},
    {"Famille COLIN / MERLE", "MERLE", "person", "direct"},
    {"LA MERE DE VIOLETTE DORT ICI", "VIOLETTE", "person", "direct"},
    {"M CHARPENTIER REFUSE TOUT SUIVI", "M CHARPENTIER", "person", "direct"},
    {"Il crie : JE VAIS TUER SABINE CE SOIR", "SABINE", "person", "direct"},
    /* two capitals at the start of a sentence, words that are surnames */
    {"Rose Fontaine est enceinte.", "Rose Fontaine", "person", "direct"},
    {"Berger a été entendu.", "Berger", "person", "direct"},
    {"Le policier Fontaine a écrit.", "Fontaine", "person", "direct"},
    {"Les Toussaint ont vendu.", "Toussaint", "person", "direct"},
    {"On a vu Mme Mardi hier.", "Mme Mardi", "person", "direct"},
    {"Hier Luc Janvier a crié.", "Luc Janvier", "person", "direct"},
    {"Elle craint Yves Le Garrec.", "Yves Le Garrec", "person", "direct"},
    {"Simon de Beaulieu a témoigné.", "Simon de Beaulieu", "person", "direct"},
    {"Vu Mme Penn'du hier.", "Mme Penn'du", "person", "direct"},
    {"Vu hier Đặng Thị Hoa ici.", "Đặng Thị Hoa", "person", "direct"},
    {"Le fils de R.T. est parti.", "R.T.", "person", "mild"},
    {"M. K. L. a été reçu.", "M. K. L.", "person", "mild"},
    {"Vu le Dr F-X. Morand ici.", "Dr F-X. Morand", "person", "direct"},
    {"Il se fait appeler le Gitan ici.", "le Gitan", "person", "direct"},
    {"On dit « la Bique » au village.", "la Bique", "person", "direct"},
    {"Mme Pons née Vidal est venue.", "Mme Pons née Vidal", "person", "direct"},
    /* in small letters, a word where no noun stands without an article */
    {"je confirme que rose est venue", "rose", "person", "direct"},
    {"il a frappé marine hier", "marine", "person", "direct"},
    {"la maman de violette ne dort plus", "violette", "person", "direct"},
    {"elle dort chez jade depuis", "jade", "person", "direct"},
    {"son père, julien petit.", "julien petit", "person", "direct"},
    {"vu jean-pierre de la tour", "jean-pierre de la tour", "person", "direct"},
    {"reçu hier karim el amrani", "karim el amrani", "person", "direct"},
    {"vu mme de la tour ici", "mme de la tour", "person", "direct"},
    {"elle vit avec zorglub", "zorglub", "person", "mild"},
    {"me castelnau a plaidé", "me castelnau", "person", "direct"},
    /* over line ends, and with what nobody sees */
    {"Elle a vu Mme\nDurand.", "Mme\nDurand", "person", "direct"},
    {"Elle a vu Ma-\nrine Roux.", "Ma-\nrine Roux", "person", "direct"},
    {"Elle a vu Jean-\nPierre ici.", "Jean-\nPierre", "person", "direct"},
    {"tel 06 12\n34 56 78", "06 12\n34 56 78", "phone", "direct"},
    {"Vu Mme Du\xE2\x80\x8Brand hier.", "Mme Du\xE2\x80\x8Brand", "person", "direct"},
    {"à lola\xEF\xBC\xA0orange.fr svp", "lola\xEF\xBC\xA0orange.fr", "email", "direct"},
    /* places and organisations */
    {"Née à Casablanca.", "Casablanca", "place", "mild"},
    {"née à tizi ouzou hier", "tizi ouzou", "place", "mild"},
    {"Le train pour Lyon.", "Lyon", "place", "mild"},
    {"Le squat de Rochebelle est clos.", "Rochebelle", "place", "direct"},
    {"la brigade de Lasalle", "brigade de Lasalle", "organisation", "direct"},
    {"caissière au Carrefour d'Alès", "Carrefour d'Alès", "organisation", "direct"},
    {"à l'hôtel Le Clos des Pins", "hôtel Le Clos des Pins", "organisation", "direct"},
    {"Elle travaille à la Belle Étoile.", "Belle Étoile", "organisation", "direct"},
    {"chez Plomberie Rouvière", "Plomberie Rouvière", "organisation", "direct"},
    {"à la clinique bonnefon hier", "clinique bonnefon", "organisation", "direct"},
    {"Elle vit à Sauve depuis.", "Sauve", "place", "direct"},
    {"elle vit à quissac depuis", "quissac", "place", "direct"},
    {"rentrée à st jean hier", "st jean", "place", "direct"},
    {"elle dort a lezan", "lezan", "place", "direct"},
    {"Vue à Sauve\r\nhier.", "Sauve", "place", "direct"},
    {"Logée à St Hippolyte du Fort.", "St Hippolyte du Fort", "place", "direct"},
    {"Partie à Marseille.", "Marseille", "place", "mild"},
    {"Karim rentre du Portugal.", "Portugal", "place", "mild"},
    {"au lieu-dit les plans", "lieu-dit les plans", "place", "direct"},
    {"Scolarisée au collège Jean Moulin.", "collège Jean Moulin", "organisation", "direct"},
    {"à l'école primaire de Ganges", "école primaire de Ganges", "organisation", "direct"},
    {"chez elle, boulangerie \"Au Bon Pain\".", "boulangerie \"Au Bon Pain\"", "organisation",
     "direct"},
    {"il est au club de foot de lasalle", "club de foot de lasalle", "organisation", "direct"},
    {"Suivi par l'association XYZRT.", "association XYZRT", "organisation", "direct"},
    /* dates and ages */
    {"le 12 mars 2022 au soir", "12 mars 2022", "date", "direct"},
    {"le 1er janv. 2022 au soir", "1er janv. 2022", "date", "direct"},
    {"le 3 décenbre au soir", "3 décenbre", "date", "direct"},
    {"le 01 01 1990 au soir", "01 01 1990", "date", "direct"},
    {"le vingt et un mars 2022", "le vingt et un mars 2022", "date", "direct"},
    {"le 12/03/2022 au soir", "12/03/2022", "date", "direct"},
    {"le 12.03.22 au soir", "12.03.22", "date", "direct"},
    {"du 2022-03-12 au soir", "2022-03-12", "date", "direct"},
    {"du 3 au 12 mars 2022", "3 au 12 mars 2022", "date", "direct"},
    {"en mars 2022, il part", "mars 2022", "date", "mild"},
    {"depuis 2019, Karim boit", "2019", "date", "mild"},
    {"née le 3 mai 1987 ici", "3 mai 1987", "date", "direct"},
    {"né le 3/4 ici", "3/4", "date", "direct"},
    {"le trois avril deux mille quinze", "le trois avril deux mille quinze", "date", "direct"},
    {"née en 1987 ici", "1987", "age", "mild"},
    {"entre le 3 et le 9 mai", "3 et le 9 mai", "date", "direct"},
    {"du 3 au 9/04/2021", "3 au 9/04/2021", "date", "direct"},
    {"le 4 du mois de mai 2021", "4 du mois de mai 2021", "date", "direct"},
    {"du 30/12 au 02/01", "30/12 au 02/01", "date", "direct"},
    {"né le 14|2|1991 ici", "14|2|1991", "date", "direct"},
    {"le 31/ 05/ 2012 au soir", "31/ 05/ 2012", "date", "direct"},
    {"depuis le 040319", "040319", "date", "direct"},
    {"le soir de la Saint-Marc 2019", "la Saint-Marc 2019", "date", "mild"},
    {"le 12 courant", "12 courant", "date", "direct"},
    {"sa fille a 7 ans", "7 ans", "age", "mild"},
    {"ses enfants de 3 et 7 ans", "3 et 7 ans", "age", "mild"},
    /* addresses and contacts */
    {"au 12 bis rue des Lilas", "12 bis rue des Lilas", "address", "direct"},
    {"au 4, impasse du moulin", "4, impasse du moulin", "address", "direct"},
    {"au 3, rue du 8 mai 1945", "3, rue du 8 mai 1945", "address", "direct"},
    {"vit rue du 8 mai 1945 seule", "rue du 8 mai 1945", "address", "direct"},
    {"avenue Jean-Jaurès, chez elle", "avenue Jean-Jaurès", "address", "direct"},
    {"5 chemin de la source 30440 sumene", "5 chemin de la source 30440 sumene", "address",
     "direct"},
    {"30120 Le Vigan", "30120 Le Vigan", "address", "direct"},
    {"elle habite rue des tilleuls", "rue des tilleuls", "address", "direct"},
    {"au 12 rue des Lilas, appt 12, bât. C", "12 rue des Lilas, appt 12, bât. C", "address",
     "direct"},
    {"loge appt 12", "appt 12", "address", "direct"},
    {"passe chemin du Mas-Neuf", "chemin du Mas-Neuf", "address", "direct"},
    {"au 14 bis chemin de la Font, RD 12", "14 bis chemin de la Font, RD 12", "address", "direct"},
    {"au n°7 rue Basse", "n°7 rue Basse", "address", "direct"},
    {"au 8 de la rue Basse", "8 de la rue Basse", "address", "direct"},
    {"au carrefour de la Combette", "carrefour de la Combette", "address", "direct"},
    {"tel 06,12,34,56,78", "06,12,34,56,78", "phone", "direct"},
    {"au 06..12..34..56..78", "06..12..34..56..78", "phone", "direct"},
    {"c'est le06.12.34.56.78", "06.12.34.56.78", "phone", "direct"},
    {"au 00 212 661 23 45 67", "00 212 661 23 45 67", "phone", "direct"},
    {"au 0690 26 1140 le soir", "0690 26 1140", "phone", "direct"},
    {"lola12 AT hotmail com", "lola12 AT hotmail com", "email", "direct"},
    {"l.roux chez orange point fr", "l.roux chez orange point fr", "email", "direct"},
    {"sur snap sous le nom tom48-x", "tom48-x", "identifier", "direct"},
    {"son insta lolacevennes", "lolacevennes", "identifier", "direct"},
    {"Facebook : Lulu La Terreur", "Lulu La Terreur", "identifier", "direct"},
    {"carte 4970 1012 3456 7890", "4970 1012 3456 7890", "identifier", "direct"},
    {"passeport 12AB34567", "12AB34567", "identifier", "direct"},
    {"chambre 214 du foyer", "214", "identifier", "mild"},
    {"vue dans cd456ef hier", "cd456ef", "identifier", "direct"},
    {"au 6 12 34 56 78 le soir", "6 12 34 56 78", "phone", "direct"},
    {"au (0)6 12 34 56 78 le soir", "(0)6 12 34 56 78", "phone", "direct"},
    {"au 0 612 345 678 le soir", "0 612 345 678", "phone", "direct"},
    {"au 06_12_34_56_78 le soir", "06_12_34_56_78", "phone", "direct"},
    {"au 0 6 1 2 3 4 5 6 7 8 le soir", "0 6 1 2 3 4 5 6 7 8", "phone", "direct"},
    {"à lina.martin@… le soir", "lina.martin@", "email", "direct"},
    {"à lina.martin @ orange.fr", "lina.martin @ orange.fr", "email", "direct"},
    {"voir t.me/lina30 ce soir", "t.me/lina30", "identifier", "direct"},
    {"sur insta c'est lina.mtp", "lina.mtp", "identifier", "direct"},
    {"immatriculée ab 123 cd", "ab 123 cd", "identifier", "direct"},
    {"iban fr76 3000 6000 0112 3456 7890 189", "fr76 3000 6000 0112 3456 7890 189", "identifier",
     "direct"},
    {"au 06 12 34 56 78 le soir", "06 12 34 56 78", "phone", "direct"},
    {"au 06.12.34.56.78 le soir", "06.12.34.56.78", "phone", "direct"},
    {"au 0612345678 le soir", "0612345678", "phone", "direct"},
    {"au +33 (0)6 12 34 56 78 le soir", "+33 (0)6 12 34 56 78", "phone", "direct"},
    {"au 0033612345678 le soir", "0033612345678", "phone", "direct"},
    {"écrire à l.martin@example.org svp", "l.martin@example.org", "email", "direct"},
    {"l.martin arobase example point fr", "l.martin arobase example point fr", "email", "direct"},
    {"l.martin (at) example.com", "l.martin (at) example.com", "email", "direct"},
    /* identifiers; the keys of these numbers are right */
    {"NIR 2 87 07 30 007 123 35 donné", "2 87 07 30 007 123 35", "identifier", "direct"},
    {"sécu 1850578006084 sans clé", "1850578006084", "identifier", "direct"},
    {"FR76 3000 6000 0112 3456 7890 189", "FR76 3000 6000 0112 3456 7890 189", "identifier",
     "direct"},
    {"voiture AB-123-CD garée", "AB-123-CD", "identifier", "direct"},
    {"voiture 1234 AB 30 garée", "1234 AB 30", "identifier", "direct"},
    {"RG n° 22/01234", "n° 22/01234", "identifier", "direct"},
    {"procès-verbal n° 2021/000123", "n° 2021/000123", "identifier", "direct"},
    {"allocataire CAF 1234567", "1234567", "identifier", "direct"},
    {"sur insta : lina_30", "lina_30", "identifier", "direct"},
    {"il écrit à @momo30 sans cesse", "@momo30", "identifier", "direct"},
    {"https://example.org/profil/lina", "https://example.org/profil/lina", "identifier", "direct"},
    /* traits */
    {"la seule sage-femme de la vallée", "la seule sage-femme", "trait", "mild"},
    {"il est maire du village", "maire du village", "trait", "mild"},
    {"son mari, adjoint au maire", "adjoint au maire", "trait", "mild"},
    {"il est l'ancien maire", "l'ancien maire", "trait", "mild"},
    {"le seul berger du coin", "le seul berger", "trait", "mild"},
    {"la seule famille afghane", "la seule famille afghane", "trait", "mild"},
    {"elle est championne de France", "championne de France", "trait", "mild"},
    {"il est amputé d'une jambe", "amputé d'une jambe", "trait", "mild"},
    {"en 5eC au collège", "5eC", "trait", "mild"},
    {"Madame, 34 ans, craint son mari, gendarme.", "34 ans", "trait", "mild"},
    {"Madame, 34 ans, craint son mari, gendarme.", "gendarme", "trait", "mild"},
    {"mère de jumeaux", "jumeaux", "trait", "mild"},
    {"il est maçon ukrainien", "maçon ukrainien", "trait", "mild"},
};

/* Nothing may be found in these. */
static const char *const CLEAN[] = {
    "Il rentre du Portugal.", /* adds to nothing */
    "depuis 2019, il boit",
    "Madame A. a vu Monsieur X. Elle part. Madame B. Petite, elle fuyait. Mme C. Garde exclusive.",
    "Il a bu les 3/4 de la bouteille, le 1/3 du temps. TA 14/9. La porte 4 ferme mal.",
    "Mme D. et M. B. vivent ensemble.",
    "L'aîné dort. Un mardi, à Noël, au printemps, il y a deux ans.",
    "Pierre après pierre. Rose de honte. Olive verte.",
    "Le TGI, la CAF, la MDPH, l'ASE et le JAF.",
    "Elle doit 1 250 euros, soit 12 x 104 euros, depuis 3 ans.",
    "De 9 h à 12 h 30, 24 h sur 24, 7 jours sur 7.",
    "Le 115, le 17, le 3919 et le 119.",
    "LES ENFANTS SONT RESTES AVEC LEUR MERE.",
    "Aujourd'hui, peut-être, quelqu'un d'autre viendra.",
    "Le maire a été prévenu par l'école.",
    "Appeler le numéro 3919, le n° 119, le 39 19, le 116 006 ou le 0 800 05 95 95.",
    "Numéros utiles : 17, 18, 15, 112, 114, 115, 119, 3018, 3919.",
    "La loi du 28 décembre 2019 et la loi n° 2020-936 du 30 juillet 2020.",
    "Traitement : Paroxétine 20 mg, Alprazolam si besoin. EVA à 7.",
    "MISE EN PLACE D'UN SUIVI. EN COURS D'INSTRUCTION. LA ROUTE EST LONGUE.",
    "Un appartement 3 pièces. Patiente dit avoir chuté. Justice saisie.",
    "Un enfant désiré est né. Son ami fidèle est venu. Ange gardien.",
    "Dans les Cévennes et le Gard.",
    "Elle vient de France. Un Français l'aide.",
    "Une AEMOR, une MJIE et une QPV. Le JEX, l'OPP et la CRIP.",
    "TA 14/8 mmHg, Hb à 12 g/dL. Syndrome de Raynaud, échelle de Hamilton, Roue de Duluth.",
    "CETTE FAMILLE N'A PAS DE CHAUFFAGE ET LES ENFANTS DORMENT DANS LE SALON.",
    "Place a été faite à l'enfant. À prévoir : Transport, Garde, Serrure.",
    "Il fume des Marlboro, roule en Dacia et boit du Ricard.",
    "elle se marie, un olivier pousse, la rose est belle, il garde la pierre.",
    "Madame. Monsieur. Elle a vu Monsieur. Il crie.",
    "Madame, 34 ans, est venue seule.",
    "Elle craint son mari, gendarme.",
    "L'élève de 4eB a parlé à l'âge de 7 ans.",
    "elle est partie de la\nmaison hier, sans\nrien dire à personne ce jour",
    "",
    " \n\t ",
};

static bool find(const struct detect_field *field, const char *found, const char *category,
                 const char *severity)
{
    const char *at = strstr(field->text, found);
    for (size_t i = 0; at != NULL && i < field->count; i++) {
        const struct finding *finding = &field->findings[i];
        if (finding->start == (size_t)(at - field->text) &&
            finding->end == finding->start + strlen(found) &&
            strcmp(finding_category_name(finding->category), category) == 0 &&
            strcmp(finding_severity_name(finding->severity), severity) == 0)
            return true;
    }
    return false;
}

static void print_findings(const struct detect_field *field)
{
    printf("in: %s\n", field->text);
    for (size_t i = 0; i < field->count; i++)
        printf("  %s %s %s [%.*s]\n", finding_category_name(field->findings[i].category),
               finding_severity_name(field->findings[i].severity), field->findings[i].rule,
               (int)(field->findings[i].end - field->findings[i].start),
               field->text + field->findings[i].start);
}

static void each_kind(void **state)
{
    struct lexicon *lexicon = *state;
    struct arena *arena = arena_new();
    size_t missed = 0;
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct detect_field field = {.text = CASES[i].text};
        assert_int_equal(detect_document(arena, lexicon, NULL, &field, 1), STATUS_OK);
        if (!find(&field, CASES[i].found, CASES[i].category, CASES[i].severity)) {
            printf("no %s %s [%s] ", CASES[i].category, CASES[i].severity, CASES[i].found);
            print_findings(&field);
            missed++;
        }
    }
    assert_int_equal(missed, 0);
    arena_free(arena);
}

static void nothing(void **state)
{
    struct lexicon *lexicon = *state;
    struct arena *arena = arena_new();
    size_t wrong = 0;
    for (size_t i = 0; i < sizeof CLEAN / sizeof *CLEAN; i++) {
        struct detect_field field = {.text = CLEAN[i]};
        assert_int_equal(detect_document(arena, lexicon, NULL, &field, 1), STATUS_OK);
        wrong += field.count > 0;
        if (field.count > 0)
            print_findings(&field);
    }
    assert_int_equal(wrong, 0);
    arena_free(arena);
}

/* Offsets in bytes and in code points are of the same passage; findings are in order. */
static void offsets(void **state)
{
    struct lexicon *lexicon = *state;
    struct arena *arena = arena_new();
    struct detect_field field = {
        .text = "Été ☃ : Zoé n'ira pas à Alès, « Léo Brun » 𝄞 né le 3 août 2012."};
    assert_int_equal(detect_document(arena, lexicon, NULL, &field, 1), STATUS_OK);
    assert_true(field.count >= 4);
    for (size_t i = 0; i < field.count; i++) {
        const struct finding *finding = &field.findings[i];
        size_t chars = 0;
        for (size_t at = 0; at < finding->start; at++)
            chars += ((unsigned char)field.text[at] & 0xC0) != 0x80;
        assert_int_equal(chars, finding->char_start);
        assert_true(finding->end > finding->start && finding->char_end > finding->char_start);
        if (i > 0)
            assert_true(finding->start >= field.findings[i - 1].end);
    }
    arena_free(arena);
}

/* Numbers with a key say whether it is right. */
static void number_keys(void **state)
{
    static const struct {
        const char *text, *rule;
    } numbers[] = {{"2 87 07 30 007 123 38", "number/nir"},
                   {"2 87 07 30 007 123 39", "number/nir-shape"},
                   {"1 85 05 2A 006 084 35", "number/nir"},
                   {"FR76 3000 6000 0112 3456 7890 189", "number/iban"},
                   {"FR76 3000 6000 0112 3456 7890 188", "number/iban-shape"}};
    struct lexicon *lexicon = *state;
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct detect_field field = {.text = numbers[i].text};
        assert_int_equal(detect_document(arena, lexicon, NULL, &field, 1), STATUS_OK);
        assert_int_equal(field.count, 1);
        assert_string_equal(field.findings[0].rule, numbers[i].rule);
        assert_int_equal(field.findings[0].end, strlen(field.text));
    }
    arena_free(arena);
}

/* An ambiguous word at the start of a sentence is a name if the document says so elsewhere. */
static void elsewhere(void **state)
{
    struct lexicon *lexicon = *state;
    struct arena *arena = arena_new();
    struct detect_field fields[] = {{.text = "Rose ensuite, sans un mot."},
                                    {.text = "Elle a confié Rose à sa tante."}};
    assert_int_equal(detect_document(arena, lexicon, NULL, fields, 1), STATUS_OK);
    assert_int_equal(fields[0].count, 0);
    assert_int_equal(detect_document(arena, lexicon, NULL, fields, 2), STATUS_OK);
    assert_int_equal(fields[0].count, 1);
    assert_int_equal(fields[0].findings[0].entity, fields[1].findings[0].entity);
    arena_free(arena);
}

static void known_names(void **state)
{
    struct lexicon *lexicon = *state;
    struct arena *arena = arena_new();
    struct detect_known *known = detect_known_new(arena);
    detect_known_add(known, DETECT_KNOWN_PERSON, "Camille Sauvaire");
    detect_known_add(known, DETECT_KNOWN_STRUCTURE, "Maison du Pont");
    detect_known_add(known, DETECT_KNOWN_STRUCTURE, " ");
    struct detect_field field = {.text =
                                     "vu camille sauvaire, SAUVAIRE Camille et la maison du pont"};
    assert_int_equal(detect_document(arena, lexicon, known, &field, 1), STATUS_OK);
    assert_true(find(&field, "camille sauvaire", "platform", "direct"));
    assert_true(find(&field, "SAUVAIRE Camille", "platform", "direct"));
    assert_true(find(&field, "maison du pont", "platform", "mild"));
    arena_free(arena);
}

static void refused(void **state)
{
    struct lexicon *lexicon = *state;
    struct arena *arena = arena_new();
    struct detect_field field = {.text = "Mme Durand \xFF"};
    assert_int_equal(detect_document(arena, lexicon, NULL, &field, 1), STATUS_INVALID);
    assert_int_equal(field.count, 0);
    char *large = arena_alloc(arena, DETECT_BYTES_MAX + 2);
    memset(large, 'a', DETECT_BYTES_MAX + 1);
    field.text = large;
    assert_int_equal(detect_document(arena, lexicon, NULL, &field, 1), STATUS_LIMIT);
    arena_free(arena);
}

static int load(void **state)
{
    *state = corpus_lexicon();
    return 0;
}

static int unload(void **state)
{
    lexicon_free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_kind), cmocka_unit_test(nothing),
                                       cmocka_unit_test(offsets),   cmocka_unit_test(number_keys),
                                       cmocka_unit_test(elsewhere), cmocka_unit_test(known_names),
                                       cmocka_unit_test(refused)};
    return cmocka_run_group_tests(tests, load, unload);
}
