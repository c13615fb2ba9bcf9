"""Forms of the network's own pages."""

from network.forms.sign_in import LoginForm

__all__ = ["LoginForm"]
