"""Which rows of the agreement's tables are open to whom: rules tell nothing of a case."""

from kinderschutz.lib.walls import Wall, Walls

RULES = Wall(read="true", write="false")
"""Known to everybody in the network; only the portal's own work writes them."""

TABLES: Walls = {"agreements_routingrule": RULES, "agreements_ruleset": RULES}
