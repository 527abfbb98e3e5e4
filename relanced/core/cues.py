# ruff: noqa: E501  A cue is one line of a table, however many alternatives it has.
"""The turns of phrase that point to each kind of reply: the `cues` of the rows in `relanced.core.intents`.

One cue a line, in words without accents or apostrophes, lower case, contractions written out. `(a|b c)` is one of several,
`(x)?` may be absent, `word*` starts so, `#` is a number, `..` is up to four words, `...` up to ten, a word in capitals is a class of `WORDS`.
A cue only points: the reader weighs all of them together with the words around, and learns their weights from labelled mails.
"""

from __future__ import annotations

WORDS: dict[str, str] = {
    "PAY": "payer|regler|virer|verser|solder|acquitter|honorer|transferer|regulariser|rembourser|envoyer|pay|settle|transfer|wire|"
    "send|clear",
    "PAYS": "paie|paies|paye|payes|payons|paient|payent|regle|regles|reglons|reglent|vire|virons|verse|versons|solde|soldons|acquitte|"
    "acquittons|honore|honorons|transfere|depose|poste|envoie|envoye|envoyons|fais|effectue|effectuons|procede|procedons|programme|programmons",
    "WILLPAY": "paierai|payerai|paierons|payerons|paiera|payera|paieront|reglerai|reglerons|reglera|regleront|virerai|virerons|virera|"
    "verserai|verserons|versera|solderai|solderons|soldera|acquitterai|acquitterons|honorerai|honorerons|honorera|transfererai|transfererons|"
    "effectuerai|effectuerons|effectuera|ferai|ferons|fera|procederai|procederons|procedera|enverrai|enverrons|enverra|posterai|deposerai|"
    "regulariserai|regulariserons|programmerai|programmerons|remettrai|adresserai|adresserons",
    "PAID": "paye|payee|payes|payees|regle|reglee|regles|reglees|regler|payer|vire|viree|vires|virees|verse|versee|verses|versees|"
    "solde|soldee|soldes|soldees|acquitte|acquittee|acquittes|acquittees|honore|honoree|honorees|transfere|transferee|debite|debitee|"
    "debites|preleve|prelevee|preleves|prelevees|encaisse|encaissee|encaisses|credite|creditee|credites|mandate|mandatee|decaisse|decaisses|"
    "regularise|regularisee|rembourse|paid|settled|transferred|wired|remitted|cleared|debited|cashed",
    "DONE": "fait|faite|faits|effectue|effectuee|effectues|execute|executee|emis|emise|parti|partie|partis|parties|envoye|envoyee|envoyes|"
    "poste|postee|postes|expedie|expediee|passe|passee|realise|realisee|transmis|depose|deposee|adresse|lance|remis|ordonne|ordonnee|valide|made|"
    "sent|done|executed|issued|posted|mailed|released|processed",
    "MEANS": "virement|virements|cheque|cheques|reglement|reglements|paiement|paiements|versement|versements|prelevement|transfert|mandat|"
    "mandatement|lcr|traite|especes|acompte|payment|payments|transfer|bacs|wire|cheques|check|remittance|funds|money|argent|sous|somme|montant",
    "BILL": "facture|factures|note|creance|dette|solde|somme|montant|invoice|invoices|bill|balance|amount|debt",
    "GOODS": "marchandise|marchandises|livraison|livraisons|commande|colis|palette|palettes|materiel|produit|produits|prestation|prestations|"
    "travaux|chantier|article|articles|pieces|piece|machine|intervention|service|carton|cartons|order|goods|delivery|shipment|parcel|pallet|"
    "pallets|items|equipment|work|services|product|products",
    "ASK": "pouvez vous|peux tu|pourriez vous|pourrais tu|pourrait on|peut on|pouvons nous|puis je|est il possible|serait il possible|"
    "est ce possible|est ce que|serait ce possible|possible de|possible d|accepteriez vous|acceptez vous|accepterais tu|voulez vous|"
    "auriez vous|avez vous|seriez vous|serais tu|can you|could you|can we|could we|would you|may we|may i|could i|can i|would it be possible|"
    "is it possible|is there any|merci de|merci d|veuillez|please|je vous prie|prie de|je vous demande|nous vous demandons|nous vous prions|"
    "je souhaite|je souhaiterais|nous souhaitons|nous souhaiterions|j aimerais|nous aimerions|je voudrais|nous voudrions|il me faudrait|"
    "il nous faudrait|il nous faut|il me faut|besoin de|besoin d|besoin du|permettez moi|permettriez vous|me permettriez vous|m accordez vous|"
    "nous accordez vous|m accorderiez vous|accordez moi|accordez nous|pensez vous|crois tu|y aurait il|y a t il|y a moyen|y aurait moyen|moyen de|"
    "sollicite|sollicitons|solliciter|demande|demandons|grateful|appreciate|need",
    "SEND": "envoyer|renvoyer|transmettre|retransmettre|adresser|communiquer|faire parvenir|refaire|fournir|donner|reexpedier|scanner|"
    "envoyez|renvoyez|transmettez|envoie|renvoie|adressez|redonner|donnez|faites|fais|faire suivre|passer|repasser|m envoyer|nous envoyer|send|resend|forward|provide|"
    "email|share|supply|attach",
    "PAPER": "facture|copie|duplicata|double|rib|iban|bic|coordonnees|releve|extrait|justificatif|justificatifs|bon de livraison|bon de commande|"
    "piece|pieces|document|documents|pdf|kbis|attestation|certificat|certificats|proces verbal|pv|bordereau|decompte|detail|details|recapitulatif|cmr|"
    "original|devis signe|feuilles d heures|numero de commande|scan|attachement|situation|invoice|invoices|copy|copies|statement|proof|bank details|certificate|declaration|"
    "breakdown|timesheet|timesheets|delivery note|purchase order",
    "PART": "fois|mensualites|mensualite|echeances|versements|echeancier|tranches|morceaux|instalments|installments|paiements|parts",
    "NOTYET": "pas encore|toujours pas|jamais|pas|non|aucun|aucune|ne|plus|never|not|no|still not|not yet",
    "RECEIVED": "recu|recue|recus|recues|livre|livree|livres|livrees|arrive|arrivee|arrives|arrivees|parvenu|parvenue|parvenus|"
    "parvenues|receptionne|receptionnee|receptionnes|received|arrived|delivered|turned up|reached",
    "SOON": "des que possible|au plus vite|rapidement|prochainement|dans les meilleurs delais|bientot|tres vite|sous peu|incessamment|"
    "dans les plus brefs delais|au plus tot|soon|shortly|as soon as possible|quickly|promptly",
}

OUT_OF_OFFICE = """
(absent|absente|absents|absentes|absence|indisponible|injoignable|en deplacement|en conge|en conges|en vacances|en formation)
(ferme|fermee|fermes|fermeture|rouvre|rouvrons|reouverture|reouvrira|reprise|reprend|reprendront|rouvrira) ..
(de retour|mon retour|retour le|retour au bureau|je reviens|nous revenons|revenons le|me retrouvera|relirai|relis)
(out of office|out of the office|away from|on leave|on holiday|on vacation|annual leave|i am away|we are away|currently away|off until|off sick)
(we are closed|office is closed|closed for|closed until|closed from|reopen|reopens|back on|be back|back in the office|my return|returning on)
en mon absence
in my absence
"""

AUTO_REPLY = """
(message|reponse|mail|courriel|e mail|accuse) automatique
(ne pas repondre|sans reponse possible|n est pas surveillee|n est plus utilisee|n est plus relevee|n est plus surveillee)
(votre message|votre mail|votre courriel|votre demande|votre e mail) (a bien ete|nous est bien|est bien) (recu|recue|parvenu|parvenue|enregistre|enregistree|pris|prise)
(avons|ai|accusons) (bien )?(recu|reception) .. (message|mail|courriel|demande|sollicitation)
(ticket|numero de demande|numero de ticket|demande) ..
(nous vous repondrons|vous repondra|reviendra vers vous|prendra contact|traite dans les) ..
(thank you for|thanks for) (contacting|your email|your message|getting in touch|writing|reaching out)
(we will|we ll|will|aim to) (reply|respond|get back|be in touch|answer) ..
(automated|automatic|auto generated|automatically generated) (message|reply|response|email)
(not monitored|no longer monitored|do not reply|is not read|are not read|no longer in use|no longer works)
(ne fait plus partie|a quitte|ne travaille plus|has left|no longer with|have left)
"""

INSOLVENCY = """
redressement judiciaire
liquidation judiciaire
liquidation simplifiee
(en|mise en|place en|placee en|de) liquidation
(en|notre|de) redressement
procedure collective
(procedure|plan) de (sauvegarde|redressement|continuation|conciliation)
(en|sous) (procedure de)? sauvegarde
sauvegarde (judiciaire|acceleree)
mandataire judiciaire
administrateur judiciaire
(liquidateur|liquidatrice|mandataire)
cessation (de|des) (paiement|paiements)
declar* .. (creance|creances|passif)
(produire|production) .. creance*
(ai|avons|a|ont|avoir|apres) depose* (le|son|notre|mon) bilan
depot (de|du) bilan
creance* anterieure*
(interdit|interdiction) .. (payer|regler|paiement)
(anterieur|anterieure|anterieures) (au|a l|a cette|a la)
jugement (d ouverture|du|de|rendu|en date)
tribunal de commerce
tribunal .. (ouvert|prononce|converti|place|homologue)
periode d observation
bodacc
representant des creanciers
(gel|gele|gelee|geles|gelees) .. (creance|creances|dettes|passif|plan)
societe .. (dissoute|radiee|fermee)
(insolvency|insolvent|bankrupt|bankruptcy|receivership|liquidator|liquidators|liquidation)
chapter (11|7|eleven)
(in|into|entered) administration
(joint)? administrator* .. appointed
administrator* (were|was|has|have)
(wound up|winding up|ceased trading)
proof of debt
creditors voluntary
(administration|administrateur|administrateurs) judiciaire
(son|notre|leur|le|un) redressement .. (judiciaire|ouvert|prononce|jugement|le|depuis|tribunal)
(accorde|prononce|ouvert|homologue|arrete) .. (sauvegarde|redressement|liquidation|plan|cession)
(juge commissaire|greffe|curateur|faillite|office des faillites|insuffisance d actif|etude du liquidateur)
(mis|mise|placee|place|place en|ete) .. (liquidation|redressement|faillite)
(tout ce qui est avant|ce qui precede|factures d avant|dettes anterieures|creances d avant|anterieures) .. (fige|figees|gele|gelees|bloque|plan|procedure|peuvent|peut)
(ceased|cease) (to trade|trading)
(official)? (receiver|receivers|trustee)
(submit|file|lodge) .. (claim|proof)
(gone bust|went bust|bankrupt|pre petition|winding up order|struck off|dissolved)
"""

LEGAL = """
(avocat|avocats|avocate|avocates)
(notre|mon|nos|mes) (conseil|conseils|conseil juridique)
(cabinet|conseil) .. (barreau|avocats)
(huissier|commissaire de justice)
(protection|assistance|direction) juridique
(saisir|saisi|saisirai|saisirons|saisit|saisissons) .. (tribunal|juge|justice|juridiction|conciliateur|refere|referes|mediateur|dgccrf)
(action|actions|suites|voie|voies|poursuites|procedure) (en justice|judiciaire|judiciaires|de droit|juridique|legale)
(assignation|assigner|assigne|assignerons|assignerai)
(porter|deposer|depot de|porterai|deposerai) plainte
(plainte|penal|prejudice|dommages et interets|dommages interets)
(harcelement|harceler|harcelez)
(cesser|cessez|arreter|arretez|stop) (tout|toute|toutes|de me|de nous|immediatement|sans delai) .. (contact|relance|relances|communication|contacter|appels|appeler|ecrire|prise de contact)
(demeure|somme|sommons|exige|exigeons) .. (cesser|stopper|arreter)
(ne|plus) .. (contacter|contactez|ecrire|ecrivez|appeler) .. (plus|jamais)
(devant|au) (le)? (tribunal|juge|prud hommes|juridictions|tribunaux)
(refere|referes|contentieux)
(avocat|conseil) .. (contact|repondra|saisi|charge|mandate|transmis)
(se defendre|reconventionnellement|reserve de tous|sous toutes reserves)
(lawyer|lawyers|solicitor|solicitors|attorney|attorneys|barrister|counsel)
legal (action|proceedings|counsel|advice|team|department|representatives|steps|route|adviser*|department)
(sue|suing|court|cease and desist|harassment|harassing|litigation)
(stop|cease) (contacting|calling|emailing|all|any|writing|sending)
(do not|never) (contact|email|call|write) (me|us) (again|any more|anymore)
(maitre|me) .. (interets|interet|charge|consulte|conseil|cabinet|instruction|mandate|saisi|ecrira|repondra|transmettons|transmis)
(en qualite de conseil|conseil de la societe|conseil de monsieur|conseil de madame|notre cliente|ma cliente|mon client|sa cliente|nos clients)
(adresser|adressez|correspondre|correspondance|courriers) .. (qu a mon cabinet|qu avec le cabinet|cabinet|avocat|conseil|exclusivement)
(interdis|interdit|interdisons|defends) .. (ecrire|m ecrire|telephoner|contacter|appeler|venir)
(cesser|cessez|cessiez) .. (vous adresser|ecrire|relances|courriers|messages|appels)
(cela suffit|ca suffit|assez|dernier avertissement) .. (interdis|plainte|harcel|police|ecrire|telephoner)
(requete|greffe|devant le juge|expertise judiciaire|tribunal|proces|procureur|police|gendarmerie|prud hommes|cnil|rgpd)
(plus expresses reserves|toutes reserves|suites a donner)
(hand|pass|refer) .. (to my solicitor|to our solicitor|solicitor|lawyer|lawyers|attorney)
(see you in court|take you to court|take this further|counterclaim|small claims)
(police|harassment|ombudsman|trading standards)
"""

INSOLVENCY_OUTRIGHT = """
(liquidation|redressement) judiciaire
procedure de sauvegarde
(in|into) (administration|receivership|liquidation)
"""

LEGAL_OUTRIGHT = """
(avocat|avocats|avocate|lawyer|lawyers|solicitor|solicitors|attorney)
(saisir|saisit|saisissons|saisirons) .. (tribunal|juge|justice)
"""

DISPUTE_OUTRIGHT = """
(conteste|contestes|contestent|contestons|contestez|contester|contestee|contestees|contestation|contestations)
(litige|litiges|differend|desaccord|dispute|disputed|disputes|disputing)
pas .. d accord .. (montant|prix|total|facture|somme|tarif)
(montant|prix|total|facture|tarif|calcul) .. (est|sont) (faux|fausse|errone|erronee|incorrect|incorrecte|inexact|inexacte)
(amount|price|total|invoice|bill) .. (is|are) (wrong|incorrect)
(double facturation|double billing|facture deux fois|facturee deux fois|invoiced twice|billed twice|charged twice)
(mal fait|mal faite|mal faits|malfacon|malfacons|non conforme|non conformes|defectueux|defectueuse|faulty|defective)
(jamais|pas ete) (livre|livree|livres|livrees|commande|commandee)
never (delivered|ordered|arrived)
"""

ALREADY_PAID_OUTRIGHT = """
deja (ete)? (paye|payee|payes|payees|regle|reglee|reglees|vire|viree|solde|soldee|acquittee)
already (been)? (paid|settled)
"""

DISPUTE = """
(conteste|contestons|contester|contestation|contestee|contestees|conteste)
(litige|litiges|desaccord|reclamation|reclamations|non conformite|non conforme|non conformes)
(pas|plus|jamais|aucunement) (d accord|conforme|conformes|redevable|redevables|concerne|concernes|due|dues|dus|signe|commande|demande|valide|accepte)
(jamais|pas|rien) (ete)? (commande|demande|signe|valide|accepte|souhaite|souscrit|resilie)
(jamais|pas|rien|aucun|aucune) .. RECEIVED .. GOODS
GOODS .. (jamais|pas|aucun|incomplete|incompletement|partiellement) .. RECEIVED
(n a|n ont|n avons|n est|ne sont) (jamais|pas|toujours pas|pas encore) (ete)? (livre|livree|livres|livrees|execute|executee|realise|realisee|realises|termine|terminee|termines|terminees|fini|finis|effectue|effectuee|intervenu|installe|installee|repare|rendue)
(on attend|nous attendons|j attends|j attend|attente) .. (toujours|encore|depuis) .. (avoir|livraison|technicien|reste|remplacement|piece|pieces|retour|intervention)
(en attente|attendons|attends|attend|attendent) .. (de|d|l|un|votre|vos|cet|toujours) (avoir|avoirs|note de credit|credit note)
(avoir|avoirs) .. (promis|convenu|attendu|pas ete|jamais|manque|correspondant|emettre|etablir|partiel|total|due|faire|recu|corriger)
(etablir|emettre|faire|deduire|recevoir|etabli|emis|envoyer|sans|tant que|manque|deduction|deduit) .. (l|un|votre|cet|notre) avoir
note de credit
(credit note|credit notes|credit memo)
(ne|refuse|refusons|refuser|hors de question|pas question) .. (paierai|payerai|paierons|payerons|paiera|reglerai|reglerons|reglera|payer|regler|paie|paye|paient|verserai)
(ne|n) (paierai|paierons|payerai|payerons|reglerai|reglerons|verserai|verserons|solderons|paye|paie|payons|reglons|devons|dois|vire|virerai) (pas|rien|plus|aucun|que)
(ne|n) .. (dois|devons|doit) .. (rien|pas|plus|aucun)
(hors de question|pas question|inadmissible|inacceptable|scandaleux|honteux|abusif|abusive)
(erreur|erreurs|ecart|difference|anomalie|coquille|faute) (de|d|sur|dans|entre) .. (facture|prix|montant|facturation|tarif|quantite|tva|calcul|devis|commande)
(surfacture|surfacturation|surfacturee|trop facture|trop percu|majore|majoration|surcout)
(montant|prix|tarif|taux|tva|remise|total|quantite|somme|forfait) .. (faux|fausse|errone|erronee|incorrect|incorrecte|inexact|pas le bon|pas la bonne|pas celui|superieur|different|conforme|devis|ne correspond)
(ne|pas) (correspond|correspondent|correspondait|colle|reconnais|reconnaissons) (pas|ni|plus)? .. (devis|commande|bon|contrat|accord|prix|tarif|montant|facture|ce qui|convenu)
(au lieu de|au lieu des|et non|et pas|contre|alors que|au lieu) .. (euros|eur|€|prevu|prevus|convenu|convenus|commande|devis|annonce|annonces|recu|livre)
(prevu|prevus|convenu|convenus|annonce|negocie|devis|commande) .. (facture|facturez|facturee|facturer|comptez|compte|facturant)
(vous|tu|avez|as|ont|nous|m|m avez|etes) .. (facture|factures|facturez|compte|comptez|comptabilise|appliquez|applique|appliquee|oublie) .. (deux fois|2 fois|2x|en trop|tort|double|autre|alors|sans|au lieu)
(facture|facturee|facturees|factures|comptee|compte|comptes) (deux fois|2 fois|2x|en double|a tort|en trop)
(doublon|doublons|en double|fait double|double emploi|duplicate|duplicated|double billed|billed twice|invoiced twice|charged twice|same as)
(la meme|meme) (que|facture|prestation|livraison|commande|intervention|seance|chose) .. (facture|deja|que)
(annuler|annulez|annulation|supprimer|enlever|retirer|rectifier|corriger|refaire|reemettre|modifier|rectification|correction) .. (facture|factures|ligne|montant|penalites|frais|lignes)
facture .. (annuler|annulee|rejetee|rejete|refusee|bloquee|suspendue|retournee|erronee|fausse|incorrecte|corriger|rectifier|rectifiee|rectificative|corrigee|non conforme)
(rejetee|refusee|rejete|refuse|bloquee|bloque|suspendue|suspendu|suspendons|suspends|gelee|retenue|retenons|retiens|consigne|consignee) .. (car|parce|tant|jusqu|paiement|facture|reglement|faute|au motif|motif|chorus|absence|en attendant|en raison)
(paiement|reglement|facture|mandatement|solde|paiements) .. (bloque|bloquee|suspendu|suspendue|retenu|gele|blocage|bloques|suspendus|en suspens)
(bloque|bloquons|bloquer|suspendre|retenir|retiens|retenons|garde|gardons) .. (paiement|reglement|facture|solde|somme|argent)
(numero|n|bon|reference|mention|engagement) .. (commande|engagement|marche|convention|obligatoire|service) .. (manque|manquant|absent|absente|figure|n y|n est|pas|obligatoire|impose|sans|ne)
(ne|n) .. (comporte|mentionne|porte|contient|figure|indique|apparait) (pas|aucun|aucune|ni) .. (numero|bon|commande|engagement|reference|mention|tva|siret|adresse|remise|nom|date)
(sans) (bon de commande|numero|reference|engagement|ce numero|cette reference|cela|avoir)
(defaut|defauts|defectueux|defectueuse|defectueuses|defaillant|malfacon|malfacons|casse|cassee|casses|cassees|abime|abimee|abimes|abimees|endommage|endommagee|endommages|raye|rayee|fissure|fissures|inutilisable|inutilisables|perime|perimes|moisi|fuit|fuite|fuites|fuyait|mal pose|mal posee|mal fait|mal faite|bacle|baclee|reserves|desordre|desordres|vice|vices|avarie|sinistre)
(ne|n) (fonctionne|fonctionnent|fonctionnait|marche|marchent|marchait|demarre|tient|tiennent|chauffe|est pas reparee|est pas repare|imprime|ferme) (pas|plus|toujours pas|jamais|que|mal|deja plus)
(en panne|tombe en panne|retombe|retombee|hors service|sous garantie|a refaire|reprise des travaux|reprendre les|reprise de|levee des reserves|reserves)
(manque|manquait|manquent|manquants|manquante|manquantes|manquant|il manque) .. (palette|palettes|colis|pieces|piece|carton|cartons|article|articles|metres|m2|heures|unites|marchandise|materiel|avoir|deux|trois|un|une|quatre|cinq|dix|moitie)
(livraison|commande|prestation|intervention|chantier|travaux|travail|formation|mission) .. (incomplete|incomplet|partielle|partiel|inacheve|inachevee|inacheves|non termine|non terminee|non termines|jamais|retard|pas termine|pas finis|pas fini|annulee|annule|pas eu lieu|bacle)
(retard|retards) (de livraison|de votre|dans la livraison|d execution|de chantier)
penalites de retard
(retenue de garantie|compensation|compenser|compense|deduis|deduisons|deduire|deduction|decompter)
(resilie|resiliee|resiliation|retracte|retractation|annule|annulee|annulees|mis fin) .. (contrat|abonnement|commande|devis|depuis|avant|par courrier|recommande|en|le|mail)
(retourne|retournee|retournes|retournees|renvoye|renvoyee|renvoyes|renvoyees|rendu|rendue|rendus|repris|reprise|retour de) .. (marchandise|colis|pieces|article|articles|materiel|cartons|palettes|le|les|depuis|aussitot|chez vous|avoir)
(vous|tu) (n avez|n as|ne) .. (jamais|pas|rien|toujours pas) (livre|termine|fini|respecte|tenu|repare|envoye|fait|realise|repondu|corrige|effectue|applique|deduit)
(tant que|aussi longtemps que|avant que|avant de|en attendant que|tant) .. (pas|n aura|n aurez|n avez|n est|probleme|reparation|repare|corrige|livre|regle ce|avoir|technicien|remplace|repris|resolu|conforme|complet|complete|rectifie)
(attends|attendons|attend|j attends) (toujours|encore|depuis) .. (que vous|votre|le|la|les|l)
(tromp|escroquerie|arnaque|voleur|voleurs|vol|abus|mensonge)*
(malgre|suite a|apres) .. (nos|mes|plusieurs|deux|trois) .. (reclamations|mails|courriers|appels|messages|reclamation|signalements)
(deja|avons|ai|avais|avions|l) .. signale* .. (probleme|erreur|defaut|anomalie|chauffeur|commercial|livreur)
(pas|ne|n) .. (pour nous|pour moi|nous concerne|me concerne|notre facture|ma facture|a nous|chez nous|mon entreprise|notre societe)
(dispute|disputed|disputing|disputes|contest|contested|contesting|refuse|refusing|reject|rejected|overcharged|overcharge|overbilled|incorrect|wrong|mistake|discrepancy|discrepancies)
(damaged|broken|faulty|defective|defects|defect|leaking|leaks|scratched|unusable|poor quality|not working|stopped working|substandard|complaint|does not work)
(never|not|nothing|only|partially|short) .. (RECEIVED|ordered|agreed|requested|signed|authorised|approved|completed|finished|delivered|installed)
(will not|not|refuse to|not going to|cannot|can not|would not) (be)? (pay|paying|paid|settle|release|settling|approve|accept) .. (for|until|unless|this|that|any|it|twice|invoice|because|before|goods|line|a)
(on hold|withhold|withholding|withheld|put on hold|blocked|suspended|short paid|missing items|missing|deduct|deducted|deducting)
(until|unless|before) .. (credit|fixed|repaired|replaced|corrected|replacement|delivered|resolved|complete|amended|reissued|reissue|sorted the|po number)
(quoted|agreed|quote|order|contract) .. (not|instead|but|invoiced|charged|billed|price|rate)
(returned|sent back|cancelled|canceled|terminated) .. (goods|order|contract|items|subscription|in|on|before|them|back|the)
(no purchase order|purchase order number|po number|without a purchase order|quote our purchase order) .. (missing|required|quoted|mandatory|reject*|invoice|no|not|be)
(de|en) trop
(deux|2|trois|3|x2|2x) fois .. (factur|compt|meme|la|le|prestation|livraison)
(refactur|surfactur|factur)* .. (deux fois|en double|a tort|alors|au lieu|comme si)
(facturez|facture|facturee|facturees|factures|comptez|reclamez) .. (alors que|et pourtant|mais|or|au lieu|dont)
(annulez|annuler|annules|annule|retirez|retirer|enlevez|enlever|supprimez|supprimer|refaites|refaire|rectifiez|corrigez|corriger) .. (facture|factures|ligne|la|celle|cette|seconde|deuxieme|montant|une|l une|option)
(merci|vous voudrez|faut|vous pouvez|a) .. (annuler|retirer|rectifier|corriger|refaire|reediter|revoir|minorer|supprimer|enlever)
(facture|version|une|nouvelle facture|la) .. (corrigee|rectifiee|rectificative|juste|bonne|conforme|exacte|au bon nom|au bon prix)
(au nom|a l adresse) (de|d|du) .. (autre|societe|qui n est pas|qui est)
(personne) (n|ne) .. (venu|passe|demande|commande|signe|intervenu|reponde|repond|rappelle|rappele)
(n a|n ont|n avait|n avez|n est|n aura|n ayant) (pas|jamais|toujours pas|point) (ete|eu lieu|eu|encore)? .. (fait|faite|lieu|livre|livree|livres|livrees|venu|executee|posee|posees|pose|realise|tondu|rendu|termine|applique|deduit|annonce|convenu|demande|accepte|figure|repris|reparee)
(ne|n) .. (jamais) .. (livre|livres|livree|livrees|recu|recus|commande|demande|signe|convenu|accepte|venu|venus|arrive|arrivee|arrives|ete)
(manque|manquait|manquent|en manque) (#|un|une|deux|trois|quatre|cinq|six|dix|la moitie|encore|toujours)
(#|deux|trois|quatre|un|une) .. (sur|of|out of) (#|deux|trois|quatre|cinq|six|sept|huit|dix|vingt)
(#|deux|trois) .. (au lieu de|et non|et pas|pas|contre|not|instead of|rather than|v|vs) (#|deux|trois|quatre)
(je|on|nous) (bloque|bloquons|refuse|refusons|suspends|suspendons|retiens|retenons|garde|gardons|deduis|deduisons|conteste|contestons|consigne)
(ne|n) .. (validerai|validerons|valide|validons|accepterai|acceptons|accepte|prendrons|prendrai|donnerai|donnerons|donne|signerai) (pas|rien|aucun)
(sans quoi|sinon|faute de quoi|a defaut|d ici la) .. (pas|rien|bloque|ne|aucun|refuse)
(jusqu a ce que|jusqu a la|jusqu a reception|jusqu au) (tu|vous|votre|la|le|l|ce que|reception|levee|retour|remplacement|reparation|livraison|votre) .. (repar|revenez|reven|remplac|livr|corrig|lev|avoir|repris|technicien|revisser|remise)*
(paierai|payerai|reglerai|paierons|reglerons|paie|paye|payons|reglons) .. (quand|lorsque|une fois que|des que|que si) .. (repare|marche|fonctionne|termine|fini|pose|livre|livree|complet|conforme|recu|corrige|tout|vous aurez|tu auras|serez|refait|avoir)
(vous|tu) .. (devez|dois|doit|deviez|devais|devait) .. (avoir|#|remise|rembourser|reprendre|revenir|remplacer|reparer|venir|faire|etablir|nous|euros)
(c est vous qui|c est a vous de|commencez par|venez d abord|a vous de) ..
(demande|exige|reclame|attends|attendons|attend) .. (un|l|votre|cet|notre) (avoir|remboursement|geste|remise|rectificatif|facture corrigee|remplacement)
(remise|rabais|ristourne|escompte|geste|reduction|gratuit|gratuite|offert|offerte|franco|garantie|forfait|arrhes|acompte) .. (pas|convenu|convenue|promis|promise|prevu|prevue|oublie|oubliee|applique|appliquee|figure|apparait|deduit|deduite|verse|annonce)
(convenu|convenus|entendu|entendus|mis d accord|accord|devis|contrat|bon de commande|offre|tarif) .. (#|pas|mentionne|mentionnait|dit|prevoit|prevoyait|fixe|disait|precise|signe|sur) .. (facture|facturez|vous|je vois|pas|non|or|et|euros|€)
(plant|panne|panner|cass|fissur|gondol|cloqu|decoll|deteint|rouill|moisi|coul|defectu|defaill|abim|endommag|tach|perim|bacl|bancal|raye|tordu|tordent|floue|illisibles)*
(ne|n) .. (descend|monte|chauffe|refroidit|marche|fonctionne|tourne|ferme|ouvre|tient|demarre|filme|va|allume|imprime|passe|convient) (pas|plus)
(photos|constat|expert|expertise|reserves|reserve|reclamation|non conformite|lettre recommandee) .. (appui|envoye|envoyees|constate|emises|malfacon|faite|joint|l avarie)?
(lot|lots|echantillon|commande|modele|couleur|reference|taille) .. (pas le bon|pas la bonne|different|differente|non conforme|pas conforme|autre|erreur)
(decline|declinee|refuse|refusee|annule|annulee|resilie|resiliee|retracte|dit non|jamais voulu)
(rendu|rendus|rendue|retourne|retournes|repris|reprise|reprises|restitue) .. (consigne|consignees|avoir|rembours|palettes|caisses|invendus|futs|articles|chaises|materiel|marchandise)
(compensation|compensons|compenser|prejudice|perdu|perte|pertes|dedommag|indemnis)*
(never|nobody|no one|not) .. (ordered|agreed|asked|arrived|came|came back|turned up|delivered|showed up|signed|requested|completed|finished)
(you)? (billed|invoiced|charged|bill|invoice|charge) .. (twice|for|but|when|instead|not|the lot|extra|more)
(ordered|agreed|quoted|contract|order|offer) .. (says|said|was|at|for|#|kiln|not|but|states)
(corrected|amended|revised|new|right) (one|invoice|bill)
(take|knock|remove|strike) .. (off|out|from) .. (bill|invoice|it)?
(do not|does not|did not|will not|would not|are not|is not) .. (owe|accept|agree|match|fit|work|apply|recognise|recognize|concern)
(you owe|set off|setting off|offset|compensat|ruined|damage|damages|damaged|cracked|rotten|mouldy|stained|leak|faulty|broken|wrong)*
(one|half|#|two|three) .. (missing|short|broken|cracked|damaged|smashed|late|wrong)
(stays off|hold|holding|held|withhold|withheld|parked|not paying|no intention|no notion|not be paying|not a penny|not pay)
(until|unless) .. (you|replace|credit|fix|corrected|repair|collect|sort|finish|deliver|complete|reissue)
(without|no) (po|purchase order|order number|reference)
(ready for you to collect|collect it|come and get|pick it up)
"""

ALREADY_PAID = """
(a|ai|avons|ont|avez|aurait|aurions|avait|avions|as) (deja|bien|normalement|integralement|donc|ete|pourtant)? (deja|bien)? PAID
(a|ont|avait|avoir) (deja|bien|pourtant|donc)? (deja|bien)? ete (deja|bien|integralement|totalement)? (PAID|DONE)
(deja|bien) (ete)? (PAID|effectue|effectuee|DONE)
(est|sont|etait) (deja|bien|pourtant|donc|normalement)? (deja|bien)? (PAID|debite|parti|partis|partie|passe|passee|passes|encaisse)
MEANS .. (DONE|PAID|debite|execute) .. (ce matin|hier|avant hier|aujourd hui|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|le|depuis|semaine derniere|dernier|il y a|du)
MEANS (DONE|PAID|bien parti|deja parti|bien recu)
(virement|cheque|reglement|paiement|prelevement|versement|transfert) (est|a ete|a bien ete|a deja ete|ont ete|ete|est bien|est deja|fut) (bien|deja)? (DONE|PAID|sorti|enregistre)
(virement|cheque|reglement|paiement|argent|somme|versement|fonds|montant) .. (est parti|a quitte|est sorti|a ete debite|est passe|a ete encaisse|sont partis|a ete fait|ont quitte|ont ete|est deja)
(je viens|on vient|nous venons|viens|venons) (juste|tout juste|a l instant)? (de|d) (vous|te|le|la|les|lui|tout)? (le|la|les)? (faire|PAY|effectuer|poster|deposer|valider|lancer|declencher|mettre|passer|proceder|emettre|reussir)
(ai|avons|a|as|ont) (deja|bien|vous|te)? (deja|bien)? (fait|effectue|poste|envoye|depose|remis|emis|adresse|passe|execute|donne|mis|procede) .. (virement|cheque|reglement|paiement|transfert|versement|instantane|ordre|mandat|especes|liquide)
(ai|avons|a) (fait|effectue|procede au|envoye|lance) (le|un|mon|notre) (necessaire|virement|reglement|cheque|paiement)
(l|vous|t|les) (ai|avons|as|a) (deja|bien)? PAID
(regle|reglee|reglees|regles|paye|payee|payees|payes|vire|viree|virees|solde|soldee|soldees|envoye|poste|parti|debite) (ce matin|hier|avant hier|aujourd hui|a l instant|a ce jour|ce jour|le|lundi|mardi|mercredi|jeudi|vendredi|samedi|la semaine derniere|depuis|il y a|par|en|dernier)
(facture|factures|somme|montant|note|dossier|elle|tout|c) (est|a ete|sont|ont ete|etait|avait ete)? (deja|bien)? (reglee|reglees|payee|payees|soldee|soldees|acquittee|acquittees|regle|paye|solde)
(avis|confirmation|preuve|ordre|copie|justificatif|recu|screen|capture|extrait|releve|bordereau|quittance) .. (virement|paiement|operation|debit|bancaire|joint|jointe|piece jointe|cheque|compte|prelevement)
(sauf erreur) .. (PAID|DONE|regle|reglee)
(nos|mes) (comptes|livres|ecritures|registres|releves) .. (PAID|solde|regle|debite|apparait|indiquent|montrent)
(cheque|virement) (n|no|numero) .. (du|date|debite|encaisse|poste|envoye|le)
(croise|croises|croisee|croisees|croisement)
(verifiez|verifier|regardez|controlez|regarde|verifie) .. (compte|comptes|banque|releve|releves|lettrage|encaissements|bancaire)
(erreur d affectation|affecte|affectation|lettrer|lettrage|pointe|pointage|rapprochement|impute|imputation|mal impute|identifie)
(vous devriez|vous devez|devrait) .. (avoir recu|l avoir|etre chez vous|l avoir recu|apparaitre|le voir|sur votre compte|voir passer|l as)
(tu as|vous avez|tu dois avoir|vous devez avoir) (du|deja|bien|normalement)? (recevoir|recu|avoir|encaisse|touche) .. (MEANS|hier|euros|€|cela)
(paid|settled|transferred|wired|remitted|cleared) (on|in full|last|yesterday|this morning|today|by|via|already|it|this|the|that|you|your|your invoice|with|from|monday|tuesday|wednesday|thursday|friday|a|two|three|in|direct)
(was|were|has been|have been|had been|is|got|been) (already|duly|just)? (paid|settled|transferred|sent|made|wired|debited|remitted|cleared|released|cashed|executed|processed|posted|mailed|taken|collected)
(have|has|we|i|already|just) (already|just|now)? (paid|settled|transferred|made|sent|wired|remitted|sorted|cleared|released|done) (the|this|that|it|your|you|a|payment|invoice|off|half|over)?
(left|leaving|gone from|taken from|out of|debited from|hit|reached) (our|my|your|the) (account|bank)
(payment|transfer|cheque|remittance|money|funds) .. (went|gone|left|made|sent|cleared|cashed|debited|attached|landed) .. (out|on|last|yesterday|attached|account|through|to|your|this)
(remittance advice|proof of payment|swift copy|payment confirmation|bank confirmation|receipt) .. (attached|enclosed|below|here)?
(check|look) .. (your|with your) (bank|account|accounts|records|ledger|statement)
(crossed|nothing outstanding|nothing is outstanding|allocated|misallocated|unallocated)
(fait|faite|done|paye|payee|regle|reglee|parti|partie|vire|viree|soldee|solde) (ce matin|hier|samedi|lundi|mardi|mercredi|jeudi|vendredi|avant hier|a l instant|le|aujourd hui|depuis)
(sortie|sorti|decaisse|decaisses|decaissee|libere|liberee|remis|remise|depose|laisse|debloque) .. (lundi|mardi|mercredi|jeudi|vendredi|samedi|hier|le|ce matin|semaine|contre|agence|accueil)
(ai|a|avons|as|ont) .. (laisse|remis|depose|donne|porte|glisse|apporte|poste|mis) .. (cheque|especes|liquide|enveloppe|argent|euros|€|#|boite|poste|sous)
(t ai|vous ai|vous avons|t avons|lui ai) (deja|bien)? (fait|envoye|vire|verse|paye|donne|regle) (#|la|le|les|un|une|hier|deja|par|moitie|cela)
(envoyes|envoye|verses|vires|payes|regles|partis|decaisses) (a l instant|ce matin|hier|le|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|avant hier|par)
(ne|n) .. (devons|dois|doit) .. (plus rien|rien) .. (depuis|le)?
(est|etait|etant) (intervenu|intervenue|effectif|effective|honoree|honore|apuree|apure|lettree|lettre|soldee|soldees|cloture|close|acquitte)
(releve|releves|compte|banque|journal|grand livre|ecran|ecritures|historique|appli) .. (montre|indique|fait apparaitre|confirme|dit|vois|figure|apparait|affiche|debit|debite)
(les|l|le) avez (pris|prise|prelevee|preleve|encaisse|encaissee|recu|deja)
(prelevement|prelevements|lcr|traite|cheque) .. (presente|presentee|accepte|acceptee|passe|passee|debite|encaisse|honore|pris)
(me|nous) (dit|dis|confirme|assure|indique|affirme) .. (paye|payee|passe|parti|regle|solde|fait|quitte|vire)
(that|it|payment|amount|money|half|this|which|the) .. (left|went out|went|was included|was in|cleared|has gone|hit|reached) .. (us|on|our|in|last|this|to you|yesterday|friday|monday|tuesday|wednesday|thursday|the)
(included in|part of|went in|in) .. (bacs|batch|run|transfer) .. (of|on)? (friday|monday|tuesday|wednesday|thursday|last)?
(remittance|payment|transfer|wire|transaction) (was|has been|is|got) (done|made|completed|effected|initiated|sent|released)
(should be|ought to be|will be|should have|ought to) .. (with you|in your account|landed|arrived|see it|got it|showing) .. (by now|today|tomorrow)?
(lodged|dropped|handed|gave|popped|put|posted|wired|sent|paid) .. (draft|cheque|cash|bank|post|driver|you|the|money|it)
(all|is|are|been|being) (settled|square|paid up|up to date|closed|cleared|sorted) .. (our end|our side|already|since|on)?
(utr|swift|reference|confirmation|receipt|remittance) .. (attached|enclosed|attachment|below|is|sent|copy)
(c est)? (fait|paye|regle|done|paid|settled)
(plus d actualite|sans objet|a jour|en regle|quittes|rien en retard|pas de retard)
"""

PAYMENT_PLAN_REQUEST = """
(en|par|sur) (deux|trois|quatre|cinq|six|dix|douze|plusieurs|2|3|4|5|6|8|10|12|quelques) (fois|mensualites|echeances|versements|mois|morceaux|tranches|reglements|paiements|parts|cheques|virements)
(echeancier|echelonner|echelonnement|echelonne|etaler|etalement|etale|fractionner|fractionne|fractionnement|moratoire|mensualiser|mensualite|mensualites|decouper|repartir|repartis|repartition|lisser)
(plan|accord|facilites|facilite|solution) (de|d) (paiement|reglement|apurement|remboursement|etalement)
(par|chaque|tous les|toutes les) (mois|semaine|semaines|vendredis|quinzaine)
(petit a petit|plusieurs fois|au fur et a mesure|deux fois|trois fois|quatre fois|3 fois|2 fois|4 fois)
(euros|€|eur|balles) (par|chaque|tous les|le|mois)
(deux|trois|2|3|4) (reglements|versements|virements|cheques|paiements) (plutot|au lieu|de|serait|egaux)
(moitie|tiers|quart) .. (moitie|tiers|reste|solde|quart|mois)
(premier|1er) (versement|virement|reglement|acompte) .. (puis|reste|solde|ensuite|suivants)
(instalment|instalments|installment|installments|payment plan|repayment plan|payment schedule|spread|staged payments|stage payments|split)
(per|a|every|each) (month|week|fortnight)
(two|three|four|five|six|several) (payments|parts|monthly|equal|instalments|months)
(moitie|half|tiers|third|un tiers|la moitie) .. (maintenant|now|la|tout de suite|ce mois|aujourd hui|demain) .. (moitie|half|reste|rest|autre|other|next|mois)
(payer|regler|pay|payee|do|doing|faire|paye|paie) .. (en|in|par) (#|deux|trois|quatre|plusieurs|cinq|six|dix|two|three|four|a few|several|bits|stages|goes|parts) (fois|goes|parts|instalments|stages|payments|mensualites|versements|cheques|temps|echeances)?
# (euros|euro|€|eur|e|balles)? (par|chaque|tous les|toutes les|a|per|each|every|le) (mois|moi|semaine|month|week|vendredi|vendredis|quinzaine|fin de mois)
# (maintenant|mtn|now|tout de suite) .. (et|and|puis|then) .. #
(deux|trois|quatre|cinq|six|dix|three|four|two|#) (acomptes|mensualites|cheques|virements|paiements|versements|tranches|echeances|monthly|instalments|payments)
(si vous acceptez|si vous etes d accord|si tu es d accord|si ca vous va|si cela vous va|dites moi si|tu me dis|let me know|if that is ok|if that works|sous reserve de votre|merci de confirmer votre accord|merci de me confirmer|qu en dites vous|if you agree|si vous voulez bien)
(propose|proposons|proposer|soumettre|soumets|suggest|suggere|offer) .. (echeancier|#|plan|mensualites|echeances|paiement|reglement|versements|arrangement|calendrier)
(d un coup|d une fois|en une fois|en une seule fois|d un bloc|all at once|in one go|tout sortir|comptant|en totalite)
(ordre permanent|virement permanent|prelevement mensuel|standing order)
"""

DELAY_REQUEST = """
(delai|delais|report|sursis|prolongation|repit|differe|rallonge) (de|d|supplementaire|jusqu|pour|au|a|paiement|reglement)?
(accorder|accordez|accorderiez|octroyer|consentir|obtenir|laisser|laissez|laisse|donner|donnez|accorde|demander|demande|sollicite|sollicitons|solliciter|avoir|aurais besoin) .. (delai|delais|report|sursis|temps|jours|semaine|semaines|mois|jusqu|repit|peu)
(patienter|patiente|patience|patientez|attendre|attendiez|m attendre|nous attendre|decaler|reporter|repousser|differer|decale|reporte|reportes|decalage|repousse)
(ASK) ... (patienter|attendre|decaler|reporter|repousser|differer|jusqu|laisser|delai|report|decalage)
(jusqu a|jusqu au|jusque|jusqu en|jusqu) .. ?
(encore|un peu plus de|quelques|une) (quelques|semaines|semaine|jours|temps|quinzaine|mois)
(moyen de moyenner|petit geste|fleur|bienveillance|indulgence|comprehension|arrangement|s arranger|humanite)
(plus tard|un peu de temps|du temps|souffler)
(extension|more time|extra time|bit longer|little longer|grace|extend|postpone|defer|deferral|push back|extra (week|weeks|days|month)|hold off|bear with|wait until|wait till)
(until|till) .. ?
(would|could|can|may|might) .. (until|wait|extension|extend|hold|longer|delay|postpone)
(est ce que|cela|ca|c est|serait ce|est ce) .. (pose|poserait|derange|derangerait|embete|embeterait|gene|generait|jouable|possible|envisageable|irait|passe|passerait|convient|conviendrait|irai) .. ?
(il me faudrait|il nous faudrait|j aurais besoin|nous aurions besoin|besoin) .. (jusqu|temps|semaines|jours|mois|delai|quinzaine|repit)
(would|is|could|will) .. (still)? (be)? (acceptable|ok|okay|possible|alright|fine|work for you|suit) .. ?
(give|grant|allow|giving|granting|allowing) (us|me) .. (until|another|more|extra|time|days|weeks|week|month|till)
(consider)? (extending|extend|extension|deferring|postponing|delaying|rescheduling) .. (due date|payment|date|deadline|till|until|to|of)?
(apres|after) (les fetes|la saison|les vacances|le|noel|christmas|payday) .. ?
(decaler|reporter|repousser|reculer|proroger|differer|suspendre|geler|caler|presenter|encaisser) .. (au|a|de|jusqu|avant|apres|sur|mon|le|l echeance|prelevement|cheque)
(que vous|que tu) (patientiez|patientez|attendiez|attendez|m attendiez|attendes)
(preferons|prefere|rather) .. (demander|ask) .. (que|than)
(m autorisez|m autoriser|acceptez vous que|accepteriez vous que|accepterais tu|etes vous d accord pour que|d accord pour que|d accord d attendre)
"""

PAYMENT_PROMISE = """
(je|on|nous|j|vous) (vous|te|t|le|la|les|lui|leur|en)? (le|la|les|l)? (PAYS|WILLPAY)
(WILLPAY)
(sera|seront|serez|seras|est|sont) (bien|donc|toutefois|entierement|integralement|normalement|tous)? (PAID|DONE|mis en paiement|executes|programme|prevu|prevue|planifie|planifiee|programmee|credite|execute|expedie|poste|mandate|fait)
(vous|tu) (serez|seras|aurez|auras|l aurez|l auras|recevrez|recevras|allez recevoir|vas recevoir|avez|as|pouvez compter|peux compter|toucherez) .. (MEANS|regle|paye|payee|reglee|compte|euros|€|sous)?
(virement|cheque|reglement|paiement|mise en paiement|ordre|versement|transfert|cela|c|il|elle) (part|partira|partiront|sera|interviendra|est prevu|est programme|est planifie|passera|passe|tombera|suivra|arrivera|arrive|sortira|prevu|programme|aura lieu|partent|repart|s effectuera|parte|va partir)
(part|partira|partiront|repart|partent|va partir) .. (lundi|mardi|mercredi|jeudi|vendredi|demain|ce soir|semaine|le|debut|fin|mois|aujourd hui|apres demain|d ici|avant|sous|courant|au plus tard)
(prevu|prevue|prevus|prevues|programme|programmee|programmes|planifie|planifiee|cale|calee|inscrit|inscrite|integre|integree) (pour|le|au|a|en|la|debut|fin|mi|courant|semaine|vendredi|lundi|mardi|mercredi|jeudi|sur|dans|demain|avant)
(campagne|echeance|vague|lot|run|remise|bordereau|train|session|batch|tournee|prochain) (de|du|des)? (virements|reglement|reglements|paiement|paiements|fournisseurs|virement|payment|payments)
(m engage|nous engageons|engage|engageons|promis|promets|promettons|sans faute|parole|comptez sur|compter sur|vous garantis|jure|c est cale|assure)
(vais|allons|va|vas) (vous|te|le|la|les|donc|lui|proceder|pouvoir)? (le|la|les)? (PAY|faire|effectuer|proceder|mettre|poster|deposer|envoyer|programmer|emettre|passer)
(je|on) (passe|viens|depose|poste|mets|met|signe|lance|valide|programme|remets|apporte|prends) .. (cheque|virement|regler|payer|banque|especes|poste|boite|reglement|paiement)
(d ici|avant|au plus tard|sous|dans|des|fin|debut|mi|courant|pour) .. (PAID|PAYS|WILLPAY|MEANS)
(PAID|PAYS|WILLPAY|MEANS) .. (d ici|avant|au plus tard|sous|demain|fin|debut|mi|courant|vendredi|lundi|mardi|mercredi|jeudi|ce soir|semaine prochaine)
(reste|solde|suite|autre|moitie|complement|restants|restant) .. (suivra|suivront|sera|seront|le|la|fin|debut|mi|en|courant|vendredi|lundi|semaine|demain|d ici|avant)
(will|shall|going to|am going to|are going to|to) (be)? (pay|settle|transfer|send|wire|clear|release|paid|settled|transferred|sent|wired|released|sort|make|process|processed|included|do|go|with you|issued|made)
(payment|transfer|cheque|it|that|yours|invoice|money) (is|will|goes|should|has been)? (scheduled|be|go|going|planned|due|set|out|queued|down|on|leave|in|included|released|booked)
(you will|you shall|you should) (have|get|receive|see|be) .. (it|payment|money|paid|funds|transfer)?
(payment run|next run|pay run|cheque run|payment batch|next batch)
(by|before|on|next|this|within|end of|early|mid|cob|eod|eom) ... (pay|paid|payment|settle|settled|sorted|transfer|transferred|released|cheque)
(i|we) (pay|settle|transfer|make|do|release|am paying|are paying|are releasing|am releasing|am sending|are sending) .. (on|next|this|by|tomorrow|tonight|within|it|the|you|suppliers)
(part|passe|sort|tombe|figure|est|sera|elle part|elle passe|bon) .. (au|aux|dans le|dans la|sur le|sur la|dans) (virement|virements|reglement|run|lot|cycle|campagne|echeance|train|fichier|bordereau|liste|paiement|proposition|prelevement|compta|comptabilite) (du|de|au|collectif)?
(au|pour le|c est pour|est pour|sera pour|prevu) (#|le #|lundi|mardi|mercredi|jeudi|vendredi|samedi|fin|debut|mi|la fin|la semaine)
(comptez|compter|tablez|notez|noter|prevoyez) .. (#|sur|dessus|pour|jours|semaine|le|que|reglement)
(vous|tu) (aurez|auras|avez|as|serez|seras|recevrez|recevras|toucherez|toucheras) .. (lundi|mardi|mercredi|jeudi|vendredi|samedi|demain|le #|fin|avant|argent|votre|ton|vos|tes|la votre|cheque|virement)
(execution|mise en paiement|date de valeur|echeance|signature|depart|emission) .. (demain|le|fixee|prevue|lundi|mardi|mercredi|jeudi|vendredi|#)
(clearing|scheduled|releasing|released|approved|going out|goes out|due|booked) .. (on|for|by|#|monday|tuesday|wednesday|thursday|friday|next|this)
(same day|straight away|first thing|without fail|guaranteed|promise|you have my word|no later than|latest by|by close of business)
"""

DOCUMENT_REQUEST = """
(ASK) ... (SEND) .. (PAPER)
(SEND) .. (moi|nous|me|m|la|le|les|us|a)? .. (PAPER)
(SEND) (moi|nous|la moi|le moi|la|me|nous la|us|me the|over|again|a|the|us the)
(il me faut|il nous faut|il me faudrait|il nous faudrait|j ai besoin|nous avons besoin|besoin|il manque|manque|manquent|nous manque|me manque|attends|attendons|en attente|dans l attente|requis|indispensable|exige|reclame|demande) .. (PAPER)
(PAPER) .. (manque|manquant|manquante|requis|indispensable|necessaire|obligatoire|a jour|tamponne|signe|signee|illisible|tronque|coupe)
(jamais|pas|rien|aucune|aucun|nulle) (vu|recu|vue|recue|trace|eu|part|parvenue|retrouve|retrouver|trouve|trouver|reception) .. (facture|factures|elle|document|chez nous|comptabilite|celle)?
(pas|aucune|n avons|n ai|ne|nulle) (de)? (trace|trouve|retrouve|retrouvons|vois|voyons|connais|connaissons|figure|enregistree|dans nos) .. (facture|systeme|logiciel|compte|livres|part)?
facture .. (jamais|pas|non|egaree|perdue|introuvable|mal) .. (parvenue|recue|arrivee|enregistree|retrouve|trouve|numerisee|nous|recevoir)?
(renvoyer|renvoyez|renvoie|renvoye|renvoyee|reenvoyer|retransmettre|duplicata|copie|pdf|resend|re send|copy)
(rib|iban|bic|coordonnees bancaires|bank details|sort code|account number|account details)
(releve|situation|etat|extrait|recapitulatif|detail|decompte|point) (de|du|des)? (compte|comptes|heures|factures)
(statement|proof of delivery|signed delivery|delivery note|breakdown|timesheet|timesheets|purchase order) .. ?
(des|une fois|quand|lorsque|apres) (que|reception|recu|l aurai|j ai|nous aurons|votre) .. (PAPER|document|facture|l aurai)
(chorus|plateforme|portail|deposer|depot|deposez) .. (facture|chorus|pro|sur|document)
(can not|could not|not|no) (find|locate|see|trace|seem to have|in our system|have|on our system|record|on file|received) .. (invoice|system|copy|details|record|this|it|file)?
(what|which|quel|quelle|quels|sur quel) .. (iban|rib|compte|account|bank|commande|bon)
(ASK) ... (PAPER)
(tu|vous) (m enverrais|m enverriez|peux me|pouvez me|pourriez me|m envoies|m envoyez|me renvoies|me redonner|me refaire|me remettre|me redonnez) ..
(je|on|nous) (n|ne) (l|la|le|les)? (ai|avons|trouve|trouvons|retrouve|vois|voyons|a) (pas|jamais|ni|plus|nulle part|nous ne|que) .. (facture|trouve|recue|recu|papier|page|elle|dans|la)?
(je n ai|nous n avons|n ayant|on n a) (que|pas|jamais eu|aucune|ni) .. (facture|page|relances|bon de livraison|copie|document|rib|elle|original)
(renvoies|renvoie|renvoyer|renvoyez|redeposer|deposer|joindre|expedier|courier|accompagner|produire|scanner) .. (la|le|les|nous|moi|facture|original|originaux|document|certificat|nouveau|page|par|both)
(il|nous|me|qui) .. manque .. (pour|la|le|les|l|un|une|votre|certificat|feuilles|ticket|pv|page|attestation|decompte|rib)
(exige|exigent|demande|demandent|reclame|reclament|requiert|veut|needs|requires|require|wants|asks for) .. (facture|original|originaux|certificat|attestation|document|piece|copie|signed|declaration|certificate|invoice|letter|form)
(numero de compte|coordonnees|iban|rib|bank key|bank letter|cancelled cheque|account number|w 8ben|tax certificate|kbis|urssaf|vigilance|decennale)
(revenu|revenus|rejete|retourne|refuse|returned|bounced|rejected) .. (compte|rib|iban|coordonnees|motif|cloture|account|details|bank)
(not on|not in|no record|no trace|nothing|never seen|not seen|only ever seen) .. (ledger|system|records|invoice|bill|it|reminders|file)
(fwd|forward|resend|re send|share|courier|provide|submit) .. (please|copy|invoice|it|both|again|original|form|statement|details|breakdown)
(releve|recapitulatif|etat|historique|extrait|detail|decompte|situation|point) .. (de mon compte|de notre compte|des|compte|heures|sommes|paiements|lots|detaille)
"""

WRONG_CONTACT = """
(pas|plus) (la bonne|le bon|votre|moi|a moi|nous|mon) .. (personne|interlocuteur|interlocutrice|service|adresse|destinataire|contact|qui|ressort|role|domaine)
(mauvais|mauvaise|autre|nouvel|nouvelle|bon|bonne|votre|seul) (interlocuteur|interlocutrice|adresse|destinataire|contact|service|personne|boite)
(adresser|adressez|adresse|ecrire|ecrivez|contacter|contactez|joindre|rapprocher|voir|voyez|envoyer|envoyez|transmettre|transferer|diriger|orienter|relancer|tourner|solliciter|interroger|transmettez|demande|demander|demandez|appelez|appeler|contacte|vois) (vous|directement|plutot|desormais|dorenavant|a|avec|au|aux|le|la|les|nos|notre|mon|ma|leur|sur|donc|vos|toutes|tous) .. (a|au|collegue|service|comptabilite|siege|mari|associe|@|email|directement|gerant|proprietaire|syndic|cabinet|personne|elle|lui|patron|comptable|madame|monsieur)
(c est|voir|vois|voyez avec|gere par|traite par|traitee par) .. (qui gere|qui s occupe|qui s en occupe|qui traite|qui paie|qui paye|qui regle|en charge|service|siege|mon associe|mon associee|mon mari|ma femme|ma collegue|mon collegue|autre societe|maison mere)
(ne|n) (gere|geres|gerons|traite|traitons|m occupe|nous occupons|suis|travaille|travaillons|fais|fait|sommes|est) (plus|pas|en rien|ni) .. (comptabilite|compta|factures|facture|paiements|reglements|dossier|dossiers|societe|entreprise|partie|charge|effectifs|service|fournisseurs|cela|chez|concerne|concernes|client|qualite)?
(quitte|quittee|change de poste|parti a la retraite|partie a la retraite|plus partie|plus dans|retraite|demissionne|mute|mutee) .. (societe|entreprise|poste|service|effectifs|fonctions|depuis|compta|comptabilite)?
(repris|reprend|remplace|remplacee|succede|reprise) (par|vos|le|la|les|ce|mon|ton|votre|mes) .. (dossiers|dossier|poste|suivi|fonctions|comptabilite)?
(cede|cedee|vendu|vendue|repris|rachete|rachetee|cession) .. (societe|fonds|entreprise|magasin|restaurant|immeuble|activite|affaire|repreneur|locataire|depuis)?
(merci de|veuillez|il faut|faut|a) .. (adresser|envoyer|ecrire|contacter|transmettre|relancer|voir avec|diriger) .. (a|avec|au|desormais|dorenavant)
(ne|n) .. (nous|me|m) (concerne|regarde|adresse|est) (pas|plus|en rien)?
(erreur|trompez|trompe|tromper|trompes) .. (destinataire|adresse|personne|mail|numero|client|societe)?
(expert comptable|notaire|tuteur|curateur|syndic|gestionnaire|succession|decede|decedee|deces)
(desormais|dorenavant|a l avenir|pour toute question|pour la suite|prochains messages|prochaine fois|a partir de) .. (a|adresse|service|contacter|envoyer|joindre|ecrire|interlocuteur|interlocutrice|elle|lui)?
(wrong person|wrong address|wrong company|right person|correct person|best person|right contact|wrong email|not me|not my)
(please)? (contact|speak to|email|write to|direct|forward|address|ask|reach out to|get in touch with|take it up with|talk to|copy) .. (@|instead|department|team|colleague|directly|accounts|finance|owner|manager|at|him|her|them)
(no longer|not|never) (work|working|handle|deal|dealing|responsible|with|employed|in charge|the right|my|manage|look after|involved|anything to do|part of|at) .. (for|with|here|company|invoices|accounts|payments|that|this|department|finance)?
(left|moved|retired|replaced|moving) (the|to|from|by|company|in|last|brenta|on) .. ?
(nothing to do with|handled by|dealt with by|looked after by|takes care of|in charge of|people you want|person you want|should go to|should be sent to)
(doivent|doit|gagnerait|sont|est) (a)? (etre)? (envoye|envoyee|envoyees|adresse|adressee|adressees|transmis|transmise|transmises) .. (a|au|@|directement|service)
(je|nous) (ne)? (suis|sommes|fais|n ai) (que|uniquement|seulement|simplement|pas a connaitre|au service|a l accueil|aucun lien|aucun rapport) ..
(moi)? (je|on|nous) (ne|n) .. (connais|connaissons|ai|vois|gere) (pas|jamais|rien|aucun) .. (societe|entreprise|reglements|factures|adresse|mail|personne|lien|ses affaires)
(vous ecrivez|vous etes|vous m ecrivez) .. (accueil|moi|atelier|ici|chez|a la|au)
(il|elle|c est|voyez|interroger|interrogez|ecrire|joindre|contacter|s adresser|adresser|demander|voir) .. (directement|eux|elle|lui|@|qui a la main|qui a repris|qui suit|en direct)
(n|ne) (m|nous)? .. (etait|est) pas (destine|destinee|adresse|pour moi|pour nous|de mon ressort|de notre ressort)
(homonyme|tromper de|trompez|erreur sur la personne|mauvaise personne|autre que moi|pas le meme)
(rendu le mandat|quitte la gestion|mission a pris fin|mission est terminee|plus notre client|plus client|plus locataire|ancien gerant|ancienne gerante|ex gerante|plus en charge|plus tresorier|plus tresoriere)
(interlocuteur|interlocutrice|contact|correspondant) .. (est|sera|desormais|maintenant|s appelle|designe)
(mettre en copie|en copie|en destinataire|remplacer mon adresse|supprimer mon adresse|retirez moi|enlevez moi|mettez la|mettez le)
(i am|i m|we are) (only|just|not) .. (the|a|coordinator|receptionist|person|in charge|accounts)
(try|best get|ring|ask|drop|email|contact) .. (@|office|him|her|them|tom|on it|instead|accounts|payables|finance)
(looked after|look after|deals with|handles|moved to|has taken over|took over|is in charge|now handled) .. (this|suppliers|it|now|athlone|by|that)?
(have no idea|do not know) .. (invoice|who|where|about)
"""

PAYMENT_UNDERWAY = """
(en cours|est en cours|encours) (de)? (traitement|paiement|reglement|validation|signature|verification|signature|mandatement|controle|instruction)?
(SOON)
(je|on|nous|j) (m|nous|s)? (en)? (regarde|verifie|regardons|verifions|occupe|occupons|renseigne|renseignons|relance|fais|fait|faisons|vois|voit|voyons|reviens|revenons|revient|transmets|transmettons|transfere|tiens|suis) .. (necessaire|point|comptable|comptabilite|cela|dessus|vers vous|avec|patron|direction|dossier|possible|courant|oublie|pas|service)?
(fais|fait|faisons|ferai|ferons|faire) (le|tout le|tout) (necessaire|possible|point|maximum)
(revenons|reviens|reviendrai|reviendrons|revient|tiendrai|tiens|tenons|tiendrons) (vers|au courant|vous|informe|rapidement|tres)
(attente|attends|attendons|attend|attendant|en attente) (de|d|du|que|un|une|la|le|les|mon|notre|des|l|validation|encore) .. (validation|signature|paiement|reglement|client|clients|accord|bon a payer|subvention|rentree|fonds|virement|direction|remboursement|argent|financement|deblocage)?
(bon a payer|a la signature|au parapheur|circuit|dans les tuyaux|dans la pile|sur la pile|sur mon bureau|chez le|entre les mains|validation|workflow|parapheur|visa|en signature|dossier suit|suit son cours|a l etude)
(des que|aussitot que|lorsque|quand|une fois que|si|a reception|sitot) .. (client|clients|paye|payes|rentre|rentree|subvention|argent|fonds|tresorerie|regle|encaisse|possible|banque|validation|signe|aura|aurons|pourrai|pourrons|peux|feu vert|debloque|solde|pret|versement)
(tresorerie|difficultes|compliquee|compliquees|tendue|decouvert|galere|fauche|serres|serre|juste en ce moment|periode difficile|pas les fonds|situation)
(bien recu|bien note|c est note|note|pris note|vu|ok|d accord|bien pris|accuse reception|recu|entendu|reception|message recu|compris|merci pour le rappel|merci du rappel|merci de votre relance|prenons acte|prends note|transmis|bonne reception)
(pas oublie|n oublie pas|n ai pas oublie|oubli|oublie|zappe|passe a travers|desole|excusez|toutes mes excuses)
(sera|seront|serez|seras|va etre|vont etre) .. (PAID|traite|traitee|fait|faite|liberee)
(pas de date|aucune date|pas encore de date|sans date|date exacte|pas de visibilite|ne peux pas vous dire|ne saurais|ne peux pas vous donner|n ai pas la date|pas la date)
(looking into|look into|will look|checking|check with|chasing|chase|chased|being processed|in progress|in hand|under review|in process|pending|awaiting|waiting for|waiting on|approval|approved|approve|on my desk|in the system|with our|being sorted|on it|get back|getting back|come back to you|keep you posted|let you know|follow up|followed up|sort it|sorted soon|nudged|escalated|authorisation|authorise)
(noted|received|got it|well received|acknowledged|will do|duly noted|thanks for the reminder|ok|apologies|sorry)
(as soon as|once|when|if) .. (client|customer|paid|pays|approved|signed|funds|money|cash|payment|approval|possible|comes|available|clears|back)
(no date|can not give|exact date|cash flow|cashflow|tight|struggling)
(je|on|nous) (vous|te)? (tiens|tient|tenons|redis|redit|rappelle|dis|dirai|donnerai|donne|informe|reviens) .. (courant|au jus|vite|rapidement|reponse|date|quand|informe|vers vous)
(ne|n) (sais|savons|peux|pouvons|veux|voulons) pas .. (quand|date|dire|promettre|encore|combien)
(ne)? (promets|garantis|garantit) (rien|pas)
(peut etre|sans doute|normalement|j espere|on espere|hopefully|maybe|probably)
(manque|reste|attend|attendons|attends) .. (signature|validation|visa|approbation|accord|feu vert|approvals|approval|retour)
(pas oublie|oublie pas|pas oubliee|pas perdu|pas perdue|not forgotten|not be forgotten|patience|viendra|ca vient|ca arrive|cela vient|cela arrive|bear with)
(caisse|caisses|compte|comptes) .. (vide|vides|sec|zero|rouge)
(a sec|plus un sou|plus rien|fauche|skint|galere|pas d argent|pas les moyens|broke)
(sur ma pile|sur la pile|on it|on my list|on her list|to do list|mon bureau|dessus)
(circuit normal|cours normal|processus normal|ordre d arrivee|son tour|calendrier|delais habituels|conformement a nos delais)
(gele|geles|fige|figes|bloques|en panne|migration|bascule|cloture) .. (paiements|virements|logiciel|systeme|tout|comptabilite)?
(with|at|by) (my|our|the|her|his) (accountant|accounts|finance|director|directors|md|coo|boss|head office|treasury|department)
(not|is not|isn) (yet)? (approved|signed|validated)
"""

OTHER = """
?
(devis|tarif|disponible|disponibles|disponibilite|disponibilites|proposer|offre|catalogue|renouvellement|prestation) .. ?
(bonne annee|joyeux noel|meilleurs voeux|bonnes fetes|felicitations|merci beaucoup|merci a vous|merci encore|bravo)
(quelle|quel|quels|quelles|comment|pourquoi|qui|ou|combien|a quoi|correspond) .. ?
(rendez vous|appelle|appeler|rappeler|rappelez|telephone|visio|reunion|disponible|call|phone|meeting)
(illisible|rien compris|pas compris|caracteres|erreur|quoi|test)
(desabonner|desinscrire|unsubscribe|newsletter|spam)
(what|which|who|how|does|do you|is the|are you|where|why) ... ?
(thanks|thank you|cheers|have a nice|happy new year|best wishes)
(facture au nom|changement d adresse|nouvelle adresse|adresse de facturation|raison sociale|siret|changer d adresse)
"""
