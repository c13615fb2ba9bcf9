"""Which rows of the agreement's tables are open to whom: rules tell nothing of a case."""

from kinderschutz.lib.walls import Open, Walls

RULES = Open("vereinbarte Regeln, allen im Netzwerk bekannt")

TABLES: Walls = {"agreements_routingrule": RULES, "agreements_ruleset": RULES}
