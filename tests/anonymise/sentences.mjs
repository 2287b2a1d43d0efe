// Sentences of casework for train.mjs, made of frames and of the names that the lexicon is built from,
// in braces as the texts beside this file.  Nothing here is of a text that anything is measured on.
import { createRequire } from 'node:module';
import { join } from 'node:path';

// {F} first name, {N} surname, {P} somebody as files write it, {L} place, {O} an institution's name.
const FRAMES = `
{P} est venue seule ce matin.
{P} est venu au rendez-vous avec son fils.
Vu {P} en permanence, il dit que tout va bien.
Reçue ce jour {P}, orientée par le service social.
Appel de {P}, elle pleure et raccroche.
Hier soir {F} a frappé {F} devant les enfants.
{F} et {F} se sont séparés au printemps.
Son mari, {F}, rentre ivre tous les soirs.
Son fils {F} refuse de voir son père.
Sa fille {F} dort mal depuis la séparation.
La mère de {F} est hospitalisée depuis lundi.
Elle dort chez {F} depuis une semaine.
Elle a peur de {F}, qui la suit jusqu'au parking.
Elle a quitté {L} pour {L} avec les enfants.
Il vit à {L} chez ses parents.
Elle est née à {L} et a grandi à {L}.
Ils ont déménagé de {L} à {L} sans prévenir.
Retour vers {L} prévu en mai.
L'école de {L} a fait une information préoccupante.
Il travaille à {L} comme maçon.
La gendarmerie de {L} a recueilli la plainte.
La famille {N} est connue du service.
La situation {N} a été présentée en commission.
Les {N} ont déménagé pendant les vacances.
M. {N} conteste les faits. Mme {N} les confirme.
Mme {N} a été hospitalisée, son mari est sorti.
Me {N} plaide pour Madame, Me {N} pour Monsieur.
Le docteur {N} a rédigé un certificat médical.
Selon {N}, la dispute a commencé dans la cuisine.
{N} a été convoqué au commissariat.
Garde à vue de {N} prolongée de vingt-quatre heures.
Le gendarme {N} a pris la plainte.
Placement de {F} et {F} chez leur grand-mère.
Les enfants, {F}, {F} et {F}, sont scolarisés.
L'aînée, {F}, garde les petits le soir.
{F}, 8 ans, a appelé le 17.
{F} a dit à sa maîtresse qu'elle avait peur.
Madame dit que {F} l'insulte et casse la vaisselle.
Il a vu {F} sortir de la maison en courant.
Elle s'est confiée à {F}, la bénévole de l'association.
Le père de {F} est parti avec {F}.
Madame {N} née {N} a été reçue.
Présents : {P}, {P}, {P}.
Transmis à {P} pour suite à donner.
{P} et {P} seront entendus par le juge.
Depuis juin, {F} ne répond plus au téléphone.
Quand {F} boit, {F} se cache dans la chambre.
C'est {F} qui a prévenu les voisins.
Je rappelle {F} demain matin.
Elle veut que {F} parte de la maison.
Contre l'avis de {F}, elle retire sa plainte.
Monsieur menace {F} par messages.
Elle est revenue de {L} avec {F}.
{F} est à {L} jusqu'à dimanche.
Audition de {P} par les enquêteurs.
Le voisin, {P}, a tout entendu.
La sœur de Madame, {P}, l'héberge à {L}.
Il se rend à {L} tous les week-ends.
Elle cherche un logement sur {L} ou {L}.
Le foyer de {L} n'a pas de place.
Le conjoint est hospitalisé à {L}.
Rencontre avec {P} prévue mardi.
Elle est scolarisée au {O}.
Il est cuisinier au {O}.
Il travaille chez {O} depuis deux ans.
Elle fait des ménages au {O} de {L}.
Coup de fil de {F} : elle veut rentrer.
{F} : maintien au domicile.
Reçu {F} et sa sœur en entretien.
merci de rappeler {F} avant ce soir.
bonjour, je vous confirme le rdv de {P}.
Suite à l'appel de {P}, nous avons saisi le parquet.
Elle dit avoir rencontré {F} à {L}.
Ni {F} ni {F} ne veulent témoigner.
Avec {F}, tout avait bien commencé.
Pour {F}, la situation est devenue invivable.
Les parents de {F} vivent à {L}.
Sur le trajet de {L}, il l'a fait descendre de la voiture.
Mr {N} boit, Mme {N} le cache.
Dossier {N} : à revoir avec le service.
Le frère, {F}, sort de prison.
Tonton {F} vient souvent à la maison.
Mamie {F} garde le bébé.
`;

// Nothing in these is a name, whatever it looks like; {A} an acronym that no list has,
// {w} and {W} a word that is a name as well.
const CLEAN = `
Madame est venue seule. Elle dit que tout va bien à la maison.
Monsieur rentre ivre tous les soirs et casse la vaisselle.
Le couple est séparé depuis un an, les enfants sont chez leur mère.
La dame a été reçue aux urgences, le certificat est joint.
Place a été faite à la parole de l'enfant.
Victoire sur toute la ligne pour Madame devant le tribunal.
Grâce à la voisine, les gendarmes sont arrivés à temps.
Rose de colère, il a quitté la pièce.
La pierre a été lancée sur la voiture.
Les roses du jardin ont été arrachées.
À prévoir : Transport, Garde, Serrure, Courrier.
Points abordés : Logement, Santé, Budget, Droits.
Une {A} a été ordonnée par le juge.
Le service {A} est saisi de la demande.
La {A} propose un rendez-vous rapidement.
Orientation vers le {A} et l'{A} pour un bilan.
Compte rendu de la {A} du secteur.
L'Espace Rencontre est fermé le lundi.
La Maison des Adolescents propose un suivi.
Le Conseil départemental finance la mesure.
Le Tribunal a rendu sa décision hier.
La Cour d'appel a confirmé le jugement.
Une Ordonnance de Protection a été demandée.
Le Juge des enfants a maintenu le placement.
Bonjour, merci de me rappeler. Cordialement.
Traitement : Sertraline, Tramadol et Zopiclone le soir.
Il prend du Valium et du Doliprane.
Elle présente des hématomes au bras gauche et une plaie à la lèvre.
Ecchymose de trois centimètres sur la cuisse droite.
Anxiété, troubles du sommeil, perte de poids.
Alcool et Cannabis sont évoqués par Monsieur.
L'enfant est calme, il joue avec la pâte à modeler.
Enfants présents lors des faits. Armes au domicile.
Rappel : ne pas laisser de message sur le répondeur.
Urgent : changer la serrure et prévenir l'école.
Entretien difficile, Madame minimise les violences.
Monsieur nie les faits et parle de dispute.
Ils se sont rencontrés très jeunes, elle était enceinte.
Le logement est au nom de Monsieur, le bail aussi.
Elle n'a pas de papiers et ne parle pas français.
Plan de sécurité : sac prêt, papiers chez une amie, code avec la voisine.
Depuis le confinement, les violences sont quotidiennes.
Il contrôle son téléphone, ses dépenses et ses sorties.
La grand-mère maternelle garde les enfants le mercredi.
Le grand frère a vu la scène et a appelé la police.
Les professionnels s'interrogent sur la capacité de protection.
Merci au groupe pour ses questions.
Le village est petit, tout le monde se connaît.
La mère est aide-soignante, le père est sans emploi.
Aucune plainte n'a été déposée à ce jour.
Mains courantes : deux en un an.
Hébergement en urgence par le 115, puis hôtel.
Le Directeur de l'établissement a été prévenu.
La Directrice transmet le bulletin.
Attestation remise ce jour à Madame.
Bilan : les enfants vont mieux, Madame travaille.
Il dit qu'il va changer, qu'il l'aime, qu'elle exagère.
Elle porte un foulard pour cacher les marques.
Martinet, ceinture, gifles : l'aînée raconte tout.
La petite dernière ne parle pas encore.
Le bébé pleure dès que le père élève la voix.
Le maire et le curé sont au courant.
Sage-femme, puéricultrice, médecin : qui fait quoi ?
Projet : retour à l'emploi et permis de conduire.
La caution est payée, reste la taxe.
Pension alimentaire jamais versée.
Elle retourne au domicile pour la troisième fois.
Il pleut, elle attend dehors avec la poussette.
Sa carte bleue est bloquée par Monsieur.
Une main courante a été déposée contre le beau-père.
Pause. Reprise de la séance à quatorze heures.
Question du groupe : pourquoi maintenant ?
Constat : personne n'avait parlé aux enfants.
Hypothèse : la grossesse a aggravé les violences.
Elle aime la mer, la lune et les fleurs.
Il est marin, elle est fleuriste, ils vivent sur un bateau.
Franc et direct, il reconnaît un geste.
Petit à petit elle reprend confiance.
Noir sur blanc, il écrit qu'il la tuera.
Le loup est entré dans la bergerie, dit la voisine.
La colombe est le nom du foyer.
Elle garde la clé sous le pot de basilic.
Il serre les poings, elle baisse les yeux.
La maîtresse a vu les bleus.
Elle a pris le train, puis le bus.
Il a une voiture rouge et un chien.
Le chien aboie quand il rentre.
{W} après {w}, elle reconstruit sa vie.
De {w} en {w}, les choses avancent.
Une {w} a été posée sur la table.
Un {w}, une {w} et des {w} ont été volés.
Elle range la {w} et le {w} dans un sac.
Il casse une {w} puis la {w} du salon.
{W} de tous les jours, rien de plus.
{W} et {w} mêlées, elle raconte tout.
{W} ou {w}, il faudra choisir.
{W} : à revoir. {W} : fait.
Sans {w} ni {w}, elle est partie à pied.
C'est une belle {w}, dit la grand-mère.
Elle travaille à la {w} et lui au {w}.
Couleur {w}, taille moyenne.
Il lui a offert des {w} pour son anniversaire.
PAR CES MOTIFS, le tribunal, statuant publiquement, ordonne le renvoi.
ATTENDU que les faits sont établis, CONDAMNE le prévenu aux dépens.
DIT que l'autorité parentale sera exercée conjointement.
VU les articles du code, VU les pièces du dossier.
Conclusions : ITT de quelques jours, sous réserve de complications.
Antécédents : Asthme, Migraine, deux Césariennes.
Examen : Abdomen souple, Auscultation normale, pas de fièvre.
Kiné, Ortho, Psy : les rendez-vous sont pris.
Score à dix-sept, Échelle remplie avec la sage-femme.
Allocations : l'{A}, l'{A} et la {A} sont versées.
Loyer, Électricité, Cantine : tout est en retard.
Le Conseil de famille se réunira. Le Bureau est fermé.
La Principale et la Conseillère ont reçu la mère.
Le Chef de service valide. La Cheffe est absente.
Le Service Social de secteur reprend le suivi.
L'Aide Sociale à l'Enfance est gardien provisoire.
La Protection Maternelle et Infantile passe à domicile.
Le Centre Médico-Psychologique a une liste d'attente.
Adresse de courrier au service, boîte commune.
Vêtements, Jouets, Doudou : tout est resté au domicile.
Pâques chez le père, Noël chez la mère.
Une voisine, ancienne institutrice, garde les petits.
Il est boulanger, elle est coiffeuse ; ils se sont connus au bal.
Le chevalier, le roi et la reine sont ses jouets préférés.
Le meunier tu dors, chante la petite.
Ses propos : « Tais-toi, Idiote, Menteuse. »
Objet : demande de mesure. Pièces jointes : deux.
Réunion du groupe : présents, excusés, ordre du jour.
Tour de table. Points divers. Date suivante à fixer.
Elle aime le jardin, la cuisine, la couture et le chant.
L'hiver a été rude, le chauffage est en panne.
Le marchand, le fermier et le berger étaient au marché.
Batterie, Chargeur, Carte : il contrôle tout.
Fin de mesure. Reprise en avril.
Dette de loyer, dossier de surendettement, prêt refusé.
Un Certificat de Non-Conciliation a été remis.
Les gendarmes, les Pompiers et le Samu sont intervenus.
Elle demande la Garde, lui demande un Droit de visite.
Toujours pas de place en Crèche ni à la Cantine.
`;
// Words that are names as well; here they are words.
const WORDS = `pierre rose marine claire victoire olive aimée prune capucine marguerite violette iris jasmin ange
grâce constance prudence clémence espérance désirée mercedes cerise angélique lumière aurore belle chance
rivière fontaine moulin boulanger meunier marchand berger fermier charpentier tisserand maçon chevalier leroux
blanc noir petit grand gros roux brun martin garnier perdrix pinson merle loup lion bois forêt rocher mas pont
place portes sauve salles alès vans vigan castres tours lens sens troyes bourg port gare ville mer lac mont val
rey roi prince comte baron clerc abbé moine pasteur chapelle église tour château maison grange cour barrière
olivier noisetier pommier poirier laurier sapin chêne hêtre frêne orme basile sylvestre maxime franc juste
modeste fidèle parfait bonnet chapeau soulier manteau sabot couteau marteau lance épée plume page feuille`.split(/\s+/u);
const ORGANISATIONS = ['collège', 'lycée', 'garage', 'restaurant', 'bar', 'camping', 'foyer', 'club', 'magasin'];

export function sentences(modules, pick, count) {
  const require = createRequire(join(modules, 'x'));
  const list = (name) => require(`@zxcvbn-ts/language-fr/src/${name}.json`).filter((word) => word.length > 2);
  const title = (word) => word.replace(/(^|[ '’-])(\p{L})/gu, (_, before, letter) => before + letter.toUpperCase());
  const genders = require('gender-detection-from-name/names/fr.js');
  const rare = [...(genders.get ? genders : genders.frNames ?? Object.values(genders)[0]).keys()]
    .filter((name) => /^\p{L}{3,}$/u.test(name));
  const first = list('lastnames'); // the package has them the wrong way round
  const last = list('firstnames');
  const towns = require('@etalab/decoupage-administratif/data/communes.json').map(({ nom }) => nom);
  const one = (array) => array[pick(array.length)];
  const given = () => title(pick(4) === 0 ? one(rare) : one(first)) + (pick(25) === 0 ? `-${title(one(first))}` : '');
  const surname = () => {
    const name = title(one(last));
    const much = pick(12);
    return much === 0 ? `de ${name}` : much === 1 ? `${name}-${title(one(last))}` : much === 2 ? `Le ${name}` : name;
  };
  const somebody = () => [() => `${given()} ${surname()}`, () => `${surname().toUpperCase()} ${given()}`,
    () => `${given()} ${surname().toUpperCase()}`, () => `${surname()} ${given()}`, given,
    () => `Mme ${surname()}`, () => `M. ${surname().toUpperCase()}`, () => `${given()} ${title(one(last))[0]}.`][pick(8)]();
  const acronym = () => Array.from({ length: 3 + pick(3) }, () => 'ABCDEFGHIJLMNOPRSTU'[pick(19)]).join('');
  const term = () => one(WORDS);
  const fill = { w: term, W: () => title(term()),
    F: () => `{person:${given()}}`, N: () => `{person:${surname()}}`, P: () => `{person:${somebody()}}`,
    L: () => `{place:${one(towns)}}`, A: acronym,
    O: () => `{organisation:${one(ORGANISATIONS)} ${pick(2) ? `${given()} ${surname()}` : surname()}}` };
  const bare = (text) => text.normalize('NFD').replace(/\p{M}/gu, '');
  const lines = (text) => text.trim().split('\n');
  const make = (frames) => Array.from({ length: 1 + pick(3) }, () => one(frames)).join(' ')
    .replace(/\{([A-Zw])\}/gu, (_, slot) => fill[slot]());
  const frames = [...lines(FRAMES), ...lines(CLEAN).slice(0, 20)];
  return Array.from({ length: count }, (_, i) => {
    const text = make(i % 3 === 0 ? lines(CLEAN) : frames);
    return pick(4) === 0 ? bare(text) : text;
  });
}
