"""First names, to tell the family's: « Madame Anne Lambert » is greeted as « Madame Lambert »."""

from __future__ import annotations


def _names(*lines: str) -> frozenset[str]:
    return frozenset(name for line in lines for name in line.split())


# Those that are no family's name, or hardly ever.
FIRST_NAMES = _names(
    "adele adrien agathe agnes alain alexandra alexandre alexis alice aline amandine amelie anais andrea andrew",
    "angelique anna anne annick annie antoine arnaud arthur aude audrey aurelie aurelien axel baptiste barbara",
    "beatrice benedicte benjamin benoit brian brigitte bruno camille carine carol carole caroline catherine",
    "cecile cedric celia celine chantal charlene charlotte chloe christelle christian christiane christine",
    "christophe christopher claire clara claude claudine clemence clementine colette corinne cyril cyrille damien",
    "daniel daniele danielle deborah delphine didier dominique donna edith edouard edward elea eleonore eliane",
    "elisa elisabeth elise elizabeth elodie emeline emilie emily emma emmanuel emmanuelle enzo eric estelle",
    "etienne eva evelyne fabien fabienne fabrice fanny florence florent florian francine francois francoise",
    "frederic frederique gabrielle gaelle gaetan genevieve george geraldine gerard gilles ginette gregory",
    "guillaume gwenaelle helene hugo ines isabelle ivan jacqueline jane jean jeanne jeannine jennifer jeremy",
    "jerome jessica joel joelle johanna john jonathan joseph josette josiane julie julien juliette justine karen",
    "karim karine katia kevin laetitia laura laure laurence lea leila lena leo leonie liliane linda lionel lisa",
    "loic lola louise luc lucas lucie lucile ludovic lydia lydie madeleine maeva magali manon marc marcelle",
    "margaret margaux marie marina marine marion marjorie marlene marthe martine mary mathieu mathilde matthew",
    "matthieu maud maxime melanie melissa michele micheline michelle mireille mohamed monique morgane murielle",
    "myriam nadege nadia nadine nancy nathalie nathan nelly nicholas nicolas nicole noemie odette odile olivier",
    "ophelie pamela pascal pascale patrice patricia patrick paulette pauline peter philippe pierrette pierrick",
    "priscilla quentin rachel raphaelle regine regis renee romain sabine sabrina samia samir sandra sandrine",
    "sarah sebastien serge severine sharon simone solange solene sonia sophie stephane stephanie stephen steven",
    "susan suzanne sylvain sylvie tatiana thibault thierry tristan valentine valerie vanessa veronique virginie",
    "viviane william xavier yann yannick yasmina yves yvette yvonne zoe",
)
# Those that are many a family's name, too: « Paul Martin » and « Martin Paul » are both somebody.
BOTH = _names(
    "albert alphonse andre arnold aubert auguste bernard bertrand charles clement david denis emile felix",
    "ferdinand francis franck gabriel gaston georges germain gilbert guerin guy henri henry herve hubert jacques",
    "james joachim lambert laurent leon leonard louis lucien marcel marcelin martin mathias maurice michel morgan",
    "noel norbert oscar paul philibert pierre raoul raymond remy rene richard robert roger roland samuel simon",
    "thomas urbain victor vincent",
)
