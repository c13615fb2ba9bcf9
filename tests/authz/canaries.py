"""Words that stand in one case only, so that an answer tells which case it spoke of."""

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Canaries:
    """All texts of one case and what hangs on it."""

    account: str
    child: str
    mother: str
    street: str
    reporter: str
    phone: str
    callback: str
    draft: str
    file: str
    reason: str
    invited: str

    @property
    def of_case(self) -> tuple[str, ...]:
        """What only people who may read the case ever see."""
        apart = {"invited", "draft"}
        return tuple(getattr(self, each.name) for each in fields(self) if each.name not in apart)


A = Canaries(
    account="Kanarienbericht: blaue Flecken am Arm",
    child="Kanarienkind Amsel",
    mother="Kanarienmutter Amsel",
    street="Kanarienweg 1",
    reporter="Kanarienmelderin Amsel",
    phone="02241 4710811",
    callback="Kanarienrückruf Amsel",
    draft="Kanarienentwurf Amsel",
    file="kanarienfoto-amsel.jpg",
    reason="Kanariengrund Amsel: Anruf mitten in der Nacht",
    invited="amsel.leitung@leute.example",
)
B = Canaries(
    account="Zeisigbericht: das Kind hatte Hunger",
    child="Zeisigkind Brachvogel",
    mother="Zeisigmutter Brachvogel",
    street="Zeisigweg 2",
    reporter="Zeisigmelder Brachvogel",
    phone="02241 4710822",
    callback="Zeisigrückruf Brachvogel",
    draft="Zeisigentwurf Brachvogel",
    file="zeisigfoto-brachvogel.jpg",
    reason="Zeisiggrund Brachvogel: verwandt mit der Familie",
    invited="brachvogel.leitung@leute.example",
)
